import { z } from 'zod';
import { amountMinor, count, localizedText, minimumMinor, percentage } from './program-fields';
import { loyaltySchema, type Benefit } from './program-loyalty';
import { AFTER_CRASH, consentSchema, isQuietHour, quietHoursSchema, styleSchema } from './program-mail';
import {
  AFTER_FIRST_ORDER_GONE,
  AFTER_ORDER_CANCELLED,
  greetingsSchema,
  messageSchema,
  reminderSchema,
  THANK_AFTER,
} from './program-occasions';
import { STARTING_TEXTS, type MessageText, type StartingTexts } from './starting-texts';

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

const documentSchema = z.object({
  schemaVersion: z.literal(4),
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
    message: messageSchema,
    reminder: reminderSchema,
    /** the order that used a coupon is cancelled or refunded in full: it stays spent, or its owner gets a new code, once */
    orderCancelled: z.enum(AFTER_ORDER_CANCELLED),
    restored: messageSchema,
    /** the first order is cancelled or refunded, and the anniversary is no more: what was sent already stays good, or not */
    firstOrderGone: z.enum(AFTER_FIRST_ORDER_GONE),
    /** what becomes of mails of which nobody can know whether they left: a coupon's and a greeting's */
    afterCrash: z.enum(AFTER_CRASH),
  }),
  thankYou: z.object({
    enabled: z.boolean(),
    /** what it waits for; the delay begins then */
    after: z.enum(THANK_AFTER).default('paid'),
    delayMinutes: count(0, 60 * 24 * 14),
    first: messageSchema,
    repeat: messageSchema,
    /** orders that get a text of their own: the 5th, 10th, ...; none = no such text */
    milestoneOrders: z.array(count(2, 10_000)).max(50),
    milestone: messageSchema,
    /** what becomes of a thank-you of which nobody can know whether it left */
    afterCrash: z.enum(AFTER_CRASH),
  }),
  greetings: greetingsSchema,
  consent: consentSchema,
  /** null = messages leave at any hour */
  quietHours: quietHoursSchema.nullable().default(null),
  style: styleSchema,
  sender: z.object({
    name: z.string().trim().min(1, 'program.error.required').max(100, 'program.error.tooLong'),
    email: z.email('program.error.email'),
    replyTo: z.email('program.error.email'),
    /** nothing is sent while it is empty */
    imprint: z.string().trim().max(2_000, 'program.error.tooLong'),
  }),
});

/** Nothing can be sent at an hour at which nothing is sent: it would only ever leave the day after, or be missed. */
export const programSchema = documentSchema.superRefine(({ anniversary, greetings, quietHours }, context) => {
  // a day that is quiet as a whole is an error of its own
  if (!quietHours || quietHours.from === quietHours.until) return;
  const sent = { anniversary: anniversary.sendHour, greetings: greetings.sendHour };
  const used = {
    anniversary: anniversary.enabled,
    greetings: greetings.roundDates.enabled || greetings.birthday.enabled,
  };
  for (const section of ['anniversary', 'greetings'] as const) {
    if (!used[section] || !isQuietHour(sent[section], quietHours)) continue;
    context.addIssue({ code: 'custom', path: [section, 'sendHour'], message: 'program.error.quietHour' });
  }
});

export type Program = z.output<typeof programSchema>;
export type Classification = z.output<typeof classificationSchema>;

/** "10" -> 10 % of the order, without minimum and cap. */
export function ofOrder(percent: string): Benefit {
  return { on: 'order', value: { kind: 'percentage', percentage: percent, capMinor: null }, minimumMinor: 0 };
}

/** Safe defaults of a new shop: it classifies, and gives and sends nothing until the merchant's imprint is known. */
export function defaultProgram(shop: { name: string; email: string }): Program {
  const { en, sie: de } = STARTING_TEXTS;
  return {
    schemaVersion: 4,
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
      reason: { en: en.reason.loyalty, de: de.reason.loyalty },
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
      reason: { en: en.reason.anniversary, de: de.reason.anniversary },
      codePrefix: 'DANKE',
      message: bothLanguages(en.anniversary, de.anniversary),
      reminder: { enabled: false, daysBefore: 5, message: bothLanguages(en.reminder, de.reminder) },
      orderCancelled: 'restore',
      restored: bothLanguages(en.restored, de.restored),
      firstOrderGone: 'keep',
      afterCrash: 'park',
    },
    thankYou: {
      enabled: true,
      after: 'paid',
      delayMinutes: 0,
      first: bothLanguages(en.first, de.first),
      repeat: bothLanguages(en.repeat, de.repeat),
      milestoneOrders: [5, 10, 25, 50, 100],
      milestone: bothLanguages(en.milestone, de.milestone),
      afterCrash: 'sendAgain',
    },
    greetings: noGreetings(en, de),
    consent: { country: null, noticeSince: null, mostMessages: 2, inDays: 30, askAfterOrder: false },
    quietHours: null,
    style: { german: 'sie', logoUrl: null, color: '#1f1f1d' },
    sender: { name: shop.name, email: shop.email, replyTo: shop.email, imprint: '' },
  };
}

/** Greetings that are all off: how a new shop begins, and how one goes on that is older than they are. */
export function noGreetings(en: StartingTexts, de: StartingTexts): Program['greetings'] {
  return {
    sendHour: 9,
    catchUpDays: 1,
    roundDates: {
      enabled: false,
      days: [1_000, 2_000, 5_000],
      years: [],
      message: bothLanguages(en.roundDate, de.roundDate),
    },
    birthday: { enabled: false, metafield: '', message: bothLanguages(en.birthday, de.birthday) },
  };
}

/** A message's starting texts as the program keeps them. */
export function bothLanguages(en: MessageText, de: MessageText) {
  return { subject: { en: en.subject, de: de.subject }, body: { en: en.body, de: de.body } };
}
