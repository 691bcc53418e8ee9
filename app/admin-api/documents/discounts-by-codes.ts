/** So many codes one look-up asks for. Each costs a point; Shopify has no query for several, so each has an alias. */
export const CODES_A_LOOKUP = 50;

const places = Array.from({ length: CODES_A_LOOKUP }, (_, place) => `code${place}`);

/** Which discount holds each code; null when none does. Variables and answer: `lookupVariables`, `DiscountsByCodesQuery`. */
export const discountsByCodesQuery = `
  query DiscountsByCodes(${places.map((place) => `$${place}: String!`).join(', ')}) {
    ${places.map((place) => `${place}: codeDiscountNodeByCode(code: $${place}) { id }`).join('\n    ')}
  }
`;

/** "code<n>" -> the discount that holds the n-th code */
export type DiscountsByCodesQuery = Record<string, { id: string } | null>;

/** @param codes at least one, at most `CODES_A_LOOKUP`; the last one fills the places that are left */
export function lookupVariables(codes: readonly string[]): Record<string, string> {
  const last = codes.at(-1);
  if (last === undefined || codes.length > CODES_A_LOOKUP)
    throw new Error(`${codes.length} codes to look up`);
  return Object.fromEntries(places.map((place, index) => [place, codes[index] ?? last]));
}
