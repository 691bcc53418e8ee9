/**
 * May this message be sent? A service message (a bare thank-you) needs no consent. A promotional one needs a legal basis,
 * which is recorded with the message; unknown means no. Germany first: UWG 7(2) and 7(3).
 */

export type MessageKind = 'service' | 'promotional';

export type Basis = 'express' | 'existing-customer';

export interface ConsentFacts {
  /** Shopify's e-mail marketing state, as fetched when the message is sent */
  marketingState:
    'SUBSCRIBED' | 'NOT_SUBSCRIBED' | 'UNSUBSCRIBED' | 'PENDING' | 'REDACTED' | 'INVALID' | null;
  optInLevel: 'SINGLE_OPT_IN' | 'CONFIRMED_OPT_IN' | 'UNKNOWN' | null;
  /** the address is on the shop's suppression list */
  suppressed: boolean;
  /** instant since which the shop shows the notice of UWG 7(3) when it collects addresses; null = it does not */
  noticeLiveSince: string | null;
  /** instant of a sale that stands (not cancelled) in which the address was collected; null = none */
  collectedInSaleAt: string | null;
  /** country profile: true where single opt-in is no proof (Germany) */
  requiresConfirmedOptIn: boolean;
}

export type ConsentDecision =
  | { allowed: true; basis: Basis | null }
  | { allowed: false; reason: 'suppressed' | 'unsubscribed' | 'no-consent' | 'unconfirmed-opt-in' };

/** @returns the basis to record, or why there is none */
export function mayContact(kind: MessageKind, facts: ConsentFacts): ConsentDecision {
  if (kind === 'service') return { allowed: true, basis: null };
  if (facts.suppressed) return { allowed: false, reason: 'suppressed' };
  if (facts.marketingState === 'UNSUBSCRIBED') return { allowed: false, reason: 'unsubscribed' };
  if (facts.marketingState === 'SUBSCRIBED') {
    const proven = !facts.requiresConfirmedOptIn || facts.optInLevel === 'CONFIRMED_OPT_IN';
    if (proven) return { allowed: true, basis: 'express' };
  }
  if (hasExistingCustomerBasis(facts)) return { allowed: true, basis: 'existing-customer' };
  return {
    allowed: false,
    reason: facts.marketingState === 'SUBSCRIBED' ? 'unconfirmed-opt-in' : 'no-consent',
  };
}

/** UWG 7(3): the notice must have been live when the address was collected; a later one heals nothing. */
function hasExistingCustomerBasis(facts: ConsentFacts): boolean {
  if (!facts.noticeLiveSince || !facts.collectedInSaleAt) return false;
  return Date.parse(facts.collectedInSaleAt) >= Date.parse(facts.noticeLiveSince);
}
