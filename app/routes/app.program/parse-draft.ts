import { parseMoneyInput } from '~/components/money-input';
import { programSchema } from '~/loyalty/program';
import type { Program } from '~/loyalty/program';
import type { BenefitDraft, ProgramDraft, TierDraft } from './draft';
import { fieldErrors } from './field-errors';
import type { FieldError } from './field-errors';

export type ParsedDraft = { ok: true; program: Program } | { ok: false; errors: FieldError[] };

/** Reads what was typed: the program, or every field that is not right. */
export function parseDraft(draft: ProgramDraft, currency: string): ParsedDraft {
  const { classification, anniversary, thankYou, greetings } = draft;
  const unread: FieldError[] = [];
  const read = readerOf(currency, unread);
  const years = listItems(anniversary.years);
  if (!anniversary.everyYear && years.length === 0)
    read.problem('anniversary.years', 'program.error.required');
  const candidate = {
    ...draft,
    schemaVersion: 4,
    classification: {
      ...classification,
      repeatFromOrders: read.whole(classification.repeatFromOrders, 'classification.repeatFromOrders'),
      lookBackDays: read.wholeOrNone(classification.lookBackDays, 'classification.lookBackDays'),
      minimumOrderMinor: read.money(classification.minimumOrderMinor, 'classification.minimumOrderMinor', 0),
      excludedTags: listItems(classification.excludedTags),
      lapsedAfterDays: read.wholeOrNone(classification.lapsedAfterDays, 'classification.lapsedAfterDays'),
    },
    loyalty: loyaltyOf(draft.loyalty, read),
    anniversary: {
      ...anniversary,
      years: anniversary.everyYear ? null : years.map((year) => read.whole(year, 'anniversary.years')),
      leadDays: read.whole(anniversary.leadDays, 'anniversary.leadDays'),
      validityDays: read.whole(anniversary.validityDays, 'anniversary.validityDays'),
      sendHour: read.whole(anniversary.sendHour, 'anniversary.sendHour'),
      catchUpDays: read.whole(anniversary.catchUpDays, 'anniversary.catchUpDays'),
      minimumMinor: read.money(anniversary.minimumMinor, 'anniversary.minimumMinor', 0),
      capMinor: read.money(anniversary.capMinor, 'anniversary.capMinor', null),
      reminder: {
        ...anniversary.reminder,
        daysBefore: read.whole(anniversary.reminder.daysBefore, 'anniversary.reminder.daysBefore'),
      },
    },
    thankYou: {
      ...thankYou,
      delayMinutes: read.whole(thankYou.delayMinutes, 'thankYou.delayMinutes'),
      milestoneOrders: read.numbers(thankYou.milestoneOrders, 'thankYou.milestoneOrders'),
    },
    greetings: {
      ...greetings,
      sendHour: read.whole(greetings.sendHour, 'greetings.sendHour'),
      catchUpDays: read.whole(greetings.catchUpDays, 'greetings.catchUpDays'),
      roundDates: {
        ...greetings.roundDates,
        days: read.numbers(greetings.roundDates.days, 'greetings.roundDates.days'),
        years: read.numbers(greetings.roundDates.years, 'greetings.roundDates.years'),
      },
    },
    consent: {
      country: draft.consent.country === '' ? null : draft.consent.country,
      noticeSince: draft.consent.noticeSince.trim() || null,
      mostMessages: read.wholeOrNone(draft.consent.mostMessages, 'consent.mostMessages'),
      inDays: read.whole(draft.consent.inDays, 'consent.inDays'),
      askAfterOrder: draft.consent.askAfterOrder,
    },
    quietHours: quietHoursOf(draft.quietHours, read),
    style: { ...draft.style, logoUrl: draft.style.logoUrl.trim() || null },
  };
  const parsed = programSchema.safeParse(candidate);
  if (parsed.success && unread.length === 0) return { ok: true, program: parsed.data };
  return { ok: false, errors: fieldErrors(unread, parsed.error?.issues ?? [], draft.loyalty.tierBy) };
}

type Reader = ReturnType<typeof readerOf>;

/**
 * Texts -> numbers. What is none is noted and read as 1, so that the schema still looks at everything else: a wrong type
 * would keep it from comparing fields with each other.
 */
