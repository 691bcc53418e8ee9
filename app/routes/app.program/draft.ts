import { z } from 'zod';
import { moneyInputText } from '~/components/money-input';
import { COUNTRY_PROFILES } from '~/loyalty/consent';
import type { Benefit, Program, Tier } from '~/loyalty/program';
import { AFTER_CRASH } from '~/loyalty/program-mail';
import { AFTER_FIRST_ORDER_GONE, AFTER_ORDER_CANCELLED, THANK_AFTER } from '~/loyalty/program-occasions';
import { GERMAN_TONES } from '~/loyalty/starting-texts';

export type { FieldError } from './field-errors';

/**
 * The program as it is being typed: every number, amount and list is the text in its field, so that a save that fails
 * loses nothing. Same paths as the program, except that amounts are in the currency's units, lists are one text, and a
 * tier keeps one `from` for each thing that tiers can be reached by.
 */
const localized = z.object({ en: z.string(), de: z.string() });
const message = z.object({ subject: localized, body: localized });
// More than the program may hold, so that too many are answered by a sentence; a bound, because anybody can post.
const collections = z.array(z.object({ id: z.string(), title: z.string() })).max(2_000);

const benefitDraftSchema = z.object({
  on: z.enum(['order', 'collection', 'tag', 'delivery']),
  /** the texts of the kinds that are not chosen stay, and are not read */
  value: z.object({
    kind: z.enum(['percentage', 'amount', 'free']),
    percentage: z.string(),
    amountMinor: z.string(),
    /** empty: no cap */
    capMinor: z.string(),
  }),
  /** empty: none */
  minimumMinor: z.string(),
});

const tierDraftSchema = z.object({
  /** empty for a tier that was just added */
  key: z.string(),
  name: z.string(),
  from: z.object({ orders: z.string(), spend: z.string(), tenure: z.string() }),
  benefits: z.array(benefitDraftSchema).max(20),
});

export const programDraftSchema = z.object({
  classification: z.object({
    repeatFromOrders: z.string(),
    /** empty: all time */
    lookBackDays: z.string(),
    sameDayOrdersCountOnce: z.boolean(),
    /** "1,50" */
    minimumOrderMinor: z.string(),
    includePos: z.boolean(),
    includeDraft: z.boolean(),
    includeB2b: z.boolean(),
    includeSubscriptionRenewals: z.boolean(),
    /** separated by commas (a Shopify tag has none) */
    excludedTags: z.string(),
    /** empty: never */
    lapsedAfterDays: z.string(),
  }),
  loyalty: z.object({
    enabled: z.boolean(),
    tierBy: z.enum(['orders', 'spend', 'tenure']),
    tiers: z.array(tierDraftSchema).max(50),
    /** empty: never lost */
    tierLastsDays: z.string(),
    fallbackToOrderCount: z.boolean(),
    mode: z.enum(['best', 'stack']),
    collections,
    tags: z.string(),
    exclude: z.object({
      giftCards: z.boolean(),
      saleItems: z.boolean(),
      subscriptions: z.boolean(),
      collections,
    }),
    /** shop dates; empty: open */
    startsOn: z.string(),
    endsOn: z.string(),
    budgetExhausted: z.boolean(),
    reason: localized,
    combinesWith: z.object({
      orderDiscounts: z.boolean(),
      productDiscounts: z.boolean(),
      shippingDiscounts: z.boolean(),
    }),
  }),
  anniversary: z.object({
    enabled: z.boolean(),
    everyYear: z.boolean(),
    /** "1, 2, 5", used when not every year */
    years: z.string(),
    leapDay: z.enum(['feb28', 'mar1']),
    leadDays: z.string(),
    validityDays: z.string(),
    sendHour: z.string(),
    catchUpDays: z.string(),
    percentage: z.string(),
    minimumMinor: z.string(),
    capMinor: z.string(),
    reason: localized,
    codePrefix: z.string(),
    message,
    reminder: z.object({ enabled: z.boolean(), daysBefore: z.string(), message }),
    orderCancelled: z.enum(AFTER_ORDER_CANCELLED),
    restored: message,
    firstOrderGone: z.enum(AFTER_FIRST_ORDER_GONE),
    afterCrash: z.enum(AFTER_CRASH),
  }),
  thankYou: z.object({
    enabled: z.boolean(),
    after: z.enum(THANK_AFTER),
    delayMinutes: z.string(),
    first: message,
    repeat: message,
    /** "5, 10, 25"; empty: no order has a text of its own */
    milestoneOrders: z.string(),
    milestone: message,
    afterCrash: z.enum(AFTER_CRASH),
  }),
  greetings: z.object({
    sendHour: z.string(),
    catchUpDays: z.string(),
    roundDates: z.object({ enabled: z.boolean(), days: z.string(), years: z.string(), message }),
    birthday: z.object({ enabled: z.boolean(), metafield: z.string(), message }),
  }),
  consent: z.object({
    /** empty: the shop's country */
    country: z.enum(['', ...COUNTRY_PROFILES]),
    /** empty: no notice */
    noticeSince: z.string(),
    /** empty: no cap */
    mostMessages: z.string(),
    inDays: z.string(),
    askAfterOrder: z.boolean(),
  }),
  /** hours; both empty: none */
  quietHours: z.object({ from: z.string(), until: z.string() }),
  style: z.object({ german: z.enum(GERMAN_TONES), logoUrl: z.string(), color: z.string() }),
  sender: z.object({ name: z.string(), email: z.string(), replyTo: z.string(), imprint: z.string() }),
});

