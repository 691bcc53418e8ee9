import { readUnsubscribeToken } from '~/mail/unsubscribe-token';
import type { Services } from '~/services.server';

export type UnsubscribeResult =
  { ok: true; shop: string; shopName: string } | { ok: false; kind: 'invalid-token' };

/**
 * RFC 8058: a POST without cookies or log-in. Repeatable. Takes effect at the next claim, since every promotional message
 * looks at the suppression list when it is sent.
 */
export async function unsubscribe(
  services: Pick<Services, 'db' | 'clock' | 'env'>,
  token: string,
): Promise<UnsubscribeResult> {
  const subject = await unsubscribeSubject(services, token);
  if (!subject.ok) return subject;
  await services.db.suppression.createMany({
    data: [
      {
        shop: subject.shop,
        emailHash: subject.emailHash,
        reason: 'unsubscribed',
        createdAt: services.clock.now(),
      },
    ],
    skipDuplicates: true,
  });
  return { ok: true, shop: subject.shop, shopName: subject.shopName };
}

/** For the page that asks: changes nothing (mail scanners follow every link). */
export async function unsubscribeSubject(
  services: Pick<Services, 'db' | 'env'>,
  token: string,
): Promise<
  { ok: true; shop: string; shopName: string; emailHash: string } | { ok: false; kind: 'invalid-token' }
> {
  const subject = readUnsubscribeToken(token, services.env.EMAIL_HASH_KEY);
  if (!subject) return { ok: false, kind: 'invalid-token' };
  const row = await services.db.shop.findUnique({ where: { shop: subject.shop }, select: { name: true } });
  if (!row) return { ok: false, kind: 'invalid-token' };
  return { ok: true, ...subject, shopName: row.name };
}
