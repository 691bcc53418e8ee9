import { checkMessage, type Subject } from '~/effects/check-message';
import { failureReason } from '~/effects/admin-failure';
import { recordActivity } from '~/effects/activity';
import { composeMail } from '~/effects/compose-mail';
import { decideConsent } from '~/effects/decide-consent';
import {
  claimMessage,
  settleMessage,
  whenUncertain,
  type ClaimedMessage,
  type Settlement,
} from '~/effects/message-state';
import { hashEmail } from '~/email-hash.server';
import { fetchRecipient, type Recipient } from '~/effects/recipient';
import { IMPRINT_MISSING } from '~/effects/wake-messages';
import { writeStandings } from '~/effects/write-standings';
import { RetryLater } from '~/jobs/retry-later';
import { loadShopContext, type ShopContext } from '~/ledger/shop-context.server';
import type { Basis } from '~/loyalty/consent';
import type { MailResult } from '~/mail/transport.server';
import type { Services } from '~/services.server';

export type SendOutcome =
  | { outcome: 'not-claimed' }
  | { outcome: 'sent' }
  | { outcome: 'suppressed' | 'failed' | 'uncertain' | 'retry'; reason: string };

/** First wait after a failed try, doubled at each one up to the longest. */
const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 30 * 60_000;
/** After so many tries (some five days of them) somebody has to look. */
const MOST_ATTEMPTS = 240;
/** The imprint is the merchant's to fill in, which wakes the message at once; this is the safety net. */
const IMPRINT_WAIT_MS = 6 * 60 * 60_000;

/**
 * Sends one planned message: claim, check again, fetch the address, ask for consent, render, send, settle. A dead mail
 * server or a dead Admin API puts it back to planned with a later due time, so nothing is lost and no job is held.
 */
export async function sendMessage(
  services: Services,
  { shop, messageId }: { shop: string; messageId: string },
): Promise<SendOutcome> {
  const claim = await claimMessage(services, shop, messageId);
  if (!claim) return { outcome: 'not-claimed' };
  let settlement: Settlement;
  try {
    settlement = await carryOut(services, claim);
  } catch (error) {
    if (!(error instanceof RetryLater)) {
      // a bug of ours, before anything was handed to the mail server: the message must not stay claimed
      await settle(services, claim, later(services, claim, 'internal-error'));
      throw error;
    }
    settlement = later(services, claim, error.message);
  }
  return settle(services, claim, settlement);
}

async function carryOut(services: Services, claim: ClaimedMessage): Promise<Settlement> {
  const context = await loadShopContext(services.db, claim.shop, services.clock.now());
  if (!context || context.uninstalledAt) return suppressed('shop-uninstalled');
  const check = await checkMessage(services, context, claim);
  if (!check.ok) return suppressed(check.reason);
  if (context.program.sender.imprint === '') return waitForImprint(services);

  const found = await fetchRecipient(services, claim.shop, check.subject, claim.customerId);
  if (!found.ok && 'suppress' in found) return suppressed(found.suppress);
  if (!found.ok) {
    const reason = failureReason(found.failure);
    return found.failure.kind === 'invalid' ? { state: 'failed', reason } : later(services, claim, reason);
  }
  const emailHash = hashEmail(found.recipient.email, services.env.EMAIL_HASH_KEY);
  if (emailHash === null) return suppressed('no-address');
  const consent = await decideConsent(services, context, claim, { recipient: found.recipient, emailHash });
  if (!consent.allowed) return suppressed(consent.reason);
  if (check.subject.kind === 'gift' && !(await standingIsWritten(services, claim))) {
    return later(services, claim, 'standing-not-written');
  }
  return deliver(services, context, claim, {
    subject: check.subject,
    recipient: found.recipient,
    emailHash,
    basis: consent.basis,
    proof: consent.proof,
  });
}

/** A coupon that arrives before checkout knows of it is refused: so its standing is in Shopify before the mail leaves. */
async function standingIsWritten(services: Services, claim: ClaimedMessage): Promise<boolean> {
  if (!claim.customerId) return false;
  const result = await writeStandings(services, { shop: claim.shop, customerIds: [claim.customerId] });
  return result.skipped === 0;
}

interface Delivery {
  subject: Subject;
  recipient: Recipient;
  emailHash: string;
  basis: Basis | null;
  proof: string | null;
}

async function deliver(
  services: Services,
  context: ShopContext,
  claim: ClaimedMessage,
  delivery: Delivery,
): Promise<Settlement> {
  const composed = await composeMail(services.env, context, claim, delivery);
  if (!composed.ok) {
    const { part, message, locale } = composed;
    await recordActivity(services.db, {
      shop: claim.shop,
      at: services.clock.now(),
      event: 'message.template-error',
      detail: { rule: claim.rule, part, locale, message: message.slice(0, 300) },
    });
    return { state: 'failed', reason: `template-error: ${part}` };
  }
  const result = await services.mail.send(composed.mail);
  return afterSending(services, claim, result, {
    state: 'sent',
    basis: delivery.basis,
    proof: delivery.proof,
    locale: composed.locale,
  });
}

function afterSending(
  services: Services,
  claim: ClaimedMessage,
  result: MailResult,
  sent: Settlement,
): Settlement {
  switch (result.outcome) {
    case 'sent':
      return sent;
    case 'rejected':
      return suppressed(`rejected: ${result.reason}`);
    case 'retry':
      return later(services, claim, result.reason);
    case 'uncertain':
      return whenUncertain(claim.rule) === 'send-again'
        ? later(services, claim, result.reason)
        : { state: 'uncertain', reason: result.reason };
  }
}

async function settle(
  services: Services,
  claim: ClaimedMessage,
  settlement: Settlement,
): Promise<SendOutcome> {
  const held = await settleMessage(services, claim, settlement);
  const { shop, id } = claim;
  const reason = 'reason' in settlement ? settlement.reason : undefined;
  services.log.info(
    { shop, messageId: id, rule: claim.rule, state: settlement.state, reason, held },
    'message',
  );
  if (settlement.state === 'sent') return { outcome: 'sent' };
  const outcome = settlement.state === 'planned' ? 'retry' : settlement.state;
  return { outcome, reason: settlement.reason };
}

function suppressed(reason: string): Settlement {
  return { state: 'suppressed', reason };
}

function waitForImprint(services: Services): Settlement {
  const dueAt = new Date(services.clock.now().getTime() + IMPRINT_WAIT_MS);
  return { state: 'planned', reason: IMPRINT_MISSING, dueAt, countAttempt: false };
}

function later(services: Pick<Services, 'clock'>, claim: ClaimedMessage, reason: string): Settlement {
  if (claim.attempts >= MOST_ATTEMPTS) return { state: 'failed', reason: `gave-up: ${reason}` };
  const wait = Math.min(FIRST_WAIT_MS * 2 ** Math.min(claim.attempts - 1, 20), LONGEST_WAIT_MS);
  return {
    state: 'planned',
    reason,
    dueAt: new Date(services.clock.now().getTime() + wait),
    countAttempt: true,
  };
}
