import { z } from 'zod';
import { encodeMetafield, type Decoded } from './metafield-json';

/**
 * Version 2 of what the discount function reads (docs/decisions/005-discount-rules.md says what each rule means). The
 * schemas speak the program's language; `encode...` writes the compact texts that are cheap to read at checkout.
 * Amounts are minor units of the shop's currency, percentages hundredths of a percent, dates shop dates.
 */

const AMOUNT_LIMIT = 1_000_000_000;
const amount = z.int().min(1).max(AMOUNT_LIMIT);
const minimum = z.int().min(0).max(AMOUNT_LIMIT);
const percentage = z.int().min(1).max(10_000);
const date = z.iso.date();
const key = z.string().regex(/^[A-Za-z0-9_-]{1,32}$/);
const text = z.string().min(1).max(500);

const benefitSchema = z
  .object({
    /** what it discounts: the order, products of the collections, products with a tag, delivery */
    on: z.enum(['order', 'collection', 'tag', 'delivery']),
    value: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('percentage'), hundredths: percentage }),
      z.object({ kind: z.literal('amount'), minor: amount }),
      z.object({ kind: z.literal('free') }),
    ]),
    /** subtotal, before discounts, of what it may discount; 0 for none */
    minimum: minimum.default(0),
    /** a percentage gives at most this per order */
    cap: amount.nullable().default(null),
  })
  .refine(({ on, value }) => value.kind !== 'free' || on === 'delivery', 'only delivery can be free')
  .refine(
    ({ on, value, cap }) => cap === null || (on !== 'delivery' && value.kind === 'percentage'),
    'only a percentage on order or products has a cap',
  );

const rulesSchema = z.object({
  /** the best of the entitlements, or all of them */
  mode: z.enum(['best', 'stack']),
  /** places of the shop's currency */
  exponent: z.int().min(0).max(4),
  exclude: z.object({
    giftCards: z.boolean(),
    saleItems: z.boolean(),
    subscriptions: z.boolean(),
    collections: z.boolean(),
  }),
  /** first and last day, inclusive; null: open */
  from: date.nullable(),
  until: date.nullable(),
  budgetExhausted: z.boolean(),
});

const messages = z
  .record(z.string().regex(/^[a-z]{2}$/), text)
  .refine((all) => 'en' in all, 'en is required');

const tierSchema = z.object({
  name: z.string().min(1).max(60),
  benefits: z
    .array(benefitSchema)
    .max(4)
    .refine((all) => new Set(all.map(({ on }) => on)).size === all.length, 'one benefit each'),
});

export const loyaltyRulesSchema = rulesSchema.extend({
  kind: z.literal('loyalty'),
  tiers: z.record(key, tierSchema),
  /** tiers by the platform's own count of orders, for customers without a standing; empty: they get nothing */
  fallback: z.array(z.object({ fromOrders: z.int().min(1).max(1_000_000), tier: key })).max(10),
  messages,
  codePrefix: z.string().max(10),
});

const giftRulesSchema = rulesSchema.extend({
  kind: z.literal('gift'),
  minimum,
  cap: amount.nullable(),
  messages,
});

const variablesSchema = z.object({
  collections: z.array(z.string()).max(100),
  tags: z.array(z.string()).max(100),
  excludedCollections: z.array(z.string()).max(100),
});

export type Benefit = z.output<typeof benefitSchema>;
export type LoyaltyRules = z.output<typeof loyaltyRulesSchema>;
export type GiftRules = z.output<typeof giftRulesSchema>;
export type RuleVariables = z.output<typeof variablesSchema>;

/** A refusal on save: the value is over the platform's limit; `shorten` names its longest part and its bytes. */
export type EncodedRules =
  | { ok: true; json: string; bytes: number }
  | { ok: false; kind: 'tooLarge'; bytes: number; limit: number; shorten: { part: string; bytes: number } };

/** The config of the automatic discount (`loyalty`) or of an occasion's code discount (`gift`). Throws on invalid rules. */
export function encodeRules(rules: LoyaltyRules | GiftRules): EncodedRules {
  if (rules.kind === 'gift') {
    const gift = giftRulesSchema.parse(rules);
    const limits = `${gift.cap === null ? '' : `<${gift.cap}`}${gift.minimum === 0 ? '' : `>${gift.minimum}`}`;
    return sized({ v: 2, k: 'gift', r: header(gift, []), b: `o%0${limits}|`, m: gift.messages });
  }
  const loyalty = loyaltyRulesSchema.parse(rules);
  const tiers = Object.entries(loyalty.tiers)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, tier]) => [name, tierText(tier)]);
  return sized({
    v: 2,
    k: 'loyalty',
    r: header(loyalty, loyalty.fallback),
    t: Object.fromEntries(tiers) as Record<string, string>,
    m: loyalty.messages,
    x: loyalty.codePrefix,
  });
}

/** The query's variables: metafield `$app:loyalty` / `variables` of the same discount. */
export function encodeVariables(variables: RuleVariables): EncodedRules {
  const { collections, tags, excludedCollections } = variablesSchema.parse(variables);
  return sized({ c: collections, t: tags, x: excludedCollections });
}

