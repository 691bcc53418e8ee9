/**
 * May this message be sent, and on what basis? A table with reasons, in docs/consent.md; a test holds this to it. Service
 * messages need no consent. Promotional ones need a basis under the country's profile, with something that proves it.
 * What is not known counts as no.
 */

export const COUNTRY_PROFILES = ['DE', 'AT', 'CH', 'EU', 'other'] as const;
export type CountryProfile = (typeof COUNTRY_PROFILES)[number];

export const MESSAGE_KINDS = ['service', 'promotional'] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

export type Basis = 'express' | 'existing-customer';

/** `unsubscribed`: no promotional mail; the others: no mail at all. */
export const SUPPRESSIONS = ['unsubscribed', 'unsubscribed-all', 'bounced', 'complained'] as const;
export type Suppression = (typeof SUPPRESSIONS)[number];

export interface ConsentFacts {
  profile: CountryProfile;
  /** Shopify's e-mail marketing state, as fetched when the message is sent; null = it does not say */
  marketingState:
    'SUBSCRIBED' | 'NOT_SUBSCRIBED' | 'UNSUBSCRIBED' | 'PENDING' | 'REDACTED' | 'INVALID' | null;
  optInLevel: 'SINGLE_OPT_IN' | 'CONFIRMED_OPT_IN' | 'UNKNOWN' | null;
  /** instant at which Shopify recorded the consent; a consent without one proves nothing */
  consentRecordedAt: string | null;
  /** why the address is on the shop's suppression list; null = it is not */
  suppression: Suppression | null;
  /** shop date since which the shop shows the notice of the existing-customer exception; null = it does not */
  noticeSince: string | null;
  /** a sale that stands, and the shop date on which the shop first got the address; null = none, or unknown */
  sale: { orderId: string; addressSince: string } | null;
  /** null = no cap */
  cap: { sent: number; most: number } | null;
}

export type ConsentRefusal =
  | 'suppressed'
  | 'bounced'
  | 'complained'
  | 'unsubscribed'
  | 'no-consent'
  | 'unconfirmed-opt-in'
  | 'frequency-cap';

export type ConsentDecision =
  /** @property proof what the basis can be proved by, for the message's row; holds no personal data */
  { allowed: true; basis: Basis | null; proof: string | null } | { allowed: false; reason: ConsentRefusal };

interface ProfileRules {
  /** `confirmed`: only an opt-in that the address itself confirmed; `recorded`: any whose way and time are known */
  proof: 'confirmed' | 'recorded';
  existingCustomers: boolean;
}

/** What each profile asks for; docs/consent.md has the laws. */
export const PROFILE_RULES: Readonly<Record<CountryProfile, ProfileRules>> = {
  DE: { proof: 'confirmed', existingCustomers: true },
  AT: { proof: 'confirmed', existingCustomers: true },
  CH: { proof: 'recorded', existingCustomers: true },
  EU: { proof: 'recorded', existingCustomers: true },
  other: { proof: 'recorded', existingCustomers: false },
};

/** @returns the basis to record with its proof, or why there is none */
export function mayContact(kind: MessageKind, facts: ConsentFacts): ConsentDecision {
  const { suppression } = facts;
  if (suppression === 'bounced' || suppression === 'complained') return refuse(suppression);
  if (suppression === 'unsubscribed-all') return refuse('suppressed');
  if (kind === 'service') return { allowed: true, basis: null, proof: null };
  if (suppression !== null) return refuse('suppressed');
  if (facts.marketingState === 'UNSUBSCRIBED') return refuse('unsubscribed');
  const basis = expressConsent(facts) ?? existingCustomer(facts);
  if (!basis) return refuse(facts.marketingState === 'SUBSCRIBED' ? 'unconfirmed-opt-in' : 'no-consent');
  if (facts.cap && facts.cap.sent >= facts.cap.most) return refuse('frequency-cap');
  return basis;
}

function expressConsent(facts: ConsentFacts): ConsentDecision | null {
  if (facts.marketingState !== 'SUBSCRIBED' || facts.consentRecordedAt === null) return null;
  const confirmed = facts.optInLevel === 'CONFIRMED_OPT_IN';
  const recorded = confirmed || facts.optInLevel === 'SINGLE_OPT_IN';
  const enough = PROFILE_RULES[facts.profile].proof === 'confirmed' ? confirmed : recorded;
  if (!enough) return null;
  return { allowed: true, basis: 'express', proof: `${facts.optInLevel} ${facts.consentRecordedAt}` };
}

/** States in which we know that the customer has not objected. */
const NO_OBJECTION: readonly ConsentFacts['marketingState'][] = ['SUBSCRIBED', 'NOT_SUBSCRIBED', 'PENDING'];

/**
 * The notice must have been shown when the address was collected; a later one heals nothing. An address of the notice's
 * first day does not count: nobody knows the hour.
 */
function existingCustomer({
  profile,
  marketingState,
  noticeSince,
  sale,
}: ConsentFacts): ConsentDecision | null {
  if (!PROFILE_RULES[profile].existingCustomers || !NO_OBJECTION.includes(marketingState)) return null;
  if (noticeSince === null || sale === null || sale.addressSince <= noticeSince) return null;
  const proof = `order ${sale.orderId}, address since ${sale.addressSince}, notice since ${noticeSince}`;
  return { allowed: true, basis: 'existing-customer', proof };
}

function refuse(reason: ConsentRefusal): ConsentDecision {
  return { allowed: false, reason };
}

/** What a message can be made of. */
export type MessageContent = 'thanks' | 'coupon' | 'product-tip' | 'survey' | 'review-request' | 'greeting';

/**
 * Only thanks for an order are a service. A survey or a request for a review is advertising (BGH VI ZR 225/17), and so is
 * a greeting that no order gave rise to: it is there to keep the customer.
 */
export function kindOf(contents: readonly MessageContent[]): MessageKind {
  return contents.length > 0 && contents.every((content) => content === 'thanks') ? 'service' : 'promotional';
}

// prettier-ignore
const EU_AND_EEA = new Set([
  'BE', 'BG', 'CY', 'CZ', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IT', 'LT', 'LU', 'LV', 'MT', 'NL', 'PL',
  'PT', 'RO', 'SE', 'SI', 'SK', 'IS', 'LI', 'NO',
]);

/** @param countryCode ISO 3166-1 alpha-2, as Shopify says it of the shop; "ZZ", unknown: the strictest */
export function profileOfCountry(countryCode: string): CountryProfile {
  const code = countryCode.toUpperCase();
  if (!/^[A-Z]{2}$/.test(code) || code === 'ZZ') return 'DE';
  if (code === 'DE' || code === 'AT' || code === 'CH') return code;
  return EU_AND_EEA.has(code) ? 'EU' : 'other';
}
