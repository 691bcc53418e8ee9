/** Node 22 hands a reviver the source text of a primitive (TC39 "JSON.parse source text access"). */
type SourceReviver = (key: string, value: unknown, context?: { source?: string }) => unknown;

const LARGE_NUMBER = /[:[,]\s*\d{16,}/;

/** JSON.parse that keeps integers too large for a double as text: resource ids may be. @throws SyntaxError */
export function parseJson(text: string): unknown {
  if (!LARGE_NUMBER.test(text)) return JSON.parse(text);
  const keepDigits: SourceReviver = (_key, value, context) =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
      ? (context?.source ?? String(value))
      : value;
  return JSON.parse(text, keepDigits);
}
