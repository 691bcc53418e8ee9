/** Compiles the discount function unless its sources are unchanged. Returns the module's bytes. */
export function buildFunction(options?: { outFile?: string; force?: boolean }): Promise<Uint8Array>;
