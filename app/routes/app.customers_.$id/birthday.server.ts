import { inTime } from '~/components/in-time.server';
import type { Merchant } from '~/components/merchant.server';
import { fetchBirthdays } from '~/effects/birthdays';
import { nextBirthday } from '~/loyalty/greetings';
import type { Program } from '~/loyalty/program';

/** What Shopify says of a customer's birthday at this moment; the next one as a shop date. */
export type Birthday = { known: true; next: string } | { known: false; why: 'none' | 'no-answer' };

/**
 * Asked for the page and kept nowhere.
 * @param shopifyId numeric; null for a guest
 * @returns null when birthdays are not greeted, or nobody at Shopify could have one
 */
export async function readBirthday(
  { services, shop }: Merchant,
  shopifyId: string | null,
  { greetings, anniversary }: Pick<Program, 'greetings' | 'anniversary'>,
  today: string,
): Promise<Birthday | null> {
  if (!greetings.birthday.enabled || shopifyId === null) return null;
  const answer = await inTime(fetchBirthdays(services, shop, greetings.birthday.metafield, [shopifyId]));
  if (!answer?.ok) {
    services.log.warn({ shop, kind: answer?.failure.kind ?? 'slow' }, 'a birthday is not available');
    return { known: false, why: 'no-answer' };
  }
  const day = answer.days.get(shopifyId);
  if (day === undefined) return { known: false, why: 'none' };
  return { known: true, next: nextBirthday(today, day, anniversary.leapDay) };
}
