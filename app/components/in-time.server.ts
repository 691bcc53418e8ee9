/** The client waits out throttling and brief outages; a page does not: it comes without what Shopify has not told. */
const PATIENCE_MS = 2_500;

/** @returns null when the answer is not there in time; what the answer throws is thrown */
export async function inTime<T>(answer: Promise<T>): Promise<T | null> {
  const timer = Promise.withResolvers<null>();
  const handle = setTimeout(() => timer.resolve(null), PATIENCE_MS);
  try {
    return await Promise.race([answer, timer.promise]);
  } finally {
    clearTimeout(handle);
  }
}
