/** The platform's limits for one run. Bytes are of the JSON text. */
export interface FunctionLimits {
  instructions: number;
  inputBytes: number;
  outputBytes: number;
  logBytes: number;
  memoryBytes: number;
  moduleBytes: number;
}

export const PLATFORM_LIMITS: FunctionLimits = {
  instructions: 11_000_000,
  inputBytes: 128_000,
  outputBytes: 20_000,
  logBytes: 1_000,
  memoryBytes: 10_000_000,
  moduleBytes: 256_000,
};

/**
 * Instructions, input and output grow with the cart's lines above 200 (`@scaleLimits(rate: 0.005)` on `Cart.lines`), at
 * most tenfold. A query that does not ask for the lines is not scaled.
 */
export function scaledLimits(limits: FunctionLimits, input: unknown): FunctionLimits {
  const scale = Math.min(10, Math.max(1, lineCount(input) * 0.005));
  return {
    ...limits,
    instructions: Math.floor(limits.instructions * scale),
    inputBytes: Math.floor(limits.inputBytes * scale),
    outputBytes: Math.floor(limits.outputBytes * scale),
  };
}

function lineCount(input: unknown): number {
  if (typeof input !== 'object' || input === null || !('cart' in input)) return 0;
  const { cart } = input;
  if (typeof cart !== 'object' || cart === null || !('lines' in cart)) return 0;
  return Array.isArray(cart.lines) ? cart.lines.length : 0;
}

/** Lists in the variables of an input query may have this many elements, `InputListSizeLimitExceededError` above. */
export const LIST_LENGTH_LIMIT = 100;

/** The variables (a JSON metafield of the discount) whose lists are too long for the platform, with their lengths. */
export function oversizedLists(
  variables: Readonly<Record<string, unknown>>,
): { name: string; length: number }[] {
  return Object.entries(variables).flatMap(([name, value]) =>
    Array.isArray(value) && value.length > LIST_LENGTH_LIMIT ? [{ name, length: value.length }] : [],
  );
}
