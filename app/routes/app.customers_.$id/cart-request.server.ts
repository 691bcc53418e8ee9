import { z } from 'zod';
import type { CartRequest, DecisionCustomer } from '~/cart-decision/cart';
import type { Merchant } from '~/components/merchant.server';
import { parseMoneyInput } from '~/components/money-input';
import { ordersOfCustomer } from '~/effects/customer-orders';
import { yearsOf } from '~/effects/due-standing';
import { shopDate } from '~/loyalty/calendar';
import { explain } from '~/loyalty/explain';
import type { Program } from '~/loyalty/program';
import { hundredths } from '~/loyalty/program-rules';
import { findCurrent } from './story.server';

const MOST_LINES = 20;
const amountText = z.string().max(40);

/** A cart as it is typed on the customer's page. */
export const typedCartSchema = z.object({
  lines: z
    .array(
      z.object({
        amount: amountText,
        inCollection: z.boolean(),
        tagged: z.boolean(),
        inExcludedCollection: z.boolean(),
        giftCard: z.boolean(),
        onSale: z.boolean(),
        subscription: z.boolean(),
      }),
    )
    .min(1)
    .max(MOST_LINES),
  /** empty: nothing to deliver */
  delivery: amountText,
  /** empty: none */
  code: z.string().max(255),
  /** shop date */
  date: z.string().max(10),
  currency: z.string().max(3),
  rate: z.string().max(20),
  signedIn: z.boolean(),
  language: z.enum(['en', 'de']),
});

export type TypedCart = z.output<typeof typedCartSchema>;
/** "lines.0.amount", "delivery", "date", "currency", "rate" */
export type CartField = string;

/** Reads what was typed, or names the fields that are not right. */
export function readTypedCart(
  typed: TypedCart,
  shopCurrency: string,
): { ok: true; cart: CartRequest['cart'] } | { ok: false; fields: CartField[] } {
  const fields: CartField[] = [];
  const currency = typed.currency.trim().toUpperCase() || shopCurrency;
  if (!/^[A-Z]{3}$/.test(currency)) fields.push('currency');
  const money = (text: string, field: string): number => {
    const minor = parseMoneyInput(text, currency);
    if (minor === null || minor > MOST_MINOR) fields.push(field);
    return minor ?? 0;
  };
  const lines = typed.lines.map(({ amount, ...facts }, index) => ({
    amountMinor: money(amount, `lines.${index}.amount`),
    ...facts,
  }));
  const deliveries = typed.delivery.trim() === '' ? [] : [money(typed.delivery, 'delivery')];
  const rate = currency === shopCurrency ? '1.0' : typed.rate.trim().replace(',', '.');
  if (!/^\d{1,7}(\.\d{1,9})?$/.test(rate) || Number(rate) === 0) fields.push('rate');
  if (!z.iso.date().safeParse(typed.date).success) fields.push('date');
  const { date, signedIn, language } = typed;
  const code = typed.code.trim();
  return fields.length > 0
    ? { ok: false, fields }
    : {
        ok: true,
        cart: { currency, rate, lines, deliveries, codes: code ? [code] : [], language, date, signedIn },
      };
}

/** minor units; far above any cart, far below what the function reckons with */
const MOST_MINOR = 1_000_000_000_000;

/** What Shopify itself says of a code, before any function runs. */
export type PlatformRefusal = 'unknown' | 'redeemed' | 'revoked';

export interface CartSubject {
  /** null: a guest, whom checkout does not know */
  customer: DecisionCustomer | null;
  refusal: PlatformRefusal | null;
}

/**
 * The customer as checkout would know them on a date: classified afresh from the orders up to it, with the coupons issued.
 * @returns null for an id that is not this shop's
 */
export async function readCartSubject(
  { services, shop }: Merchant,
  id: string,
  {
    program,
    timeZone,
    date,
    code,
  }: { program: Program; timeZone: string; date: string; code: string | null },
): Promise<CartSubject | null> {
  const { db } = services;
  const customer = await findCurrent(services, shop, id);
  if (!customer) return null;
  const [orders, gifts, entered] = await Promise.all([
    ordersOfCustomer(db, shop, customer.id, ''),
    db.gift.findMany({
      where: { shop, customerId: customer.id, state: { in: ['issued', 'expired'] }, code: { not: null } },
      orderBy: { validUntil: 'desc' },
      take: MOST_GIFTS,
    }),
    code ? db.gift.findFirst({ where: { shop, code: { equals: code, mode: 'insensitive' } } }) : null,
  ]);
  const refusal = code ? refusalOf(entered?.state ?? null) : null;
  if (!customer.shopifyCustomerId) return { customer: null, refusal };

  const until = orders.filter(({ processedAt }) => shopDate(processedAt, timeZone) <= date);
  const { tierKey, tierUntil, endedTier, fold } = explain(until, program, timeZone, date);
  // a tier that ran out is left in, with its last day: the function says itself that it is over
  const tier = tierKey === null ? endedTier : { key: tierKey, until: tierUntil };
  const standing = {
    qualifyingOrders: fold.qualifyingCount,
    tier,
    gifts: gifts.flatMap(({ code: own, percentage, occasion, validFrom, validUntil }) =>
      own === null
        ? []
        : [
            {
              code: own,
              hundredths: hundredths(percentage),
              years: yearsOf(occasion),
              from: isoDate(validFrom),
              until: isoDate(validUntil),
            },
          ],
    ),
  };
  return { customer: { standing, numberOfOrders: 0 }, refusal };
}

/** as many as a standing holds */
const MOST_GIFTS = 100;

/** A code that we never issued is no discount of ours; one that is used up never reaches the function. */
function refusalOf(state: string | null): PlatformRefusal | null {
  if (state === null) return 'unknown';
  if (state === 'redeemed' || state === 'revoked') return state;
  return null;
}

function isoDate(date: Date): string {
  return date.toISOString().slice(0, 10);
}
