import { formatMoney } from '~/loyalty/money';
import { personText } from '~/mail/headers';

export type MailLocale = 'en' | 'de';

/** What a template may use. docs/messages.md explains each to merchants. */
export interface TemplateVariables extends Record<string, unknown> {
  customer: { first_name: string | null; last_name: string | null; name: string | null };
  shop: { name: string };
  /** thank-you only */
  order: { name: string } | null;
  /** "third", "dritte", "12th", "12." */
  order_number: string | null;
  /** anniversary only */
  years: number | null;
  percentage: string | null;
  first_order_date: string | null;
  coupon: {
    code: string;
    valid_from: string;
    valid_until: string;
    /** "€20.00"; null without one */
    minimum: string | null;
    cap: string | null;
    /** both as one sentence, null without any */
    conditions: string | null;
  } | null;
}

/** What a greeting may use. There is no coupon in it, and none can be put in: the type, and then the template, refuse it. */
export interface GreetingVariables extends Record<string, unknown> {
  customer: TemplateVariables['customer'];
  shop: TemplateVariables['shop'];
  coupon?: never;
  percentage?: never;
}

/** Of a round date. */
export interface RoundDateVariables extends GreetingVariables {
  /** "1,000 days", "5 Jahre" */
  time_together: string;
  first_order_date: string | null;
}

export interface VariableFacts {
  locale: MailLocale;
  customer: { firstName: string | null; lastName: string | null };
  shopName: string;
  order?: { name: string; number: number };
  anniversary?: {
    years: number;
    percentage: string;
    /** shop dates */
    firstOrderDate: string | null;
    validFrom: string;
    validUntil: string;
    code: string;
    /** the coupon's limits, minor units of `currency`; minimum 0 and cap null are none */
    minimumMinor: number;
    capMinor: number | null;
    currency: string;
  };
}

export type GreetingFacts = Pick<VariableFacts, 'locale' | 'customer' | 'shopName'>;

/** A birthday greeting's: nobody's order, nobody's coupon. */
export function birthdayVariables(facts: GreetingFacts): GreetingVariables {
  const { customer, shop } = templateVariables(facts);
  return { customer, shop };
}

/** @param time since the first order; @param firstOrderDate shop date */
export function roundDateVariables(
  facts: GreetingFacts,
  time: { unit: 'days' | 'years'; count: number; firstOrderDate: string | null },
): RoundDateVariables {
  return {
    ...birthdayVariables(facts),
    time_together: timeSpan(time, facts.locale),
    first_order_date: time.firstOrderDate ? longDate(time.firstOrderDate, facts.locale) : null,
  };
}

function timeSpan({ unit, count }: { unit: 'days' | 'years'; count: number }, locale: MailLocale): string {
  const number = new Intl.NumberFormat(locale === 'de' ? 'de-DE' : 'en-GB').format(count);
  const words = { en: { days: 'days', years: 'years' }, de: { days: 'Tage', years: 'Jahre' } } as const;
  return `${number} ${words[locale][unit]}`;
}

/** Facts -> variables. Names are cleaned here, once: empty ones become null so that `default` and `if` catch them. */
export function templateVariables(facts: VariableFacts): TemplateVariables {
  const first = nameOrNull(facts.customer.firstName);
  const last = nameOrNull(facts.customer.lastName);
  const { anniversary, locale } = facts;
  return {
    customer: { first_name: first, last_name: last, name: [first, last].filter(Boolean).join(' ') || null },
    shop: { name: personText(facts.shopName) },
    order: facts.order ? { name: personText(facts.order.name) } : null,
    order_number: facts.order ? ordinal(facts.order.number, locale) : null,
    years: anniversary?.years ?? null,
    percentage: anniversary ? decimal(anniversary.percentage, locale) : null,
    first_order_date: anniversary?.firstOrderDate ? longDate(anniversary.firstOrderDate, locale) : null,
    coupon: anniversary
      ? {
          code: anniversary.code,
          valid_from: longDate(anniversary.validFrom, locale),
          valid_until: longDate(anniversary.validUntil, locale),
          ...conditions(anniversary, locale),
        }
      : null,
  };
}

/** What a customer has to know before they fill a cart for a coupon. */
function conditions(
  { minimumMinor, capMinor, currency }: NonNullable<VariableFacts['anniversary']>,
  locale: MailLocale,
): { minimum: string | null; cap: string | null; conditions: string | null } {
  const money = (minor: number) =>
    formatMoney(minor, currency, locale === 'de' ? 'de-DE' : 'en-GB').replace(/\s/g, '\u00a0');
  const minimum = minimumMinor > 0 ? money(minimumMinor) : null;
  const cap = capMinor === null ? null : money(capMinor);
  const german = locale === 'de';
  const least =
    minimum && (german ? `Gilt ab einem Warenwert von ${minimum}` : `For goods worth ${minimum} or more`);
  const most = cap && (german ? `höchstens ${cap} Nachlass` : `at most ${cap} off`);
  const sentence = [least, most].filter(Boolean).join(', ');
  return {
    minimum,
    cap,
    conditions: sentence ? `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.` : null,
  };
}

function nameOrNull(name: string | null): string | null {
  return name === null ? null : Array.from(personText(name)).slice(0, 60).join('').trim() || null;
}

/** Shop date -> "22 November 2026", "22. November 2026". */
export function longDate(date: string, locale: MailLocale): string {
  return new Intl.DateTimeFormat(locale === 'de' ? 'de-DE' : 'en-GB', {
    dateStyle: 'long',
    timeZone: 'UTC',
  }).format(new Date(`${date}T00:00:00Z`));
}

/** "7.5" -> "7,5" in German. */
function decimal(value: string, locale: MailLocale): string {
  const trimmed = value.includes('.') ? value.replace(/\.?0+$/, '') : value;
  return locale === 'de' ? trimmed.replace('.', ',') : trimmed;
}

// prettier-ignore
const WORDS: Readonly<Record<MailLocale, readonly string[]>> = {
  en: ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'],
  de: ['erste', 'zweite', 'dritte', 'vierte', 'fünfte', 'sechste', 'siebte', 'achte', 'neunte', 'zehnte'],
};

/** "third", "12th"; "dritte", "12.": as people write it. */
export function ordinal(number: number, locale: MailLocale): string {
  const word = WORDS[locale][number - 1];
  if (word) return word;
  if (locale === 'de') return `${number}.`;
  const suffixes: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd', other: 'th' };
  return `${number}${suffixes[new Intl.PluralRules('en', { type: 'ordinal' }).select(number)] ?? 'th'}`;
}
