import { z } from 'zod';
import { encodeMetafield, type Encoded } from './metafield-json';
import { currencyExponent } from './money';
import type { Program } from './program';
import { hundredths } from './program-rules';

/**
 * What the shopper's surfaces read besides the standing (docs/surfaces.md): the program as a card, of the shop, and a dossier
 * of the customer. Both texts are made to be read by a bundle of a few kilobytes (extensions/shared/metafields.ts), so keys
 * are short and everything is precomputed here: no surface counts orders or knows what to do on a Feb 29.
 */

const LETTER = { order: 'o', collection: 'c', tag: 't', delivery: 'd' } as const;

/**
 * Shop metafield `$app:loyalty` / `program`, version 1.
 * @param live.version of the program, with the shop date from which it holds: the terms name both
 * @param live.askAt the app's address, when the merchant wants to ask for consent after an order
 */
export function encodeProgramCard(
  program: Program,
  shop: { currency: string; timeZone: string },
  live: { version: number; since: string; askAt?: string | null },
): Encoded {
  const { loyalty, anniversary, sender } = program;
  return encodeMetafield({
    v: 1,
    p: live.version,
    d: live.since,
    z: shop.timeZone,
    c: shop.currency,
    e: currencyExponent(shop.currency),
    by: loyalty.tierBy,
    t: loyalty.enabled
      ? loyalty.tiers.map(({ key, name, from, benefits }) => ({
          k: key,
          n: name,
          // nobody has a tier before being a repeat customer
          f: loyalty.tierBy === 'orders' ? Math.max(from, program.classification.repeatFromOrders) : from,
          b: benefits.map(({ on, value }) => {
            switch (value.kind) {
              case 'percentage':
                return [LETTER[on], 'p', hundredths(value.percentage)];
              case 'amount':
                return [LETTER[on], 'a', value.amountMinor];
              case 'free':
                return [LETTER[on], 'f', 0];
            }
          }),
        }))
      : [],
    m: [...new Set([loyalty.reason.en, loyalty.reason.de])],
    // what the terms say besides
    l: loyalty.tierLastsDays,
    o: loyalty.mode === 'best' ? 'b' : 's',
    x: exclusions(loyalty.exclude),
    h: [loyalty.startsOn, loyalty.endsOn],
    ...(anniversary.enabled
      ? { a: [hundredths(anniversary.percentage), anniversary.validityDays, anniversary.years ?? []] }
      : {}),
    w: [sender.name, sender.replyTo],
    ...(live.askAt ? { q: live.askAt } : {}),
  });
}

/** `g` gift cards, `s` sale items, `a` subscriptions, `c` collections */
function exclusions(exclude: Program['loyalty']['exclude']): string {
  const flags = {
    g: exclude.giftCards,
    s: exclude.saleItems,
    a: exclude.subscriptions,
    c: exclude.collections.length > 0,
  };
  return Object.entries(flags)
    .flatMap(([letter, is]) => (is ? letter : []))
    .join('');
}

const date = z.iso.date();
const dossierSchema = z.object({
  /** shop date of the first qualifying order */
  first: date.nullable(),
  /** minor units of the shop's currency */
  netSpendMinor: z.int().min(0),
  /** taken off their counted orders by discounts, whoever gave them (docs/surfaces.md); minor units of the shop's currency */
  savedMinor: z.int().min(0).default(0),
  /** the next one, today included */
  anniversary: z.object({ date, years: z.int().min(1).max(200) }).nullable(),
  /** the latest counted orders: numeric Shopify id and which one it was */
  orders: z.array(z.object({ id: z.string().regex(/^\d+$/), ordinal: z.int().min(1) })).max(20),
  /** coupons used lately, with the shop date */
  used: z.array(z.object({ code: z.string().min(1).max(255), on: date })).max(20),
});
export type DossierFacts = z.input<typeof dossierSchema>;

/** Customer metafield `$app:loyalty` / `dossier`, version 1. Throws on facts that are none. */
export function encodeDossier(facts: DossierFacts): Encoded {
  const { first, netSpendMinor, savedMinor, anniversary, orders, used } = dossierSchema.parse(facts);
  return encodeMetafield({
    v: 1,
    ...(first === null ? {} : { f: first }),
    s: netSpendMinor,
    d: savedMinor,
    ...(anniversary ? { a: [anniversary.date, anniversary.years] } : {}),
    r: Object.fromEntries(orders.map(({ id, ordinal }) => [id, ordinal])),
    u: Object.fromEntries(used.map(({ code, on }) => [code.toUpperCase(), on])),
  });
}
