/**
 * What a metafield's text says. Shopify refuses text that is no JSON when it is written, as the dev store does
 * (graphql/resolvers/metafield-values.ts); one that a test or an old state put there is the text itself, since `jsonValue`
 * is never null.
 */
export function metafieldJson(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return value;
    throw error;
  }
}
