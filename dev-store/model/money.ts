/** "12.30" for 1230. Every currency of the dev store has two decimals. */
export function decimal(minor: number): string {
  const absolute = Math.abs(minor);
  const text = `${Math.floor(absolute / 100)}.${String(absolute % 100).padStart(2, '0')}`;
  return minor < 0 ? `-${text}` : text;
}

/**
 * What the units `from` to `to` (exclusive) of a line cost together, when `paidMinor` was paid for all `quantity` of
 * them. Shares of neighbouring ranges always sum to the whole: no cent is lost or made by refunding piece by piece.
 */
export function shareMinor(paidMinor: number, quantity: number, from: number, to: number): number {
  if (quantity === 0) return 0;
  const upTo = (units: number) => Math.floor((paidMinor * units) / quantity);
  return upTo(to) - upTo(from);
}
