import { z } from 'zod';

/**
 * The program: a merchant's rules of one shop. This zod schema is the only definition; the admin form, the jobs and
 * the simulator parse with it. Money is integer minor units of the shop's currency, dates are shop dates (ISO),
 * percentages are decimal strings with at most two places ("10", "7.5").
 */

const percentage = z
  .string()
  .trim()
  .regex(/^\d{1,3}([.,]\d{1,2})?$/, 'program.error.percentageFormat')
  .transform((text) => text.replace(',', '.'))
  .refine((text) => Number(text) > 0 && Number(text) <= 100, 'program.error.percentageRange');

const count = (min: number, max: number) =>
  z.int('program.error.wholeNumber').min(min, 'program.error.tooSmall').max(max, 'program.error.tooLarge');

const localizedText = (maxLength: number) => {
  const text = z.string().trim().min(1, 'program.error.required').max(maxLength, 'program.error.tooLong');
  return z.object({ en: text, de: text });
};

export const classificationSchema = z.object({
  /** qualifying orders from which a customer is `repeat` */
  repeatFromOrders: count(2, 100),
  /** only orders of the last N days count; null = all time */
  lookBackDays: count(1, 36_500).nullable(),
  /** several orders on one shop date count once */
  sameDayOrdersCountOnce: z.boolean(),
  minimumOrderMinor: count(0, 100_000_000),
  includePos: z.boolean(),
  includeDraft: z.boolean(),
  includeB2b: z.boolean(),
  includeSubscriptionRenewals: z.boolean(),
  /** orders with one of these tags do not count */
  excludedTags: z.array(z.string().trim().min(1).max(255)).max(50),
  /** a repeat customer silent for longer is `lapsed`; null = never */
  lapsedAfterDays: count(1, 36_500).nullable(),
});

const amountMinor = count(1, 1_000_000_000);
const minimumMinor = count(0, 1_000_000_000);
const shopDate = z.iso.date('program.error.date');

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

