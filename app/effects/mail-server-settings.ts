import { recordActivity } from '~/effects/activity';
import { sealContext, smtpOptions } from '~/effects/shop-mail';
import type { ServerErrors, ServerSettings } from '~/mail/server-settings';
import { open, seal, sealedWith } from '~/secrets.server';
import type { Services } from '~/services.server';
import { crossShop } from '~/database/cross-shop.server';
import { inTransaction } from '~/database/transaction.server';

/** What a page may know of a shop's own mail server: never the password. */
export interface ShownServer extends ServerSettings {
  /** false: the key that sealed the password is gone, so it has to be entered again */
  passwordReadable: boolean;
}

type SettingServices = Pick<Services, 'db' | 'env' | 'clock' | 'jobs'>;

export async function readMailServer(
  { db, env }: Pick<Services, 'db' | 'env'>,
  shop: string,
): Promise<ShownServer | null> {
  const row = await db.mailServer.findUnique({ where: { shop } });
  if (!row) return null;
  const { host, port, username, perSecond } = row;
  const security = row.security as ServerSettings['security'];
  const passwordReadable = open(env.CREDENTIAL_KEYS ?? [], row.password, sealContext(shop)).ok;
  return { host, port, security, username, perSecond, passwordReadable };
}

/**
 * The password that goes with settings: the typed one, or, when none was typed, the stored one; that only to the very server
 * and account that it was stored for, so that nobody who may change settings can have it sent to a server of their own.
 */
export async function passwordFor(
  { db, env }: Pick<Services, 'db' | 'env'>,
  shop: string,
  settings: ServerSettings,
  typed: string,
): Promise<{ ok: true; password: string } | { ok: false; errors: ServerErrors }> {
  if (typed !== '') return { ok: true, password: typed };
  const row = await db.mailServer.findUnique({ where: { shop } });
  if (!row) return { ok: false, errors: { password: 'required' } };
  const same =
    row.host === settings.host &&
    row.port === settings.port &&
    row.security === settings.security &&
    row.username === settings.username;
  if (!same) return { ok: false, errors: { password: 'password-again' } };
  const stored = open(env.CREDENTIAL_KEYS ?? [], row.password, sealContext(shop));
  return stored.ok
    ? { ok: true, password: stored.text }
    : { ok: false, errors: { password: 'password-gone' } };
}

/** Stores a shop's own mail server; messages that waited for a server are due now. The log says that it was changed, not to what account. */
export async function saveMailServer(
  services: SettingServices,
  shop: string,
  settings: ServerSettings,
  typed: string,
): Promise<{ ok: true } | { ok: false; errors: ServerErrors }> {
  const keys = services.env.CREDENTIAL_KEYS ?? [];
  const found = await passwordFor(services, shop, settings, typed);
  if (!found.ok) return found;
  const usable = await smtpOptions(services, settings, found.password);
  if (!usable.ok) return { ok: false, errors: { host: usable.kind } };
  const now = services.clock.now();
  const row = {
    host: settings.host,
    port: settings.port,
    security: settings.security,
    username: settings.username,
    perSecond: settings.perSecond,
    password: seal(keys, found.password, sealContext(shop)),
    updatedAt: now,
  };
  await inTransaction(services.db, async (tx) => {
    await tx.mailServer.upsert({ where: { shop }, create: { shop, ...row }, update: row });
    await recordActivity(tx, {
      shop,
      at: now,
      event: 'sending.changed',
      detail: { host: settings.host, password: typed === '' ? 'kept' : 'changed' },
    });
    await wakeWaiting(services, tx, shop, now);
  });
  return { ok: true };
}

/** Back to the operator's server; the password is gone. Repeatable. */
export async function removeMailServer(services: SettingServices, shop: string): Promise<void> {
  const now = services.clock.now();
  await inTransaction(services.db, async (tx) => {
    const { count } = await tx.mailServer.deleteMany({ where: { shop } });
    if (count === 0) return;
    await recordActivity(tx, { shop, at: now, event: 'sending.removed' });
    await wakeWaiting(services, tx, shop, now);
  });
}

async function wakeWaiting(
  { jobs }: Pick<Services, 'jobs'>,
  tx: Parameters<Parameters<typeof inTransaction>[1]>[0],
  shop: string,
  now: Date,
): Promise<void> {
  const woken = await tx.$executeRaw`
    UPDATE message SET due_at = ${now}::timestamptz, updated_at = ${now}::timestamptz
    WHERE shop = ${shop} AND state = 'planned' AND reason LIKE 'smtp %' AND due_at > ${now}::timestamptz`;
  if (woken > 0) await jobs.send(tx, 'message.send', { shop }, { singletonKey: shop });
}

export interface Resealed {
  resealed: number;
  /** already under the newest key */
  current: number;
  /** sealed with a key that is not there, or damaged: the merchant has to enter them again */
  unreadable: string[];
}

/** After a new key came first in CREDENTIAL_KEYS: seals every stored password with it, so that the old one can go. Repeatable. */
export async function resealPasswords({ db, env }: Pick<Services, 'db' | 'env'>): Promise<Resealed> {
  const keys = env.CREDENTIAL_KEYS ?? [];
  const rows = await db.$queryRaw<{ shop: string; password: string }[]>`
    ${crossShop('secrets.reseal')} SELECT shop, password FROM mail_server ORDER BY shop`;
  const result: Resealed = { resealed: 0, current: 0, unreadable: [] };
  for (const { shop, password } of rows) {
    const opened = open(keys, password, sealContext(shop));
    if (!opened.ok) result.unreadable.push(shop);
    else if (sealedWith(password) === keys[0]?.id) result.current += 1;
    else {
      // a merchant who saves meanwhile has sealed with the newest key already
      result.resealed += await db.$executeRaw`
        UPDATE mail_server SET password = ${seal(keys, opened.text, sealContext(shop))}
        WHERE shop = ${shop} AND password = ${password}`;
    }
  }
  return result;
}
