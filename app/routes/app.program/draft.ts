import { z } from 'zod';
import { moneyInputText, parseMoneyInput } from '~/components/money-input';
import { programSchema } from '~/loyalty/program';
import type { Program } from '~/loyalty/program';

/**
 * The program as it is being typed: every number, amount and list is the text in its field, so that a save that fails
 * loses nothing. Same paths as the program, except that amounts are in the currency's units and lists are one text.
 */
const localized = z.object({ en: z.string(), de: z.string() });
const message = z.object({ subject: localized, body: localized });

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
    /** key: empty for a tier that was just added */
    tiers: z
      .array(z.object({ key: z.string(), name: z.string(), fromOrders: z.string(), percentage: z.string() }))
      .max(50),
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
    reason: localized,
    codePrefix: z.string(),
    message,
  }),
  thankYou: z.object({ enabled: z.boolean(), delayMinutes: z.string(), first: message, repeat: message }),
  sender: z.object({ name: z.string(), email: z.string(), replyTo: z.string(), imprint: z.string() }),
});

export type ProgramDraft = z.output<typeof programDraftSchema>;

/** What is wrong with one field: its path ("loyalty.tiers.0.percentage"), a locale key and the values of its text. */
export interface FieldError {
  path: string;
  key: string;
  values: { min?: number; max?: number; /** what the template engine said */ detail?: string };
}

export type ParsedDraft = { ok: true; program: Program } | { ok: false; errors: FieldError[] };

/** The texts to show for a stored program; `parseDraft` reads the same program back. */
export function toDraft(program: Program, currency: string, locale = 'en'): ProgramDraft {
  const { classification, anniversary, thankYou } = program;
  return {
    ...program,
    classification: {
      ...classification,
      repeatFromOrders: String(classification.repeatFromOrders),
      lookBackDays: optionalText(classification.lookBackDays),
      minimumOrderMinor: moneyInputText(classification.minimumOrderMinor, currency, locale),
      excludedTags: classification.excludedTags.join(', '),
      lapsedAfterDays: optionalText(classification.lapsedAfterDays),
    },
    loyalty: {
      ...program.loyalty,
      tiers: program.loyalty.tiers.map((tier) => ({ ...tier, fromOrders: String(tier.fromOrders) })),
    },
    anniversary: {
      ...anniversary,
      everyYear: anniversary.years === null,
      years: anniversary.years?.join(', ') ?? '',
      leadDays: String(anniversary.leadDays),
      validityDays: String(anniversary.validityDays),
      sendHour: String(anniversary.sendHour),
      catchUpDays: String(anniversary.catchUpDays),
    },
    thankYou: { ...thankYou, delayMinutes: String(thankYou.delayMinutes) },
  };
}

/** Reads what was typed: the program, or every field that is not right. */
export function parseDraft(draft: ProgramDraft, currency: string): ParsedDraft {
  const { classification, anniversary, thankYou } = draft;
  const minimumOrderMinor = parseMoneyInput(classification.minimumOrderMinor || '0', currency);
  const candidate = {
    ...draft,
    schemaVersion: 1,
    classification: {
      ...classification,
      repeatFromOrders: wholeNumber(classification.repeatFromOrders),
      lookBackDays: optionalNumber(classification.lookBackDays),
      minimumOrderMinor: minimumOrderMinor ?? 0,
      excludedTags: listItems(classification.excludedTags),
      lapsedAfterDays: optionalNumber(classification.lapsedAfterDays),
    },
    loyalty: { ...draft.loyalty, tiers: withKeys(draft.loyalty.tiers) },
    anniversary: {
      ...anniversary,
      years: anniversary.everyYear ? null : listItems(anniversary.years).map(wholeNumber),
      leadDays: wholeNumber(anniversary.leadDays),
      validityDays: wholeNumber(anniversary.validityDays),
      sendHour: wholeNumber(anniversary.sendHour),
      catchUpDays: wholeNumber(anniversary.catchUpDays),
    },
    thankYou: { ...thankYou, delayMinutes: wholeNumber(thankYou.delayMinutes) },
  };
  const parsed = programSchema.safeParse(candidate);
  const errors = parsed.success ? [] : fieldErrors(parsed.error.issues);
  if (minimumOrderMinor === null) {
    errors.unshift({ path: 'classification.minimumOrderMinor', key: 'program.error.money', values: {} });
  }
  if (!anniversary.everyYear && listItems(anniversary.years).length === 0) {
    errors.push({ path: 'anniversary.years', key: 'program.error.required', values: {} });
  }
  return parsed.success && errors.length === 0 ? { ok: true, program: parsed.data } : { ok: false, errors };
}

function fieldErrors(issues: z.core.$ZodIssue[]): FieldError[] {
  const errors = new Map<string, FieldError>();
  for (const issue of issues) {
    const path = fieldPath(issue.path);
    if (errors.has(path)) continue; // one sentence a field: the first thing to put right
    const values: FieldError['values'] = {};
    if (issue.code === 'too_small') values.min = Number(issue.minimum);
    if (issue.code === 'too_big') values.max = Number(issue.maximum);
    errors.set(path, { path, key: errorKey(issue), values });
  }
  return [...errors.values()];
}

function errorKey(issue: z.core.$ZodIssue): string {
  if (issue.message.startsWith('program.error.')) return issue.message;
  if (issue.code === 'too_small') return 'program.error.required';
  if (issue.code === 'too_big') return 'program.error.tooLong';
  return 'program.error.invalid';
}

/** Lists are one field on the page; a tier's key is made from its name. */
function fieldPath(path: readonly PropertyKey[]): string {
  const text = path.map(String).join('.');
  const list = /^(classification\.excludedTags|anniversary\.years)\b/.exec(text);
  if (list?.[1]) return list[1];
  return text.replace(/^(loyalty\.tiers\.\d+)\.key$/, '$1.name');
}

/** A new tier gets a key from its name; a key that exists never changes, since standings of customers name it. */
function withKeys(tiers: ProgramDraft['loyalty']['tiers']) {
  const taken = new Set(tiers.map((tier) => tier.key).filter(Boolean));
  return tiers.map((tier, index) => {
    const key = tier.key || freeKey(tier.name, index, taken);
    taken.add(key);
    return { ...tier, key, fromOrders: wholeNumber(tier.fromOrders) };
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

function optionalText(value: number | null): string {
  return value === null ? '' : String(value);
}

function listItems(text: string): string[] {
  return text
    .split(/[,;\n]/)
    .map((item) => item.trim())
    .filter(Boolean);
}
