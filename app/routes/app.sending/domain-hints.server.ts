import { resolveTxt } from 'node:dns/promises';
import type { DomainHint, ResolveTxt } from '~/mail/dns-hint';
import { checkDomain, type SentBy } from '~/mail/domain-check';
import type { Services } from '~/services.server';

export interface DomainHints {
  domain: string;
  hints: DomainHint[];
}

/** Hints for the domain that the shop sends from, by the server that its messages leave by now; null: the address has none. */
export async function readDomainHints(
  services: Pick<Services, 'db' | 'env'>,
  shop: string,
  { senderEmail, selector }: { senderEmail: string; selector: string | null },
  resolve: ResolveTxt = resolveTxt,
): Promise<DomainHints | null> {
  const domain = domainOf(senderEmail);
  if (!DOMAIN.test(domain)) return null;
  const named = selector !== null && SELECTOR.test(selector) ? selector : null;
  return { domain, hints: await checkDomain(resolve, domain, named, await sentBy(services, shop)) };
}

async function sentBy({ db, env }: Pick<Services, 'db' | 'env'>, shop: string): Promise<SentBy> {
  if ((await db.mailServer.count({ where: { shop } })) > 0) return { server: 'own' };
  return {
    server: 'operator',
    spf: env.SMTP_SPF,
    selector: env.SMTP_DKIM_SELECTOR ?? null,
    bounceDomain: env.BOUNCE_ADDRESS === undefined ? null : domainOf(env.BOUNCE_ADDRESS),
  };
}

function domainOf(address: string): string {
  return address
    .slice(address.lastIndexOf('@') + 1)
    .trim()
    .toLowerCase();
}

const DOMAIN = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/;
const SELECTOR = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
