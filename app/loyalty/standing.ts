import { z } from 'zod';
import { encodeMetafield, parseMetafield, type Decoded, type Encoded } from './metafield-json';

/**
 * The standing of one customer as the discount function reads it from `$app:loyalty` / `standing`. Keys are one letter
 * because the function pays for every byte before the field it wants, and stand in the order in which it reads them.
 */

const shopDate = z.iso.date();
const percentage = z.string().regex(/^\d{1,3}(\.\d{1,2})?$/);

export const openGiftSchema = z.object({
  /** the redeem code, as issued */
  c: z.string().min(1).max(255),
  /** percentage, decimal string */
  p: percentage,
  /** which anniversary */
  y: z.int().min(1).max(200),
  /** first and last shop date on which the code is good, inclusive */
  f: shopDate,
  u: shopDate,
});

export const standingSchema = z.object({
  v: z.literal(1),
  /** qualifying orders so far; the order being placed is n + 1 */
  n: z.int().min(0).max(1_000_000),
  /** tier key of the discount config; absent without a tier */
  t: z.string().min(1).max(32).optional(),
  /** open gifts and recently expired ones; absent when there are none */
  g: z.array(openGiftSchema).max(100).optional(),
});

export type Standing = z.output<typeof standingSchema>;
export type OpenGift = z.output<typeof openGiftSchema>;

/** What a standing is made of, in the words of the rest of the code. */
export interface StandingFacts {
  qualifyingOrders: number;
  tierKey: string | null;
  gifts: { code: string; percentage: string; years: number; validFrom: string; validUntil: string }[];
}

/** Facts -> standing. Gifts are ordered by (validFrom, code), so the same facts always give the same value. */
export function standingOf(facts: StandingFacts): Standing {
  const gifts = facts.gifts
    .map((gift) => ({
      c: gift.code,
      p: gift.percentage,
      y: gift.years,
      f: gift.validFrom,
      u: gift.validUntil,
    }))
    .sort((a, b) => compare(a.f, b.f) || compare(a.c, b.c));
  return standingSchema.parse({
    v: 1,
    n: facts.qualifyingOrders,
    ...(facts.tierKey === null ? {} : { t: facts.tierKey }),
    ...(gifts.length === 0 ? {} : { g: gifts }),
  });
}

/**
 * The metafield's text. Deterministic (key order, gift order, no white space), so its hash says whether Shopify holds
 * the present standing. Throws on a value that is no standing; more than 10,000 bytes is returned as `tooLarge`.
 */
export function encodeStanding(standing: Standing): Encoded {
  const { v, n, t, g } = standingSchema.parse(standing);
  const gifts = g
    ?.map(({ c, p, y, f, u }) => ({ c, p, y, f, u }))
    .sort((a, b) => compare(a.f, b.f) || compare(a.c, b.c));
  return encodeMetafield({
    v,
    n,
    ...(t === undefined ? {} : { t }),
    ...(gifts === undefined || gifts.length === 0 ? {} : { g: gifts }),
  });
}

/** The metafield's text -> standing. Unknown keys are ignored, an unknown version is unreadable. */
export function decodeStanding(json: string): Decoded<Standing> {
  const parsed = parseMetafield(json);
  if (!parsed.ok) return parsed;
  const result = standingSchema.safeParse(parsed.value);
  return result.success
    ? { ok: true, value: result.data }
    : { ok: false, kind: 'unreadable', message: z.prettifyError(result.error) };
}

/** By code unit, never by locale: the order must not depend on the machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
