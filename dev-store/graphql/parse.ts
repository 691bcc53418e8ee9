import { type DocumentNode, GraphQLError, parse } from 'graphql';
import type { WireError } from './errors';

export type Parsed = { ok: true; document: DocumentNode } | { ok: false; errors: WireError[] };

/** Reads a document; a syntax error in the words of graphql-ruby's C parser, with its token names. */
export function parseQuery(query: string): Parsed {
  try {
    return { ok: true, document: parse(query) };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const at = error.locations?.[0];
    const place = at ? ` at [${at.line}, ${at.column}]` : '';
    const message = `syntax error, unexpected ${unexpected(error.message)}${place}`;
    return { ok: false, errors: [{ message, ...(at ? { locations: [{ ...at }] } : {}) }] };
  }
}

const PUNCTUATION: Record<string, string> = {
  '!': 'BANG',
  $: 'VAR_SIGN',
  '&': 'AMP',
  '(': 'LPAREN',
  ')': 'RPAREN',
  '...': 'ELLIPSIS',
  ':': 'COLON',
  '=': 'EQUALS',
  '@': 'DIR_SIGN',
  '[': 'LBRACKET',
  ']': 'RBRACKET',
  '{': 'LCURLY',
  '|': 'PIPE',
  '}': 'RCURLY',
};
const KEYWORDS = new Set([
  'query',
  'mutation',
  'subscription',
  'fragment',
  'on',
  'true',
  'false',
  'null',
  'type',
  'input',
  'enum',
  'union',
  'interface',
  'scalar',
  'schema',
  'directive',
  'extend',
  'implements',
]);
const KINDS: Record<string, string> = { Int: 'INT', Float: 'FLOAT', String: 'STRING', BlockString: 'STRING' };

/** From `Expected Name, found "}".` to `RCURLY ("}")`. */
function unexpected(message: string): string {
  const found = /(?:Unexpected|found) (?:(<EOF>)|(?:(\w+) )?"((?:[^"\\]|\\.)*)")/.exec(message);
  if (!found) return `invalid token: ${message.replace(/^Syntax Error: /, '').replace(/\.$/, '')}`;
  const [, end, kind, text = ''] = found;
  if (end) return 'end of file';
  if (kind === 'Name') return `${KEYWORDS.has(text) ? text.toUpperCase() : 'IDENTIFIER'} ("${text}")`;
  if (kind) return `${KINDS[kind] ?? kind.toUpperCase()} ("${text}")`;
  return `${PUNCTUATION[text] ?? 'invalid token'} ("${text}")`;
}
