import { STANDING_KEY } from '~/effects/metafields';
import { holds, type CustomerMetafields } from '~/effects/held-metafields';
import { encodeStanding2 } from '~/loyalty/discount-rules';
import { hundredths } from '~/loyalty/program-rules';
import { encodeDossier, type DossierFacts } from '~/loyalty/surface-data';

export interface StandingInput {
  qualifyingCount: number;
  /** `until`: last shop date, null while it does not end */
  tier: { key: string; until: string | null } | null;
  /** the discount falls back on the platform's own count for customers without a standing: then everybody needs one */
  fallback: boolean;
  firstQualifyingDate: string | null;
  /** issued gifts, and those that expired lately */
  gifts: { code: string; percentage: string; years: number; validFrom: string; validUntil: string }[];
  dossier: DossierFacts;
  /** hash of what Shopify holds (held-metafields.ts) */
  heldHash: string | null;
}

/**
 * Pure. The metafields that one customer should have. Who never was entitled to anything gets no standing, unless the
 * function would then believe the platform's count of orders; who lost everything gets a standing without tier and gifts, so
 * that checkout stops at the next cart. Without a counted order there is no date and no dossier.
 */
export function dueMetafields(input: StandingInput): CustomerMetafields {
  const entitled = input.tier !== null || input.gifts.length > 0;
  const standing = entitled || input.fallback || holds(input.heldHash, STANDING_KEY) ? encode(input) : null;
  return {
    standing,
    first_order_date: input.firstQualifyingDate,
    dossier: input.firstQualifyingDate === null ? null : dossierText(input.dossier),
  };
}

/** Lists are cut to what a dossier holds, so that one of them is never too large. */
function dossierText(facts: DossierFacts): string {
  const encoded = encodeDossier(facts);
  if (encoded.ok) return encoded.json;
  throw new Error(`a dossier of ${encoded.bytes} bytes`);
}

function encode(input: StandingInput): string {
  const facts = { qualifyingOrders: input.qualifyingCount, tier: input.tier };
  // the latest gifts win when a customer has more than a metafield can carry (some hundred)
  const gifts = [...input.gifts]
    .sort((a, b) => (a.validUntil < b.validUntil ? 1 : -1))
    .map(({ code, percentage, years, validFrom: from, validUntil: until }) => {
      return { code, hundredths: hundredths(percentage), years, from, until };
    });
  for (let kept = Math.min(gifts.length, 100); kept >= 0; kept -= 1) {
    const encoded = encodeStanding2({ ...facts, gifts: gifts.slice(0, kept) });
    if (encoded.ok) return encoded.json;
  }
  throw new Error('a standing without gifts is too large');
}

/** "anniversary:3" -> 3 */
export function yearsOf(occasion: string): number {
  const years = Number(occasion.split(':')[1]);
  if (!Number.isInteger(years) || years < 1) throw new Error(`not an anniversary: ${occasion}`);
  return years;
}
