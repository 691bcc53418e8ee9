import { linkEndsAt } from '~/effects/consent-answers';
import { inTransaction } from '~/database/transaction.server';
import { readConsentLink } from '~/mail/consent-token';
import type { Services } from '~/services.server';

export type ConfirmResult =
  | { ok: true; shopName: string; confirmed: boolean }
  /** forged, older than seven days, replaced by another answer, or of a shop that is gone */
  | { ok: false };

type ConfirmServices = Pick<Services, 'db' | 'env' | 'clock' | 'jobs'>;

/** For the page that asks; changes nothing, since mail scanners follow every link. */
export async function readConfirmation(services: ConfirmServices, token: string): Promise<ConfirmResult> {
  const link = readConsentLink(token, services.env.EMAIL_HASH_KEY);
  if (!link) return { ok: false };
  const { shop, id } = link;
  const [answer, row] = await Promise.all([
    services.db.consentAnswer.findUnique({ where: { shop_id: { shop, id } } }),
    services.db.shop.findUnique({ where: { shop }, select: { name: true, uninstalledAt: true } }),
  ]);
  if (!answer || !row || row.uninstalledAt) return { ok: false };
  if (answer.state === 'given' && answer.confirmedAt !== null)
    return { ok: true, shopName: row.name, confirmed: true };
  if (answer.state !== 'pending' || linkEndsAt(answer.answeredAt) <= services.clock.now())
    return { ok: false };
  return { ok: true, shopName: row.name, confirmed: false };
}

/** The link's button: from now on the consent counts; Shopify is told by a job. Repeatable. */
export async function confirmConsent(services: ConfirmServices, token: string): Promise<ConfirmResult> {
  const found = await readConfirmation(services, token);
  const link = readConsentLink(token, services.env.EMAIL_HASH_KEY);
  if (!found.ok || !link || found.confirmed) return found;
  const { shop, id } = link;
  const now = services.clock.now();
  await inTransaction(services.db, async (tx) => {
    const { count } = await tx.consentAnswer.updateMany({
      where: { shop, id, state: 'pending' },
      data: { state: 'given', confirmedAt: now },
    });
    if (count > 0) await services.jobs.send(tx, 'consent.apply', { shop }, { singletonKey: shop });
  });
  return readConfirmation(services, token);
}
