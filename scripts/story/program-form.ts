import type { HTMLElement } from 'node-html-parser';

export type Draft = Record<string, unknown>;

/** What stands in the fields of the program page, by their names: "anniversary.message.body.de". */
export function readForm(page: HTMLElement): Draft {
  const draft: Draft = {};
  for (const field of page.querySelectorAll('input[name], textarea[name], select[name]')) {
    const name = field.getAttribute('name') ?? '';
    if (!name.includes('.')) continue;
    put(draft, name.split('.'), valueOf(field));
  }
  return withHidden(draft);
}

/** What the page sends without showing it: the tiers' keys, and the years while every year is celebrated. */
function withHidden(draft: Draft): Draft {
  const { loyalty, anniversary } = draft as { loyalty: { tiers: Draft[] }; anniversary: Draft };
  loyalty.tiers = loyalty.tiers.map((tier) => ({ key: String(tier.name).toLowerCase(), ...tier }));
  anniversary.years ??= '';
  return draft;
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
