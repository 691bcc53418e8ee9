/**
 * Checks the input queries of the extension in folder `queries` against the platform's limits, then compiles the discount
 * function unless its sources are unchanged. Returns the module's bytes. Throws with the compiler's messages, or what is wrong
 * with a query.
 */
export function buildFunction(options?: {
  outFile?: string;
  force?: boolean;
  queries?: string;
}): Promise<Uint8Array>;

/** The input queries that an extension's shopify.extension.toml names. */
export function queryFiles(folder: string): string[];
