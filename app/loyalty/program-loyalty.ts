import { z } from 'zod';
import { amountMinor, count, localizedText, minimumMinor, percentage, shopDate } from './program-fields';

/** The loyalty part of the program: who reaches a tier, and what tiers give. */

/** One thing that a tier gives. Money: minor units of the shop's currency. */
export const benefitSchema = z
  .object({
    /** what it takes from: the order, products of `loyalty.collections`, products tagged with `loyalty.tags`, delivery */
    on: z.enum(['order', 'collection', 'tag', 'delivery']),
    value: z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('percentage'),
        percentage,
        /** gives at most this per order; null = no cap */
        capMinor: amountMinor.nullable(),
      }),
      z.object({ kind: z.literal('amount'), amountMinor }),
      z.object({ kind: z.literal('free') }),
    ]),
    /** subtotal, before discounts, of what it may discount; 0 = none */
    minimumMinor,
  })
  .superRefine(({ on, value }, context) => {
    if (value.kind === 'free' && on !== 'delivery') {
      context.addIssue({ code: 'custom', path: ['value', 'kind'], message: 'program.error.freeDelivery' });
    }
    if (on === 'delivery' && value.kind === 'percentage' && value.capMinor !== null) {
      context.addIssue({ code: 'custom', path: ['value', 'capMinor'], message: 'program.error.deliveryCap' });
    }
  });

const tierSchema = z.object({
  key: z.string().regex(/^[a-z0-9-]{1,32}$/, 'program.error.key'),
  name: z.string().trim().min(1, 'program.error.required').max(60, 'program.error.tooLong'),
  /** reached from so many qualifying orders, minor units of net spend, or days since the first qualifying order */
  from: count(1, 1_000_000_000),
  /** at most one of each class */
  benefits: z
    .array(benefitSchema)
    .min(1, 'program.error.required')
    .max(4, 'program.error.tooLarge')
    .superRefine((benefits, context) => {
      benefits.forEach(({ on }, index) => {
        if (benefits.findIndex((other) => other.on === on) === index) return;
        context.addIssue({ code: 'custom', path: [index, 'on'], message: 'program.error.benefitTwice' });
      });
    }),
});

/** A collection as the merchant picked it; the title is kept so that no further scope is needed to show it. */
const collections = z
  .array(
    z.object({
      id: z.string().regex(/^gid:\/\/shopify\/Collection\/\d+$/, 'program.error.collection'),
      title: z.string().trim().min(1).max(255),
    }),
  )
  .max(100, 'program.error.tooLarge');

/** Bounds of `tier.from` by what tiers are reached by. */
export const TIER_FROM = {
  orders: { min: 2, max: 10_000 },
  spend: { min: 1, max: 1_000_000_000 },
  tenure: { min: 1, max: 36_500 },
} as const;

export const loyaltySchema = z
  .object({
    enabled: z.boolean(),
    /** what a tier is reached by: qualifying orders, net spend, or days since the first qualifying order */
    tierBy: z.enum(['orders', 'spend', 'tenure']),
    tiers: z.array(tierSchema).min(1, 'program.error.required').max(10, 'program.error.tooLarge'),
    /** a tier is lost so many days after the last qualifying order; null = never */
    tierLastsDays: count(1, 36_500).nullable(),
    /** customers without a standing (too new for us to have written one) get the tier of the platform's order count */
    fallbackToOrderCount: z.boolean(),
    /** of a tier's order and product benefits the best one, or all of them; delivery is apart */
    mode: z.enum(['best', 'stack']),
    collections,
    tags: z.array(z.string().trim().min(1).max(255)).max(100, 'program.error.tooLarge'),
    /** what no discount of ours touches, coupons included */
    exclude: z.object({
      giftCards: z.boolean(),
      /** lines with a compare-at price */
      saleItems: z.boolean(),
      subscriptions: z.boolean(),
      collections,
    }),
    /** first and last shop date of the loyalty discount, inclusive; null = open */
    startsOn: shopDate.nullable(),
    endsOn: shopDate.nullable(),
    /** nothing more is given until the merchant takes the flag back */
    budgetExhausted: z.boolean(),
    /** {{benefit}}, {{percentage}}, {{order_number}} (the order being placed), {{tier}}, {{end_date}} */
    reason: localizedText(120),
    combinesWith: z.object({
      orderDiscounts: z.boolean(),
      productDiscounts: z.boolean(),
      shippingDiscounts: z.boolean(),
    }),
  })
  .superRefine((loyalty, context) => {
    const issue = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    const { min, max } = TIER_FROM[loyalty.tierBy];
    loyalty.tiers.forEach((tier, index) => {
      const path = ['tiers', index, 'from'];
      if (tier.from < min) {
        context.addIssue({
          code: 'too_small',
          origin: 'number',
          minimum: min,
          path,
          message: 'program.error.tooSmall',
        });
      } else if (tier.from > max) {
        context.addIssue({
          code: 'too_big',
          origin: 'number',
          maximum: max,
          path,
          message: 'program.error.tooLarge',
        });
      }
      const previous = loyalty.tiers[index - 1];
      if (previous && tier.from <= previous.from) issue(path, 'program.error.tierOrder');
      if (loyalty.tiers.findIndex((other) => other.key === tier.key) !== index) {
        issue(['tiers', index, 'key'], 'program.error.tierKey');
      }
    });
    const gives = (on: string) => loyalty.tiers.some(({ benefits }) => benefits.some((b) => b.on === on));
    if (gives('collection') && loyalty.collections.length === 0) {
      issue(['collections'], 'program.error.collectionsMissing');
    }
    if (gives('tag') && loyalty.tags.length === 0) issue(['tags'], 'program.error.tagsMissing');
    if (loyalty.startsOn !== null && loyalty.endsOn !== null && loyalty.endsOn < loyalty.startsOn) {
      issue(['endsOn'], 'program.error.endsBeforeStart');
    }
  });

export type Tier = z.output<typeof tierSchema>;
export type Benefit = z.output<typeof benefitSchema>;