export type ProgramDraft = z.output<typeof programDraftSchema>;
export type TierDraft = z.output<typeof tierDraftSchema>;
export type BenefitDraft = z.output<typeof benefitDraftSchema>;
export type PickedCollection = z.output<typeof collections>[number];

/** The texts to show for a stored program; `parseDraft` reads the same program back. */
export function toDraft(program: Program, currency: string, locale = 'en'): ProgramDraft {
  const { classification, loyalty, anniversary, thankYou, greetings, consent, quietHours, style } = program;
  const texts = textsFor(currency, locale);
  return {
    ...program,
    classification: {
      ...classification,
      repeatFromOrders: String(classification.repeatFromOrders),
      lookBackDays: optionalText(classification.lookBackDays),
      minimumOrderMinor: texts.money(classification.minimumOrderMinor),
      excludedTags: classification.excludedTags.join(', '),
      lapsedAfterDays: optionalText(classification.lapsedAfterDays),
    },
    loyalty: {
      ...loyalty,
      tiers: loyalty.tiers.map((tier) => tierDraft(tier, loyalty.tierBy, texts)),
      tierLastsDays: optionalText(loyalty.tierLastsDays),
      tags: loyalty.tags.join(', '),
      startsOn: loyalty.startsOn ?? '',
      endsOn: loyalty.endsOn ?? '',
    },
    anniversary: {
      ...anniversary,
      everyYear: anniversary.years === null,
      years: anniversary.years?.join(', ') ?? '',
      leadDays: String(anniversary.leadDays),
      validityDays: String(anniversary.validityDays),
      sendHour: String(anniversary.sendHour),
      catchUpDays: String(anniversary.catchUpDays),
      percentage: texts.percentage(anniversary.percentage),
      minimumMinor: texts.moneyOrNone(anniversary.minimumMinor),
      capMinor: texts.moneyOrNone(anniversary.capMinor),
      reminder: { ...anniversary.reminder, daysBefore: String(anniversary.reminder.daysBefore) },
    },
    thankYou: {
      ...thankYou,
      delayMinutes: String(thankYou.delayMinutes),
      milestoneOrders: thankYou.milestoneOrders.join(', '),
    },
    greetings: {
      ...greetings,
      sendHour: String(greetings.sendHour),
      catchUpDays: String(greetings.catchUpDays),
      roundDates: {
        ...greetings.roundDates,
        days: greetings.roundDates.days.join(', '),
        years: greetings.roundDates.years.join(', '),
      },
    },
    consent: {
      country: consent.country ?? '',
      noticeSince: consent.noticeSince ?? '',
      mostMessages: optionalText(consent.mostMessages),
      inDays: String(consent.inDays),
      askAfterOrder: consent.askAfterOrder,
    },
    quietHours: { from: optionalText(quietHours?.from), until: optionalText(quietHours?.until) },
    style: { ...style, logoUrl: style.logoUrl ?? '' },
  };
}

type Texts = ReturnType<typeof textsFor>;

function textsFor(currency: string, locale: string) {
  const money = (minor: number) => moneyInputText(minor, currency, locale);
  return {
    money,
    /** 0 and null say "none", which is an empty field */
    moneyOrNone: (minor: number | null) => (minor === null || minor === 0 ? '' : money(minor)),
    percentage: (percentage: string) => (locale === 'de' ? percentage.replace('.', ',') : percentage),
  };
}

function tierDraft(tier: Tier, tierBy: Program['loyalty']['tierBy'], texts: Texts): TierDraft {
  const from = tierBy === 'spend' ? texts.money(tier.from) : String(tier.from);
  return {
    ...tier,
    from: { orders: '', spend: '', tenure: '', [tierBy]: from },
    benefits: tier.benefits.map((benefit) => benefitDraft(benefit, texts)),
  };
}

function benefitDraft({ on, value, minimumMinor }: Benefit, texts: Texts): BenefitDraft {
  const nothing = { percentage: '', amountMinor: '', capMinor: '' };
  const typed = (): Partial<typeof nothing> => {
    if (value.kind === 'amount') return { amountMinor: texts.money(value.amountMinor) };
    if (value.kind === 'free') return {};
    return { percentage: texts.percentage(value.percentage), capMinor: texts.moneyOrNone(value.capMinor) };
  };
  return {
    on,
    value: { kind: value.kind, ...nothing, ...typed() },
    minimumMinor: texts.moneyOrNone(minimumMinor),
  };
}

function optionalText(value: number | null | undefined): string {
  return String(value ?? '');
}