export const tierSchema = z.object({
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

const loyaltySchema = z
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

export const programSchema = z.object({
  schemaVersion: z.literal(2),
  classification: classificationSchema,
  loyalty: loyaltySchema,
  anniversary: z.object({
    enabled: z.boolean(),
    /** anniversaries that are celebrated; null = every year */
    years: z.array(count(1, 100)).max(50).nullable(),
    leapDay: z.enum(['feb28', 'mar1']),
    /** the coupon is sent so many days before the day itself */
    leadDays: count(0, 60),
    /** valid for so many days from the day it is sent */
    validityDays: count(1, 365),
    /** hour in the shop's time zone, 0-23 */
    sendHour: count(0, 23),
    /** how many days late a missed anniversary is still caught up; older ones are recorded as missed */
    catchUpDays: count(0, 60),
    percentage,
    /** goods that the coupon may discount must come to this, before discounts; 0 = none */
    minimumMinor,
    /** the coupon gives at most this; null = no cap */
    capMinor: amountMinor.nullable(),
    /** {{benefit}}, {{percentage}}, {{years}} */
    reason: localizedText(120),
    codePrefix: z
      .string()
      .trim()
      .regex(/^[A-Z0-9]{2,10}$/, 'program.error.codePrefix'),
    message: z.object({ subject: localizedText(200), body: localizedText(10_000) }),
  }),
  thankYou: z.object({
    enabled: z.boolean(),
    delayMinutes: count(0, 60 * 24 * 14),
    first: z.object({ subject: localizedText(200), body: localizedText(10_000) }),
    repeat: z.object({ subject: localizedText(200), body: localizedText(10_000) }),
  }),
  sender: z.object({
    name: z.string().trim().min(1, 'program.error.required').max(100, 'program.error.tooLong'),
    email: z.email('program.error.email'),
    replyTo: z.email('program.error.email'),
    /** nothing is sent while it is empty */
    imprint: z.string().trim().max(2_000, 'program.error.tooLong'),
  }),
});

export type Program = z.output<typeof programSchema>;
export type Classification = z.output<typeof classificationSchema>;
export type Tier = z.output<typeof tierSchema>;
export type Benefit = z.output<typeof benefitSchema>;

/** "10" -> 10 % of the order, without minimum and cap. */
export function ofOrder(percent: string): Benefit {
  return { on: 'order', value: { kind: 'percentage', percentage: percent, capMinor: null }, minimumMinor: 0 };
}

/** Safe defaults of a new shop: it classifies, and gives and sends nothing until the merchant's imprint is known. */
export function defaultProgram(shop: { name: string; email: string }): Program {
  return {
    schemaVersion: 2,
    classification: {
      repeatFromOrders: 2,
      lookBackDays: null,
      sameDayOrdersCountOnce: false,
      minimumOrderMinor: 0,
      includePos: true,
      includeDraft: true,
      includeB2b: false,
      includeSubscriptionRenewals: false,
      excludedTags: [],
      lapsedAfterDays: 365,
    },
    loyalty: {
      enabled: true,
      tierBy: 'orders',
      tiers: [
        { key: 'regular', name: 'Regular', from: 2, benefits: [ofOrder('5')] },
        { key: 'loyal', name: 'Loyal', from: 5, benefits: [ofOrder('10')] },
      ],
      tierLastsDays: 730,
      fallbackToOrderCount: false,
      mode: 'best',
      collections: [],
      tags: [],
      exclude: { giftCards: true, saleItems: false, subscriptions: false, collections: [] },
      startsOn: null,
      endsOn: null,
      budgetExhausted: false,
      reason: {
        en: '{{percentage}}% because this is your {{order_number}} order with us',
        de: '{{percentage}} % – das ist Ihre {{order_number}} Bestellung bei uns',
      },
      combinesWith: { orderDiscounts: false, productDiscounts: true, shippingDiscounts: true },
    },
    anniversary: {
      enabled: true,
      years: null,
      leapDay: 'feb28',
      leadDays: 0,
      validityDays: 30,
      sendHour: 9,
      catchUpDays: 3,
      percentage: '15',
      minimumMinor: 0,
      capMinor: null,
      reason: {
        en: '{{percentage}}% for our anniversary, year {{years}}',
        de: '{{percentage}} % zum {{years}}. Jahrestag',
      },
      codePrefix: 'DANKE',
      message: {
        subject: {
          en: '{{ years | pluralize: "A year", "years" }} since your first order',
          de: 'Vor {{ years | pluralize: "einem Jahr", "Jahren" }} haben Sie zum ersten Mal bei uns bestellt',
        },
        body: {
          en: 'Hello {{ customer.first_name }},\n\non {{ first_order_date }} you ordered from {{ shop.name }} for the first time. We remember, and we are glad that you stayed. Here is {{ percentage }}% off your next order:\n\n{{ coupon.code }}\n\nThe code is yours alone and works once, until {{ coupon.valid_until }}.',
          de: 'Guten Tag {{ customer.name }},\n\nam {{ first_order_date }} haben Sie zum ersten Mal bei {{ shop.name }} bestellt. Wir haben es uns gemerkt und freuen uns, dass Sie geblieben sind. Dafür gibt es {{ percentage }} % auf Ihre nächste Bestellung:\n\n{{ coupon.code }}\n\nDer Code gehört nur Ihnen und gilt einmal, bis zum {{ coupon.valid_until }}.',
        },
      },
    },
    thankYou: {
      enabled: true,
      delayMinutes: 0,
      first: {
        subject: { en: 'Thank you for your first order', de: 'Danke für Ihre erste Bestellung' },
        body: {
          en: 'Hello {{ customer.first_name }},\n\nthis was your first order with us, {{ order.name }}. We pack it with care. If anything is not right, just reply to this message: a person reads it.',
          de: 'Guten Tag {{ customer.name }},\n\ndas war Ihre erste Bestellung bei uns, {{ order.name }}. Wir packen sie mit Sorgfalt. Wenn etwas nicht stimmt, antworten Sie einfach auf diese Nachricht: Ein Mensch liest sie.',
        },
      },
      repeat: {
        subject: { en: 'Thank you for coming back', de: 'Schön, dass Sie wieder da sind' },
        body: {
          en: 'Hello {{ customer.first_name }},\n\n{{ order.name }} is your {{ order_number }} order with us. Thank you for coming back. If anything is not right, just reply to this message: a person reads it.',
          de: 'Guten Tag {{ customer.name }},\n\n{{ order.name }} ist Ihre {{ order_number }} Bestellung bei uns. Danke, dass Sie wiedergekommen sind. Wenn etwas nicht stimmt, antworten Sie einfach auf diese Nachricht: Ein Mensch liest sie.',
        },
      },
    },
    sender: { name: shop.name, email: shop.email, replyTo: shop.email, imprint: '' },
  };
}
