import { parseMoneyInput } from '~/components/money-input';
import { programSchema } from '~/loyalty/program';
import type { Program } from '~/loyalty/program';
import type { BenefitDraft, ProgramDraft, TierDraft } from './draft';
import { fieldErrors } from './field-errors';
import type { FieldError } from './field-errors';

export type ParsedDraft = { ok: true; program: Program } | { ok: false; errors: FieldError[] };

/** Reads what was typed: the program, or every field that is not right. */
export function parseDraft(draft: ProgramDraft, currency: string): ParsedDraft {
  const { classification, anniversary, thankYou } = draft;
  const unread: FieldError[] = [];
  const money = moneyReader(currency, unread);
  const candidate = {
    ...draft,
    schemaVersion: 2,
    classification: {
      ...classification,
      repeatFromOrders: wholeNumber(classification.repeatFromOrders),
      lookBackDays: optionalNumber(classification.lookBackDays),
      minimumOrderMinor: money(classification.minimumOrderMinor, 'classification.minimumOrderMinor', 0),
      excludedTags: listItems(classification.excludedTags),
      lapsedAfterDays: optionalNumber(classification.lapsedAfterDays),
    },
    loyalty: loyaltyOf(draft.loyalty, money),
    anniversary: {
      ...anniversary,
      years: anniversary.everyYear ? null : listItems(anniversary.years).map(wholeNumber),
      leadDays: wholeNumber(anniversary.leadDays),
      validityDays: wholeNumber(anniversary.validityDays),
      sendHour: wholeNumber(anniversary.sendHour),
      catchUpDays: wholeNumber(anniversary.catchUpDays),
      minimumMinor: money(anniversary.minimumMinor, 'anniversary.minimumMinor', 0),
      capMinor: money(anniversary.capMinor, 'anniversary.capMinor', null),
    },
    thankYou: { ...thankYou, delayMinutes: wholeNumber(thankYou.delayMinutes) },
  };
  if (!anniversary.everyYear && listItems(anniversary.years).length === 0) {
    unread.push({ path: 'anniversary.years', key: 'program.error.required', values: {} });
  }
  const parsed = programSchema.safeParse(candidate);
  if (parsed.success && unread.length === 0) return { ok: true, program: parsed.data };
  return { ok: false, errors: fieldErrors(unread, parsed.error?.issues ?? [], draft.loyalty.tierBy) };
}

/** Text -> minor units; `empty` for an empty field. What is no amount is noted, and is NaN, which the schema refuses. */
type MoneyReader = (text: string, path: string, empty: number | null) => number | null;

function moneyReader(currency: string, unread: FieldError[]): MoneyReader {
  return (text, path, empty) => {
    if (text.trim() === '' && !Number.isNaN(empty)) return empty;
    const minor = parseMoneyInput(text, currency);
    if (minor !== null) return minor;
    const key = text.trim() === '' ? 'program.error.required' : 'program.error.money';
    unread.push({ path, key, values: {} });
    return Number.NaN;
  };
}

/** for a field that has to be filled in */
const REQUIRED = Number.NaN;

function loyaltyOf(loyalty: ProgramDraft['loyalty'], money: MoneyReader) {
  return {
    ...loyalty,
    tiers: withKeys(loyalty.tiers).map((tier, index) => {
      const path = `loyalty.tiers.${index}`;
      return {
        ...tier,
        from:
          loyalty.tierBy === 'spend'
            ? money(tier.from.spend, `${path}.from.spend`, REQUIRED)
            : wholeNumber(tier.from[loyalty.tierBy]),
        benefits: tier.benefits.map((benefit, place) =>
          benefitOf(benefit, `${path}.benefits.${place}`, money),
        ),
      };
    }),
    tierLastsDays: optionalNumber(loyalty.tierLastsDays),
    tags: listItems(loyalty.tags),
    startsOn: loyalty.startsOn.trim() || null,
    endsOn: loyalty.endsOn.trim() || null,
  };
}

function benefitOf({ on, value, minimumMinor }: BenefitDraft, path: string, money: MoneyReader) {
  const minimum = money(minimumMinor, `${path}.minimumMinor`, 0);
  const { kind, percentage, amountMinor, capMinor } = value;
  switch (kind) {
    case 'percentage': {
      // Delivery has no cap; what was typed before delivery was chosen is kept in the draft, and not read.
      const cap = on === 'delivery' ? null : money(capMinor, `${path}.value.capMinor`, null);
      return { on, value: { kind, percentage, capMinor: cap }, minimumMinor: minimum };
    }
    case 'amount': {
      const amount = money(amountMinor, `${path}.value.amountMinor`, REQUIRED);
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

function wholeNumber(text: string): number {
  return /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : Number.NaN;
}

function optionalNumber(text: string): number | null {
  return text.trim() === '' ? null : wholeNumber(text);
}

function listItems(text: string): string[] {
  return text
    .split(/[,;\n]/)
    .map((item) => item.trim())
    .filter(Boolean);
}
