import { daysBetween } from './dates';
import type { Dossier, OwnData, ProgramCard, Tier } from './metafields';

export interface TierView {
  /** null: none, or the card does not know it */
  tier: Tier | null;
  /** last shop date; null: no end */
  until: string | null;
  orders: number;
}

/** The customer's tier as long as it lasts. null: nothing is known, or there is no order yet. */
export function tierView({ standing, card }: OwnData, today: string): TierView | null {
  if (!standing || standing.orders === 0) return null;
  const { orders, tier } = standing;
  const lasts = tier !== null && (tier.until === null || tier.until >= today);
  const known = lasts && card && card.tiers.find(({ key }) => key === tier.key);
  return { orders, tier: known || null, until: known ? tier.until : null };
}

/** `missing`: orders after the one being placed, minor units, or days; 0: this order reaches it. */
export interface NextTier {
  tier: Tier;
  by: ProgramCard['by'];
  missing: number;
}

/**
 * What is missing to the next tier.
 * @param placing an order is being placed, and will count
 */
export function nextTier(
  { standing, dossier, card }: OwnData,
  today: string,
  placing: boolean,
): NextTier | null {
  if (!standing || !card) return null;
  const progress = progressOf(card.by, standing.orders, dossier, today);
  const { tier: own } = standing;
  const current = card.tiers.findIndex(({ key }) => own !== null && key === own.key);
  const tier =
    progress === null ? undefined : card.tiers.slice(current + 1).find(({ from }) => from > progress);
  if (progress === null || !tier) return null;
  const missing = tier.from - progress - (placing && card.by === 'orders' ? 1 : 0);
  return { tier, by: card.by, missing };
}

function progressOf(
  by: ProgramCard['by'],
  orders: number,
  dossier: Dossier | null,
  today: string,
): number | null {
  if (by === 'orders') return orders;
  if (!dossier) return null;
  if (by === 'spend') return dossier.spend;
  return dossier.first === null ? null : daysBetween(dossier.first, today);
}
