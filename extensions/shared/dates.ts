/** Shop dates (ISO, `2026-11-22`). Small on purpose: a bundle of 12 kB has no room for a calendar library. */

/** The shop's date at an instant; without a card, or with a time zone that nobody knows, the one of UTC. */
export function shopToday({ card }: { card: { timeZone: string } | null }, now: Date): string {
  try {
    // Swedish writes dates as ISO does
    return new Intl.DateTimeFormat('sv-SE', { timeZone: card ? card.timeZone : 'UTC' }).format(now);
  } catch {
    return now.toISOString().slice(0, 10);
  }
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
