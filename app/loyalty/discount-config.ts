import { z } from 'zod';
import { encodeMetafield, parseMetafield, type Decoded, type Encoded } from './metafield-json';
import type { Program } from './program';

/**
 * What a discount node's `$app:loyalty` / `config` metafield tells the discount function. One automatic discount carries
 * the kind "loyalty", each code discount of an occasion the kind "gift".
 */

const percentage = z.string().regex(/^\d{1,3}(\.\d{1,2})?$/);
const messages = z.object({ en: z.string().min(1).max(500), de: z.string().min(1).max(500) });

export const loyaltyConfigSchema = z.object({
  v: z.literal(1),
  k: z.literal('loyalty'),
  /** tier key -> percentage and name; empty while the loyalty discount is off */
  t: z.record(z.string().min(1).max(32), z.object({ p: percentage, n: z.string().min(1).max(60) })),
  m: messages,
  /** prefix of our gift codes: an entered code with it that is not this customer's is refused with a reason */
  x: z.string().max(10),
});

export const giftConfigSchema = z.object({
  v: z.literal(1),
  k: z.literal('gift'),
  m: messages,
});

export const discountConfigSchema = z.discriminatedUnion('k', [loyaltyConfigSchema, giftConfigSchema]);

export type LoyaltyConfig = z.output<typeof loyaltyConfigSchema>;
export type GiftConfig = z.output<typeof giftConfigSchema>;
export type DiscountConfig = z.output<typeof discountConfigSchema>;

/** The automatic discount's config. With the loyalty discount switched off it still refuses foreign gift codes. */
export function loyaltyConfig(program: Program): LoyaltyConfig {
  const tiers = program.loyalty.enabled ? program.loyalty.tiers : [];
  return {
    v: 1,
    k: 'loyalty',
    t: Object.fromEntries(tiers.map((tier) => [tier.key, { p: tier.percentage, n: tier.name }])),
    m: { en: program.loyalty.reason.en, de: program.loyalty.reason.de },
    x: program.anniversary.codePrefix,
  };
}

/** The config of an occasion's code discount. Percentage and dates stand in the customer's standing, not here. */
export function giftConfig(program: Program): GiftConfig {
  return { v: 1, k: 'gift', m: { en: program.anniversary.reason.en, de: program.anniversary.reason.de } };
}

/** The metafield's text, deterministic. Throws on a value that is no config; over 10,000 bytes is `tooLarge`. */
export function encodeDiscountConfig(config: DiscountConfig): Encoded {
  const parsed = discountConfigSchema.parse(config);
  if (parsed.k === 'gift')
    return encodeMetafield({ v: 1, k: 'gift', m: { en: parsed.m.en, de: parsed.m.de } });
  const tiers = Object.entries(parsed.t)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, { p, n }]) => [key, { p, n }]);
  return encodeMetafield({
    v: 1,
    k: 'loyalty',
    t: Object.fromEntries(tiers) as unknown,
    m: { en: parsed.m.en, de: parsed.m.de },
    x: parsed.x,
  });
}

/** The metafield's text -> config. Unknown keys are ignored, an unknown version or kind is unreadable. */
export function decodeDiscountConfig(json: string): Decoded<DiscountConfig> {
  const parsed = parseMetafield(json);
  if (!parsed.ok) return parsed;
  const result = discountConfigSchema.safeParse(parsed.value);
  return result.success
    ? { ok: true, value: result.data }
    : { ok: false, kind: 'unreadable', message: z.prettifyError(result.error) };
}
