import { createHmac } from 'node:crypto';
import type { MailServer } from '@prisma/client';
import { publicHost } from '~/mail/public-host.server';
import type { ServerSettings } from '~/mail/server-settings';
import type { SmtpOptions } from '~/mail/smtp.server';
import type { MailTransport } from '~/mail/transport.server';
import { open, type Opened } from '~/secrets.server';
import type { Services } from '~/services.server';

/** The mail server that a shop's messages leave by. */
export interface ShopMail {
  transport: MailTransport;
  /** the shop's own, or the operator's */
  own: boolean;
  /** names it for the rate limit: shops with the same account share it */
  server: string;
  /** messages a second that it takes at most; null: as many as it likes */
  perSecond: number | null;
}

/** A name may lead elsewhere after a while: then it is asked again. */
const POOL_LIVES_MS = 30 * 60_000;

/** Shorter than the operator's: a stranger's server that hangs must not keep a job for long. */
const CONNECT_WITHIN_MS = 5_000;
const SILENT_AT_MOST_MS = 20_000;

/** What a stored password was sealed for; moved to another shop's row it does not open. */
export const sealContext = (shop: string): string => `smtp:${shop}`;

/** The shop's own server when it has one, whatever its state; never the operator's in its place. */
export async function shopMail(
  services: Pick<Services, 'db' | 'env' | 'log' | 'clock' | 'mail' | 'mailServers'>,
  shop: string,
): Promise<ShopMail> {
  const { env, mail, mailServers } = services;
  const row = mailServers ? await services.db.mailServer.findUnique({ where: { shop } }) : null;
  if (!row || !mailServers)
    return {
      transport: mail,
      own: false,
      server: 'operator',
      perSecond: env.SMTP_MESSAGES_PER_SECOND ?? null,
    };
  const password = open(env.CREDENTIAL_KEYS ?? [], row.password, sealContext(shop));
  const own = { own: true, server: accountOf(env, row, password), perSecond: row.perSecond };
  const turn = Math.floor(services.clock.now().getTime() / POOL_LIVES_MS);
  const key = `${shop}|${row.updatedAt.getTime()}|${turn}`;
  const found = mailServers.find(key);
  if (found) return { ...own, transport: found };
  const options = await optionsOf(services, row, password);
  if (!options.ok) {
    services.log.error({ shop, reason: options.kind }, 'the own mail server cannot be used');
    return { ...own, transport: closedServer(options.kind) };
  }
  return { ...own, transport: mailServers.pool(key, options.options) };
}

/**
 * Names an account, and to nobody who has not its password: at large providers every customer has the same user name ("apikey"),
 * and one shop's limit and backlog are no business of another's.
 */
function accountOf(
  { EMAIL_HASH_KEY }: Services['env'],
  { shop, host, port, username }: MailServer,
  password: Opened,
): string {
  const account = password.ok ? [host, port, username, password.text] : [shop];
  const mac = createHmac('sha256', EMAIL_HASH_KEY).update(`mail-account:v1:${JSON.stringify(account)}`);
  return `${host}:${port}/${mac.digest('hex').slice(0, 24)}`;
}

type Unusable = 'password-unreadable' | 'not-found' | 'internal';

async function optionsOf(
  { env }: Pick<Services, 'env'>,
  row: MailServer,
  password: Opened,
): Promise<{ ok: true; options: SmtpOptions } | { ok: false; kind: Unusable }> {
  if (!password.ok) return { ok: false, kind: 'password-unreadable' };
  const settings = { ...row, security: row.security as ServerSettings['security'] };
  return smtpOptions({ env }, settings, password.text);
}

/** How to connect: to an address that was looked at, under the name that the certificate has to carry. */
export async function smtpOptions(
  { env }: Pick<Services, 'env'>,
  { host, port, security, username }: ServerSettings,
  password: string,
): Promise<{ ok: true; options: SmtpOptions } | { ok: false; kind: 'not-found' | 'internal' }> {
  const place =
    env.DEV_STORE_URL === undefined ? await publicHost(host) : { ok: true as const, address: host };
  if (!place.ok) return place;
  const url = new URL(`${security === 'tls' ? 'smtps' : 'smtp'}://x`);
  url.username = encodeURIComponent(username);
  url.password = encodeURIComponent(password);
  url.hostname = place.address.includes(':') ? `[${place.address}]` : place.address;
  url.port = String(port);
  return {
    ok: true,
    options: {
      url: url.toString(),
      servername: host,
      requireTls: security === 'starttls',
      connectTimeoutMs: CONNECT_WITHIN_MS,
      socketTimeoutMs: SILENT_AT_MOST_MS,
    },
  };
}

/** Nothing is claimed for a server that cannot be used; what is on its way waits. */
function closedServer(reason: Unusable): MailTransport {
  return {
    isDown: () => true,
    send: () => Promise.resolve({ outcome: 'retry', reason: `smtp ${reason}`, down: true }),
    close: () => undefined,
  };
}
