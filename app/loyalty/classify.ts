import { daysBetween } from './calendar';
import type { CustomerFold } from './fold';
import type { Segment } from './order-facts';
import type { Program, Tier } from './program';

export interface Standing {
  segment: Segment;
  /** null outside of `repeat` and `lapsed` */
  tier: Tier | null;
}

/**
 * Segment and tier of one customer. A lapsed customer keeps the tier: coming back should not be punished, and a promised
 * discount does not vanish silently.
 * @param today shop date
 */
export function classify(
  fold: Pick<CustomerFold, 'qualifyingCount' | 'lastQualifying'>,
  program: Pick<Program, 'classification' | 'loyalty'>,
  today: string,
): Standing {
  const { repeatFromOrders, lapsedAfterDays } = program.classification;
  if (fold.qualifyingCount === 0) return { segment: 'prospect', tier: null };
  if (fold.qualifyingCount < repeatFromOrders) return { segment: 'new', tier: null };
  const tier = tierFor(fold.qualifyingCount, program.loyalty.tiers);
  const silentDays = fold.lastQualifying ? daysBetween(fold.lastQualifying.date, today) : 0;
  const lapsed = lapsedAfterDays !== null && silentDays > lapsedAfterDays;
  return { segment: lapsed ? 'lapsed' : 'repeat', tier };
}

/** The highest tier reached; tiers are sorted by `fromOrders` (the program's schema sees to it). */
export function tierFor(qualifyingCount: number, tiers: readonly Tier[]): Tier | null {
  return tiers.findLast((tier) => qualifyingCount >= tier.fromOrders) ?? null;
}
