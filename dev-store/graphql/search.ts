/**
 * Shopify's search syntax, as far as its lists use it: `field:value`, `field:>=value`, quotes, `*` at the end, AND
 * (also by juxtaposition), OR, NOT and `-`, parentheses, and bare words, which are looked for in the default text.
 */
export type Query =
  | { kind: 'all' }
  | { kind: 'and' | 'or'; parts: Query[] }
  | { kind: 'not'; part: Query }
  | { kind: 'term'; field: string | null; operator: '=' | '>' | '>=' | '<' | '<='; value: string };

/** What a document answers for a field: its values, or null when the field cannot be searched by. */
export type Facets = (field: string) => (string | number | boolean | null)[] | null;

export function parseQuery(text: string | null | undefined): Query {
  const tokens = tokenize(text ?? '');
  if (tokens.length === 0) return { kind: 'all' };
  return parseOr({ tokens, at: 0 });
}

interface Cursor {
  tokens: string[];
  at: number;
}

function tokenize(text: string): string[] {
  return (
    text.match(/[()]|-?[A-Za-z_.]+:(?:<=|>=|<|>)?(?:"[^"]*"|'[^']*'|[^\s()]+)|"[^"]*"|'[^']*'|[^\s()]+/g) ??
    []
  );
}

function parseOr(cursor: Cursor): Query {
  const parts = [parseAnd(cursor)];
  while (cursor.tokens[cursor.at] === 'OR') {
    cursor.at += 1;
    parts.push(parseAnd(cursor));
  }
  return parts.length === 1 ? (parts[0] as Query) : { kind: 'or', parts };
}

function parseAnd(cursor: Cursor): Query {
  const parts: Query[] = [];
  for (;;) {
    const token = cursor.tokens[cursor.at];
    if (token === undefined || token === ')' || token === 'OR') break;
    if (token === 'AND') cursor.at += 1;
    else parts.push(parseUnary(cursor));
  }
  if (parts.length === 0) return { kind: 'all' };
  return parts.length === 1 ? (parts[0] as Query) : { kind: 'and', parts };
}

function parseUnary(cursor: Cursor): Query {
  const token = cursor.tokens[cursor.at++] as string;
  if (token === 'NOT') return { kind: 'not', part: parseUnary(cursor) };
  if (token === '(') {
    const inner = parseOr(cursor);
    if (cursor.tokens[cursor.at] === ')') cursor.at += 1;
    return inner;
  }
  if (token.startsWith('-') && token.length > 1) return { kind: 'not', part: term(token.slice(1)) };
  return term(token);
}

function term(token: string): Query {
  const match = /^([A-Za-z_.]+):(<=|>=|<|>)?(.*)$/s.exec(token);
  if (!match) return { kind: 'term', field: null, operator: '=', value: unquote(token) };
  const operator = (match[2] ?? '=') as '=' | '>' | '>=' | '<' | '<=';
  return { kind: 'term', field: (match[1] ?? '').toLowerCase(), operator, value: unquote(match[3] ?? '') };
}

function unquote(text: string): string {
  return text.replace(/^["'](.*)["']$/s, '$1');
}

/**
 * @param facets values by field name; the field `default` holds the text that bare words are looked for in
 * A field that cannot be searched by is ignored, as Shopify does (it matches everything).
 */
export function matches(query: Query, facets: Facets): boolean {
  switch (query.kind) {
    case 'all':
      return true;
    case 'and':
      return query.parts.every((part) => matches(part, facets));
    case 'or':
      return query.parts.some((part) => matches(part, facets));
    case 'not':
      return !matches(query.part, facets);
    case 'term': {
      const values = facets(query.field ?? 'default');
      if (values === null) return true;
      if (query.field === null) return values.some((value) => containsWord(String(value ?? ''), query.value));
      return values.some((value) => compareTerm(value, query.operator, query.value));
    }
  }
}

function containsWord(text: string, wanted: string): boolean {
  const needle = wanted.replace(/\*$/, '').toLowerCase();
  return text
    .toLowerCase()
    .split(/[\s,;:]+/)
    .some((word) => word.startsWith(needle));
}

function compareTerm(value: string | number | boolean | null, operator: string, wanted: string): boolean {
  if (value === null) return false;
  const text = String(value).toLowerCase();
  const target = wanted.toLowerCase();
  if (operator === '=' && target.endsWith('*')) return text.startsWith(target.slice(0, -1));
  const order = comparison(value, wanted);
  switch (operator) {
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    default:
      return order === 0 || text === target;
  }
}

const ISO = /^\d{4}-\d{2}-\d{2}/;

function comparison(value: string | number | boolean, wanted: string): number {
  if (typeof value === 'string' && ISO.test(value) && ISO.test(wanted)) {
    return Date.parse(value) - Date.parse(wanted);
  }
  if (typeof value === 'number') return value - Number(wanted.replace(/^gid:.*\//, ''));
  const [a, b] = [String(value).toLowerCase(), wanted.toLowerCase()];
  return a < b ? -1 : a > b ? 1 : 0;
}
