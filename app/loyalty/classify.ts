import { addDays, daysBetween } from './calendar';
import type { CustomerFold } from './fold';
import type { Segment } from './order-facts';
import type { Program, Tier } from './program';

export interface Standing {
  segment: Segment;
  /** null outside of `repeat` and `lapsed`, and when the last one ran out */
  tier: Tier | null;
  /** last shop date of the tier; null: no tier, or it does not end */
  tierUntil: string | null;
}

type CountedFacts = Pick<
  CustomerFold,
  'qualifyingCount' | 'netSpendMinor' | 'firstQualifying' | 'lastQualifying' | 'earlierHidden'
>;

/**
 * Segment and tier of one customer. A lapsed customer keeps the tier until it ends: coming back should not be punished,
 * and a promised discount does not vanish silently.
 * @param today shop date
 */
export function classify(
  fold: CountedFacts,
  program: Pick<Program, 'classification' | 'loyalty'>,
  today: string,
): Standing {
  const { repeatFromOrders, lapsedAfterDays } = program.classification;
  const none = { tier: null, tierUntil: null };
  // an old customer is never called new because we could not see what they bought
  if (fold.earlierHidden && fold.qualifyingCount < repeatFromOrders) return { segment: 'unknown', ...none };
  if (fold.qualifyingCount === 0) return { segment: 'prospect', ...none };
  if (fold.qualifyingCount < repeatFromOrders) return { segment: 'new', ...none };
  const silentDays = fold.lastQualifying ? daysBetween(fold.lastQualifying.date, today) : 0;
  const lapsed = lapsedAfterDays !== null && silentDays > lapsedAfterDays;
  return { segment: lapsed ? 'lapsed' : 'repeat', ...tierOf(fold, program.loyalty, today) };
}

function tierOf(
  fold: CountedFacts,
  loyalty: Program['loyalty'],
  today: string,
): Pick<Standing, 'tier' | 'tierUntil'> {
  const tier = tierFor(tierProgress(fold, loyalty.tierBy, today), loyalty.tiers);
  const tierUntil = tier && lastTierDay(fold, loyalty);
  return tierUntil !== null && tierUntil < today ? { tier: null, tierUntil: null } : { tier, tierUntil };
}

/** The last shop date of any tier that the customer has reached; null while tiers do not end. */
export function lastTierDay(
  { lastQualifying }: Pick<CustomerFold, 'lastQualifying'>,
  { tierLastsDays }: Pick<Program['loyalty'], 'tierLastsDays'>,
): string | null {
  return lastQualifying && tierLastsDays !== null ? addDays(lastQualifying.date, tierLastsDays) : null;
}

/** How far a customer has come, in the unit of `tier.from`: qualifying orders, minor units, or days. */
export function tierProgress(
  fold: Omit<CountedFacts, 'lastQualifying' | 'earlierHidden'>,
  tierBy: Program['loyalty']['tierBy'],
  today: string,
): number {
  switch (tierBy) {
    case 'orders':
      return fold.qualifyingCount;
    case 'spend':
      return fold.netSpendMinor;
    case 'tenure':
      return fold.firstQualifying ? daysBetween(fold.firstQualifying.date, today) : 0;
  }
}

/** The highest tier reached; tiers are sorted by `from` (the program's schema sees to it). */
export function tierFor(progress: number, tiers: readonly Tier[]): Tier | null {
  return tiers.findLast((tier) => progress >= tier.from) ?? null;
}
