import type { ClaimedMessage } from '~/effects/message-state';
import { CUSTOMER_GONE, CUSTOMERS_MERGED } from '~/effects/merged-claims';
import type { ShopContext } from '~/ledger/shop-context.server';
import { couponYears, greetedOccasion, isTimely, roundDate, splitOccasion } from '~/loyalty/greetings';
import type { Services } from '~/services.server';

/** Whom we greet and why. There is no coupon in it, and no place for one. */
export type GreetingSubject =
  | {
      kind: 'greeting';
      greeting: 'round-date';
      unit: 'days' | 'years';
      count: number;
      firstOrderDate: string;
    }
  /** the day itself is asked of Shopify before the message is made (birthdays.ts) */
  | { kind: 'greeting'; greeting: 'birthday'; year: number };

type Checked = { ok: true; subject: GreetingSubject } | { ok: false; reason: string };

/** The conditions of a greeting at the moment of sending. */
export async function checkGreeting(
  services: Pick<Services, 'db'>,
  context: ShopContext,
  { shop, customerId, rule, subjectKey, occasion: held }: ClaimedMessage,
): Promise<Checked> {
  const refuse = (reason: string): Checked => ({ ok: false, reason });
  // it lost its occasion to the same greeting of who turned out to be the same person
  if (held === null) return refuse(CUSTOMERS_MERGED);
  const { greetings } = context.program;
  const occasion = greetedOccasion(subjectKey) ?? '';
  const [unit, count] = splitOccasion(occasion);
  const customer = customerId
    ? await services.db.ledgerCustomer.findUnique({
        where: { shop_id: { shop, id: customerId } },
        select: { firstQualifyingDate: true, redactedAt: true },
      })
    : null;
  if (!customer || customer.redactedAt) return refuse(CUSTOMER_GONE);
  // nobody is greeted who is no customer any more: all that they bought was cancelled or returned
  if (!customer.firstQualifyingDate) return refuse('order-does-not-count');
  if (rule === 'birthday') {
    if (!greetings.birthday.enabled) return refuse('switched-off');
    return { ok: true, subject: { kind: 'greeting', greeting: 'birthday', year: count } };
  }
  const { enabled, days, years } = greetings.roundDates;
  if (!enabled || (unit !== 'days' && unit !== 'years')) return refuse('switched-off');
  if (!(unit === 'days' ? days : years).includes(count)) return refuse('switched-off');
  // that year's coupon says the same
  const coupons = couponYears(context.program);
  if (unit === 'years' && (coupons === null || coupons.includes(count))) return refuse('switched-off');
  const firstOrderDate = customer.firstQualifyingDate.toISOString().slice(0, 10);
  const date = roundDate(occasion, firstOrderDate, context.program.anniversary.leapDay);
  const time = isTimely({ greetings, timeZone: context.timeZone, today: context.today }, date);
  if (time === 'early') return refuse('date-moved');
  if (time === 'late') return refuse('beyond-catch-up');
  return { ok: true, subject: { kind: 'greeting', greeting: 'round-date', unit, count, firstOrderDate } };
}