/** mode, exponent, exclusions (A-P), exhausted, first and last day, then the fallback, most orders first */
function header(rules: z.output<typeof rulesSchema>, fallback: LoyaltyRules['fallback']): string {
  const { giftCards, saleItems, subscriptions, collections } = rules.exclude;
  const bits = [giftCards, saleItems, subscriptions, collections];
  const exclusions = bits.reduce((sum, bit, index) => sum + (bit ? 1 << index : 0), 0);
  return [
    rules.mode === 'best' ? 'b' : 's',
    rules.exponent,
    String.fromCharCode(65 + exclusions),
    rules.budgetExhausted ? 1 : 0,
    rules.from ?? '0000-00-00',
    rules.until ?? '9999-12-31',
    [...fallback]
      .sort((a, b) => b.fromOrders - a.fromOrders)
      .map(({ fromOrders, tier }) => `${fromOrders}=${tier}`)
      .join(','),
  ].join('');
}

const LETTER = { order: 'o', collection: 'c', tag: 't', delivery: 'd' } as const;

/** Larger percentages stand first, then larger amounts: a line belongs to the first product benefit that matches it. */
function tierText({ name, benefits }: z.output<typeof tierSchema>): string {
  const strength = ({ value }: Benefit): number =>
    value.kind === 'amount' ? value.minor - AMOUNT_LIMIT : value.kind === 'free' ? 10_000 : value.hundredths;
  const texts = [...benefits]
    .sort((a, b) => strength(b) - strength(a))
    .map(({ on, value, minimum: least, cap }) => {
      const what =
        value.kind === 'amount' ? `=${value.minor}` : `%${value.kind === 'free' ? 10_000 : value.hundredths}`;
      return `${LETTER[on]}${what}${cap === null ? '' : `<${cap}`}${least === 0 ? '' : `>${least}`}`;
    });
  return `${texts.join(';')}|${name}`;
}

/** Measures, and names the longest of the parts that somebody wrote: messages, tiers, collections, tags. */
function sized(value: Record<string, unknown>): EncodedRules {
  const encoded = encodeMetafield(value);
  if (encoded.ok) return encoded;
  const parts = Object.entries(value).flatMap(([name, part]) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.entries(part).map(([inner, entry]) => ({ part: `${name}.${inner}`, entry: entry as unknown }))
      : [{ part: name, entry: part }],
  );
  const measured = parts.map(({ part, entry }) => ({
    part,
    bytes: new TextEncoder().encode(JSON.stringify(entry)).length,
  }));
  const longest = measured.reduce((a, b) => (b.bytes > a.bytes ? b : a));
  return { ...encoded, shorten: longest };
}

/** One open gift of version 2. */
const giftSchema = z.object({
  code: z.string().min(1).max(255),
  hundredths: percentage,
  years: z.int().min(1).max(200),
  from: date,
  until: date,
});

const standing2Schema = z.object({
  qualifyingOrders: z.int().min(0).max(1_000_000),
  /** absent (null) too while the customer is held out or has used up a budget of their own */
  tier: z.object({ key, until: date.nullable() }).nullable(),
  gifts: z.array(giftSchema).max(100),
});
export type Standing2 = z.output<typeof standing2Schema>;

/** The standing's metafield, deterministic: gifts stand by their upper-case code, ordered by it. */
export function encodeStanding2(standing: Standing2): EncodedRules {
  const { qualifyingOrders, tier, gifts } = standing2Schema.parse(standing);
  const byCode = gifts
    .map((gift): [string, string] => [upperAscii(gift.code), giftText(gift)])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return sized({
    v: 2,
    n: qualifyingOrders,
    ...(tier ? { t: `${tier.until ?? '9999-12-31'}${tier.key}` } : {}),
    ...(byCode.length > 0 ? { g: Object.fromEntries(byCode) } : {}),
  });
}

function giftText({ from, until, hundredths, years }: z.output<typeof giftSchema>): string {
  return `${from}${until}${String(hundredths).padStart(5, '0')}${years}`;
}

/** Codes are compared without regard to the case of ASCII letters. */
export function upperAscii(code: string): string {
  return code.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

const wireStanding = z.object({
  v: z.literal(2),
  n: z.int().min(0).max(1_000_000),
  t: z.string().min(11).max(42).optional(),
  g: z.record(z.string(), z.string().regex(/^\d{4}-\d\d-\d\d\d{4}-\d\d-\d\d\d{6,8}$/)).optional(),
});

/** The metafield's value -> standing; anything else is unreadable. */
export function decodeStanding2(value: unknown): Decoded<Standing2> {
  const wire = wireStanding.safeParse(value);
  if (!wire.success) return { ok: false, kind: 'unreadable', message: z.prettifyError(wire.error) };
  const { n, t, g } = wire.data;
  const last = t?.slice(0, 10);
  const parsed = standing2Schema.safeParse({
    qualifyingOrders: n,
    tier: t === undefined ? null : { key: t.slice(10), until: last === '9999-12-31' ? null : last },
    gifts: Object.entries(g ?? {}).map(([code, gift]) => ({
      code,
      from: gift.slice(0, 10),
      until: gift.slice(10, 20),
      hundredths: Number(gift.slice(20, 25)),
      years: Number(gift.slice(25)),
    })),
  });
  return parsed.success
    ? { ok: true, value: parsed.data }
    : { ok: false, kind: 'unreadable', message: z.prettifyError(parsed.error) };
}
