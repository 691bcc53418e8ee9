import type { HeldData, HeldRows } from '~/ledger/held-data.server';
import { createI18n, type AdminLocale } from './i18n';

const SECTIONS = [
  'customers',
  'identities',
  'orders',
  'gifts',
  'messages',
  'suppressions',
  'consents',
  'log',
  'inbox',
] as const satisfies readonly (keyof HeldData)[];

/** A file that anybody can read without a program: one table for each kind of thing that is held. */
export function heldDataPage(held: HeldData, locale: AdminLocale): string {
  const { t } = createI18n(locale);
  const title = escape(t('heldData.title'));
  const sections = SECTIONS.map((section) => {
    const rows = held[section];
    const head = `<h2>${escape(t(`heldData.section.${section}`))} (${rows.length})</h2>`;
    return rows.length === 0 ? `${head}<p>${escape(t('heldData.nothing'))}</p>` : `${head}${table(rows)}`;
  });
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><title>${title}</title><style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #222 }
table { border-collapse: collapse; font-size: 13px } th, td { border: 1px solid #ccc; padding: .25rem .5rem; text-align: left; vertical-align: top }
.wide { overflow-x: auto } dt { font-weight: 600 } h2 { margin-top: 2rem }
</style></head><body>
<h1>${title}</h1>
<dl><dt>${escape(t('heldData.shop'))}</dt><dd>${escape(held.shop)}</dd>
<dt>${escape(t('heldData.request'))}</dt><dd>${escape(held.requestId ?? '–')}</dd>
<dt>${escape(t('heldData.at'))}</dt><dd>${escape(held.at)}</dd></dl>
<p>${escape(t('heldData.intro'))}</p>
${sections.join('\n')}
</body></html>
`;
}

function table(rows: HeldRows): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const head = columns.map((column) => `<th>${escape(column)}</th>`).join('');
  const body = rows.map(
    (row) => `<tr>${columns.map((column) => `<td>${escape(text(row[column]))}</td>`).join('')}</tr>`,
  );
  return `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
}

function text(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  return value instanceof Date ? value.toISOString() : JSON.stringify(value);
}

function escape(value: string): string {
  return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
