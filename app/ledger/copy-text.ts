import pg from 'pg';

/** PostgreSQL's text format of COPY: one row a line, columns between tabs, \N for NULL. */

export type CopyValue = string | number | boolean | null | readonly string[];

/** One row with its line end. A NUL, which PostgreSQL cannot store, is left out. */
export function copyLine(values: readonly CopyValue[]): string {
  let line = '';
  for (let index = 0; index < values.length; index += 1) {
    if (index > 0) line += '\t';
    line += encode(values[index] ?? null);
  }
  return `${line}\n`;
}

function encode(value: CopyValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'string') return escape(value);
  if (typeof value === 'boolean') return value ? 't' : 'f';
  if (typeof value === 'number') return String(value);
  if (value.length === 0) return '{}';
  const items = value.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`);
  return escape(`{${items.join(',')}}`);
}

const SPECIAL = /[\\\n\r\t\0]/;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': '',
};

function escape(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return text.replace(/[\\\n\r\t\0]/g, (character) => ESCAPES[character] ?? '');
}

/** The text of a column that COPY wrote; null for NULL. */
export function copiedText(column: string | undefined): string | null {
  if (column === undefined || column === '\\N') return null;
  if (!column.includes('\\')) return column;
  return column.replace(/\\(.)/g, (_match, character: string) => MEANINGS[character] ?? character);
}

const MEANINGS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v' };

/** node-postgres' own parser of text[] (type 1009), which its list of types does not name. */
type TextArrayParser = (oid: number, format: 'text') => (text: string) => string[];
const parseTextArray = (pg.types.getTypeParser as TextArrayParser)(1009, 'text');

/** A text[] column. */
export function copiedList(column: string | undefined): string[] {
  if (column === undefined || column === '{}') return [];
  const text = copiedText(column);
  return text === null ? [] : parseTextArray(text);
}

/** A timestamptz column, written in UTC: "2026-11-22 10:00:00.5+00" -> "2026-11-22T10:00:00.500Z". */
export function copiedInstant(column: string | undefined): string | null {
  const text = copiedText(column);
  if (text === null) return null;
  const fraction = text.slice(20, -3).padEnd(3, '0');
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction}Z`;
}
