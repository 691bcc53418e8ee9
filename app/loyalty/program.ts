import { z } from 'zod';
import { amountMinor, count, localizedText, minimumMinor, percentage } from './program-fields';
import { loyaltySchema, type Benefit } from './program-loyalty';

export { benefitSchema, TIER_FROM, type Benefit, type Tier } from './program-loyalty';

/**
 * The program: a merchant's rules of one shop. This zod schema is the only definition; the admin form, the jobs and
 * the simulator parse with it. Money is integer minor units of the shop's currency, dates are shop dates (ISO),
 * percentages are decimal strings with at most two places ("10", "7.5").
 */

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
        en: '{{benefit}} because this is your {{order_number}} order with us',
        de: '{{benefit}} – das ist Ihre {{order_number}} Bestellung bei uns',
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
        en: '{{benefit}} for our anniversary, year {{years}}',
        de: '{{benefit}} zum {{years}}. Jahrestag',
      },
      codePrefix: 'DANKE',
      message: {
        subject: {
          en: '{{ years | pluralize: "A year", "years" }} since your first order',
          de: 'Vor {{ years | pluralize: "einem Jahr", "Jahren" }} haben Sie zum ersten Mal bei uns bestellt',
        },
        body: {
          en: 'Hello {{ customer.first_name }},\n\non {{ first_order_date }} you ordered from {{ shop.name }} for the first time. We remember, and we are glad that you stayed. Here is {{ percentage }}% off your next order:\n\n{{ coupon.code }}\n\nThe code is yours alone and works once, until {{ coupon.valid_until }}. {{ coupon.conditions }}',
          de: 'Guten Tag {{ customer.name }},\n\nam {{ first_order_date }} haben Sie zum ersten Mal bei {{ shop.name }} bestellt. Wir haben es uns gemerkt und freuen uns, dass Sie geblieben sind. Dafür gibt es {{ percentage }} % auf Ihre nächste Bestellung:\n\n{{ coupon.code }}\n\nDer Code gehört nur Ihnen und gilt einmal, bis zum {{ coupon.valid_until }}. {{ coupon.conditions }}',
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
