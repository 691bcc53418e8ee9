import { unsubscribeSubject } from '~/effects/unsubscribe';
import { PREFERENCES, type Preference } from '~/loyalty/preference';
import type { Services } from '~/services.server';

/** What the suppression list says for each; the words of app/loyalty/consent.ts. */
const SUPPRESSION: Readonly<Record<Preference, string | null>> = {
  all: null,
  'no-offers': 'unsubscribed',
  none: 'unsubscribed-all',
};

export type PreferencesResult =
  { ok: true; shopName: string; chosen: Preference; locked: boolean } | { ok: false; kind: 'invalid-token' };

/** What is chosen now; changes nothing. `locked`: the address bounced or complained, which a link cannot take back. */
export async function readPreferences(
  services: Pick<Services, 'db' | 'env'>,
  token: string,
): Promise<PreferencesResult> {
  const subject = await unsubscribeSubject(services, token);
  if (!subject.ok) return subject;
  const { shop, emailHash, shopName } = subject;
  const row = await services.db.suppression.findUnique({ where: { shop_emailHash: { shop, emailHash } } });
  const reason = row?.reason ?? null;
  const chosen = PREFERENCES.find((preference) => SUPPRESSION[preference] === reason);
  return { ok: true, shopName, chosen: chosen ?? 'none', locked: chosen === undefined };
}

/** Without log-in; repeatable; in effect at the next message. Choosing offers again is no consent: that stays at Shopify. */
export async function choosePreference(
  services: Pick<Services, 'db' | 'env' | 'clock'>,
  token: string,
  preference: Preference,
): Promise<PreferencesResult> {
  const subject = await unsubscribeSubject(services, token);
  if (!subject.ok) return subject;
  const { shop, emailHash } = subject;
  const reason = SUPPRESSION[preference];
  const createdAt = services.clock.now();
  // one statement each, so that a bounce that is noted meanwhile is never overwritten
  const own = { shop, emailHash, reason: { in: ['unsubscribed', 'unsubscribed-all'] } };
  if (reason === null) {
    await services.db.suppression.deleteMany({ where: own });
  } else {
    await services.db.suppression.createMany({
      data: [{ shop, emailHash, reason, createdAt }],
      skipDuplicates: true,
    });
    await services.db.suppression.updateMany({ where: own, data: { reason } });
  }
  return readPreferences(services, token);
}
