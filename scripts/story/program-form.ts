import type { HTMLElement } from 'node-html-parser';
import { defaultProgram } from '../../app/loyalty/program';
import { toDraft } from '../../app/routes/app.program/draft';

export type Draft = Record<string, unknown>;

/** What stands in the fields of the program page, by their names: "anniversary.reason.de". */
export function readForm(page: HTMLElement): Draft {
  const draft: Draft = {};
  for (const field of page.querySelectorAll('input[name], textarea[name], select[name]')) {
    const name = field.getAttribute('name') ?? '';
    if (!name.includes('.')) continue;
    put(draft, name.split('.'), valueOf(field));
  }
  return withHidden(draft);
}

const EMPTY_VALUE = { kind: 'percentage', percentage: '', amountMinor: '', capMinor: '' };

/**
 * What the page sends without showing it: the tiers' keys, the fields of what is not chosen (other kinds of a benefit,
 * other things that tiers are reached by, years while every year is celebrated), lists that are no field, and what the
 * messages page shows: the story leaves that as a new shop has it.
 */
function withHidden(draft: Draft): Draft {
  const { loyalty } = draft as { loyalty: Shown };
  const start = toDraft(defaultProgram({ name: 'Shop', email: 'shop@example.com' }), 'EUR');
  for (const section of ['anniversary', 'thankYou', 'greetings', 'consent', 'quietHours', 'style'] as const) {
    draft[section] = withMissing(start[section], draft[section] ?? {});
  }
  loyalty.tiers = loyalty.tiers.map((tier) => ({
    ...tier,
    key: tier.name.toLowerCase(),
    from: { orders: '', spend: '', tenure: '', ...tier.from },
    benefits: tier.benefits.map((benefit) => ({ ...benefit, value: { ...EMPTY_VALUE, ...benefit.value } })),
  }));
  loyalty.collections ??= [];
  loyalty.tags ??= '';
  loyalty.exclude.collections ??= [];
  return draft;
}

/** What the page showed, and everything else as a new shop has it. */
function withMissing(start: object, shown: unknown): Draft {
  const found = shown as Draft;
  const rest = Object.entries(start).map(([key, value]: [string, unknown]) => {
    const known = found[key];
    const nested = typeof value === 'object' && value !== null;
    return [key, nested ? withMissing(value, known ?? {}) : (known ?? value)];
  });
  return { ...found, ...Object.fromEntries(rest) } as Draft;
}

interface Shown extends Draft {
  tiers: { name: string; from: Draft; benefits: { value: Draft }[] }[];
  exclude: Draft;
}

function valueOf(field: HTMLElement): string | boolean {
  if (field.getAttribute('type') === 'checkbox') return field.hasAttribute('checked');
  if (field.tagName === 'SELECT') return field.querySelector('option[selected]')?.getAttribute('value') ?? '';
  if (field.tagName === 'TEXTAREA') return field.textContent;
  return field.getAttribute('value') ?? '';
}

/** Writes one field; numeric parts of the path make lists. */
export function put(draft: Draft, path: string[], value: unknown): void {
  const [key, next, ...rest] = path;
  if (key === undefined) return;
  if (next === undefined) {
    draft[key] = value;
    return;
  }
  draft[key] ??= /^\d+$/.test(next) ? [] : {};
  put(draft[key] as Draft, [next, ...rest], value);
}
