import type { ClaimedMessage, Settlement } from '~/effects/message-state';
import type { Services } from '~/services.server';

/** First wait after a failed try, doubled at each one up to the longest. */
const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 30 * 60_000;
/** After so many tries (some five days of them) somebody has to look. */
const MOST_ATTEMPTS = 240;
/** A bug of ours does not mend itself: after so many tries it is shown. */
export const MOST_FAULTS = 8;
/**
 * A server that takes every message and never says so would give a customer one copy after another, for days: after so many in
 * which it did not say, within a few minutes, a person decides.
 */
export const MOST_COPIES = 6;
/** Longer than a mail server usually takes for one message. */
const AFTER_ANOTHER_MS = 5_000;
/** The imprint is the merchant's to fill in, which wakes the message at once; this is the safety net. */
const IMPRINT_WAIT_MS = 6 * 60 * 60_000;

/** Back to planned, due later and later. */
export function later(services: Pick<Services, 'clock'>, claim: ClaimedMessage, reason: string): Settlement {
  if (claim.attempts >= MOST_ATTEMPTS) return { state: 'failed', reason: `gave-up: ${reason}` };
  const wait = Math.min(FIRST_WAIT_MS * 2 ** Math.min(claim.attempts - 1, 20), LONGEST_WAIT_MS);
  return {
    state: 'planned',
    reason,
    dueAt: new Date(services.clock.now().getTime() + wait),
    countAttempt: true,
  };
}

/** Shopify tells of a merge, a deletion or a redaction some time after it happened: so many tries, ten minutes in all. */
const TRIES_WITHOUT_CUSTOMER = 7;

/** The customer is nobody any more, and nobody has said why: a moment later the message is the survivor's of a merge, if it is one. */
export function waitForNews(
  services: Pick<Services, 'clock'>,
  claim: ClaimedMessage,
  reason: string,
): Settlement {
  return claim.attempts < TRIES_WITHOUT_CUSTOMER
    ? later(services, claim, reason)
    : { state: 'suppressed', reason };
}

/** Another promotional message of the same customer is on its way; a moment later it is known what became of it. */
export function afterAnother(services: Pick<Services, 'clock'>, claim: ClaimedMessage): Settlement {
  const dueAt = new Date(Math.max(services.clock.now().getTime() + AFTER_ANOTHER_MS, claim.dueAt.getTime()));
  return { state: 'planned', reason: 'after-another', dueAt, countAttempt: false };
}

/** Whatever it was due for, or an outage has put off: nothing leaves in the shop's quiet hours. @param until when they end */
export function waitForMorning(until: Date): Settlement {
  return { state: 'planned', reason: 'quiet-hours', dueAt: until, countAttempt: false };
}

/** @param reason IMPRINT_MISSING */
export function waitForImprint(services: Pick<Services, 'clock'>, reason: string): Settlement {
  const dueAt = new Date(services.clock.now().getTime() + IMPRINT_WAIT_MS);
  return { state: 'planned', reason, dueAt, countAttempt: false };
}
