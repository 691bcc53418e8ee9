import { createHash } from 'node:crypto';
import { encodeStanding2 } from '~/loyalty/discount-rules';
import { hundredths } from '~/loyalty/program-rules';

/** What Shopify should hold for one customer. Dates are shop dates. */
export interface DueStanding {
  /** the standing metafield's text; null = none */
  standing: string | null;
  firstOrderDate: string | null;
  /** says whether Shopify holds exactly this; null = Shopify holds nothing of ours */
  hash: string | null;
}

export interface StandingInput {
  qualifyingCount: number;
  /** `until`: last shop date, null while it does not end */
  tier: { key: string; until: string | null } | null;
  /** the discount falls back on the platform's own count for customers without a standing: then everybody needs one */
  fallback: boolean;
  firstQualifyingDate: string | null;
  /** issued gifts, and those that expired lately */
  gifts: { code: string; percentage: string; years: number; validFrom: string; validUntil: string }[];
  /** hash of what Shopify holds */
  heldHash: string | null;
}

/**
 * Pure. A customer who never was entitled to anything gets no standing, unless the function would then believe the
 * platform's count of orders; one who lost everything gets a standing without tier and gifts, so that checkout stops at the
 * next cart. The hash begins with what is held: "sd:", "s-:", "-d:".
 */
export function dueStanding(input: StandingInput): DueStanding {
  const entitled = input.tier !== null || input.gifts.length > 0;
  const standing = entitled || input.fallback || holdsStanding(input.heldHash) ? encode(input) : null;
  const date = input.firstQualifyingDate;
  if (standing === null && date === null) return { standing: null, firstOrderDate: null, hash: null };
  const digest = createHash('sha256')
    .update(JSON.stringify([standing, date]))
    .digest('hex')
    .slice(0, 32);
  return { standing, firstOrderDate: date, hash: `${standing ? 's' : '-'}${date ? 'd' : '-'}:${digest}` };
}

export function holdsStanding(hash: string | null): boolean {
  return hash?.startsWith('s') ?? false;
}

export function holdsDate(hash: string | null): boolean {
  return hash?.charAt(1) === 'd';
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