function readerOf(currency: string, unread: FieldError[]) {
  const problem = (path: string, key: string): number => {
    unread.push({ path, key, values: {} });
    return 1;
  };
  const whole = (text: string, path: string): number =>
    /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : problem(path, 'program.error.wholeNumber');
  /** @returns minor units; `empty` for an empty field */
  const money = <Empty>(text: string, path: string, empty: Empty): number | Empty =>
    text.trim() === '' ? empty : (parseMoneyInput(text, currency) ?? problem(path, 'program.error.money'));
  return {
    problem,
    /** how many there are so far */
    problems: () => unread.length,
    whole,
    wholeOrNone: (text: string, path: string) => (text.trim() === '' ? null : whole(text, path)),
    money,
    /** "5, 10, 25" */
    numbers: (text: string, path: string) => listItems(text).map((item) => whole(item, path)),
    /** of a field that has to be filled in */
    amount: (text: string, path: string) =>
      money(text, path, null) ?? problem(path, 'program.error.required'),
  };
}

/** Both or none. */
function quietHoursOf({ from, until }: ProgramDraft['quietHours'], read: Reader) {
  if (from.trim() === '' && until.trim() === '') return null;
  const hour = (text: string, path: string) =>
    text.trim() === '' ? read.problem(path, 'program.error.required') : read.whole(text, path);
  const before = read.problems();
  const hours = { from: hour(from, 'quietHours.from'), until: hour(until, 'quietHours.until') };
  // what could not be read is no reason to call the two the same
  return read.problems() > before ? null : hours;
}

function loyaltyOf(loyalty: ProgramDraft['loyalty'], read: Reader) {
  return {
    ...loyalty,
    tiers: tiersOf(loyalty, read),
    tierLastsDays: read.wholeOrNone(loyalty.tierLastsDays, 'loyalty.tierLastsDays'),
    tags: listItems(loyalty.tags),
    startsOn: loyalty.startsOn.trim() || null,
    endsOn: loyalty.endsOn.trim() || null,
  };
}

function tiersOf({ tiers, tierBy }: ProgramDraft['loyalty'], read: Reader) {
  let previous = 0;
  return withKeys(tiers).map((tier, row) => {
    const path = `loyalty.tiers.${row}`;
    const field = `${path}.from.${tierBy}`;
    const before = read.problems();
    const number =
      tierBy === 'spend' ? read.amount(tier.from.spend, field) : read.whole(tier.from[tierBy], field);
    // What could not be read is no reason to call the tiers below out of order.
    const from = read.problems() > before ? previous + 1 : number;
    previous = from;
    const benefits = tier.benefits.map((benefit, place) =>
      benefitOf(benefit, `${path}.benefits.${place}`, read),
    );
    return { ...tier, from, benefits };
  });
}

function benefitOf({ on, value, minimumMinor }: BenefitDraft, path: string, read: Reader) {
  const minimum = read.money(minimumMinor, `${path}.minimumMinor`, 0);
  const { kind, percentage, amountMinor, capMinor } = value;
  switch (kind) {
    case 'percentage': {
      // Delivery has no cap; what was typed before delivery was chosen is kept in the draft, and not read.
      const cap = on === 'delivery' ? null : read.money(capMinor, `${path}.value.capMinor`, null);
      return { on, value: { kind, percentage, capMinor: cap }, minimumMinor: minimum };
    }
    case 'amount': {
      const amount = read.amount(amountMinor, `${path}.value.amountMinor`);
      return { on, value: { kind, amountMinor: amount }, minimumMinor: minimum };
    }
    case 'free':
      return { on, value: { kind }, minimumMinor: minimum };
  }
}

/** A new tier gets a key from its name; a key that exists never changes, since standings of customers name it. */
function withKeys(tiers: TierDraft[]): TierDraft[] {
  const taken = new Set(tiers.map((tier) => tier.key).filter(Boolean));
  return tiers.map((tier, index) => {
    const key = tier.key || freeKey(tier.name, index, taken);
    taken.add(key);
    return { ...tier, key };
  });
}

function freeKey(name: string, index: number, taken: ReadonlySet<string>): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const base =
    plain
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 28) || `tier-${index + 1}`;
  let key = base;
  for (let suffix = 2; taken.has(key); suffix += 1) key = `${base}-${suffix}`;
  return key;
}

function listItems(text: string): string[] {
  return text
    .split(/[,;\n]/)
    .map((item) => item.trim())
    .filter(Boolean);
}
