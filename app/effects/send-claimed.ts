import { recordActivity } from '~/effects/activity';
import { afterCrash } from '~/effects/after-crash';
import { composeMail } from '~/effects/compose-mail';
import { mailLine } from '~/effects/mail-line';
import type { ClaimedMessage, Settlement } from '~/effects/message-state';
import { prepareMessages, type Delivery, type Prepared } from '~/effects/prepare-messages';
import { later, MOST_COPIES, MOST_FAULTS } from '~/effects/put-off';
import type { ShopMail } from '~/effects/shop-mail';
import { suppressAddress } from '~/effects/suppress-address';
import { RetryLater } from '~/retry-later.server';
import { loadShopContext, type ShopContext } from '~/ledger/shop-context.server';
import type { MailResult } from '~/mail/transport.server';
import { verpAddress } from '~/mail/verp';
import type { Services } from '~/services.server';

export type SendOutcome =
  | { outcome: 'not-claimed' }
  | { outcome: 'sent' }
  | { outcome: 'suppressed' | 'failed' | 'uncertain' | 'retry'; reason: string };

/**
 * Carries out what this process has claimed: check again, fetch the addresses, ask for consent, then for each: render, mark
 * as handed over, send, settle. A dead mail server or a dead Admin API puts messages back to planned with a later due time,
 * so nothing is lost and no job is held. Every claim is settled, whatever happens.
 * @returns what became of each, by id
 * @throws the first bug, after everything is settled
 */
export async function sendClaimed(
  services: Services,
  shop: string,
  claims: readonly ClaimedMessage[],
  mail: ShopMail,
): Promise<Map<string, SendOutcome>> {
  const outcomes = new Map<string, SendOutcome>();
  const line = mailLine(services, mail);
  const bugs: unknown[] = [];

  const settle = async (claim: ClaimedMessage, settlement: Settlement): Promise<void> => {
    const held = await line.settle(claim, settlement);
    outcomes.set(claim.id, outcomeOf(settlement));
    logged(services, claim, settlement, held);
  };
  const failed = async (claim: ClaimedMessage, error: unknown): Promise<void> => {
    if (!(error instanceof RetryLater)) bugs.push(error);
    await settle(claim, await afterFailure(services, claim, error));
  };

  const prepared = new Map<string, Prepared>();
  /** What cannot be prepared takes none of its slice with it: then each is prepared alone. */
  const prepare = async (context: ShopContext | null, together: readonly ClaimedMessage[]): Promise<void> => {
    try {
      for (const [id, one] of await prepareMessages(services, context, together)) prepared.set(id, one);
    } catch (error) {
      if (together.length > 1 && !(error instanceof RetryLater)) {
        for (const claim of together) await prepare(context, [claim]);
      } else await Promise.all(together.map((claim) => failed(claim, error)));
    }
  };

  let context: ShopContext | null;
  try {
    context = await loadShopContext(services.db, shop, services.clock.now());
  } catch (error) {
    await Promise.all(claims.map((claim) => failed(claim, error)));
    if (bugs.length > 0) throw bugs[0];
    return outcomes;
  }
  await prepare(context, claims);

  let down: string | null = null;
  const sendOne = async (claim: ClaimedMessage, context: ShopContext, delivery: Delivery): Promise<void> => {
    const composed = await composeMail(services.env, context, claim, delivery);
    if (!composed.ok) {
      await settle(claim, await templateFailed(services, claim, composed));
      return;
    }
    const { basis, proof, emailHash } = delivery;
    const wanted = () => down === null && !mail.transport.isDown?.();
    const turn = await line.hand({ claim, recipientHash: emailHash }, wanted);
    if (turn === 'unwanted') {
      await settle(claim, untouched(claim, down ?? 'smtp away'));
      return;
    }
    if (turn === 'lost') {
      outcomes.set(claim.id, { outcome: 'not-claimed' });
      return;
    }
    const result = await mail.transport.send({ ...composed.mail, ...returnPath(services, mail, claim) });
    if (result.outcome === 'retry' && result.down) down = result.reason;
    if (result.outcome === 'rejected' && result.badAddress) {
      // before the message is settled: whoever finds it open after a crash finds the address suppressed
      await suppressAddress(services.db, { shop, emailHash, reason: 'bounced', at: services.clock.now() });
    }
    const sent: Settlement = { state: 'sent', basis, proof, locale: composed.locale };
    await settle(claim, afterSending(services, context, claim, result, sent));
  };
  await Promise.all(
    claims.map(async (claim) => {
      const ready = prepared.get(claim.id);
      if (!ready && outcomes.has(claim.id)) return; // could not be prepared, and is settled
      if (!ready || !context) throw new Error(`message ${claim.id} was not prepared`);
      if (!ready.ok) {
        await settle(claim, ready.settlement);
        return;
      }
      await sendOne(claim, context, ready.delivery).catch((error: unknown) => failed(claim, error));
    }),
  );
  if (bugs.length > 0) throw bugs[0];
  return outcomes;
}

/** By the operator's server each message comes back to an address of its own; by a shop's own, to the shop. */
function returnPath({ env }: Services, { own }: ShopMail, { id }: ClaimedMessage): { returnPath?: string } {
  if (own || env.BOUNCE_ADDRESS === undefined) return {};
  return { returnPath: verpAddress(env.BOUNCE_ADDRESS, id, env.EMAIL_HASH_KEY) };
}

function afterSending(
  services: Services,
  context: ShopContext,
  claim: ClaimedMessage,
  result: MailResult,
  sent: Settlement,
): Settlement {
  switch (result.outcome) {
    case 'sent':
      return sent;
    case 'rejected':
      return { state: 'suppressed', reason: `rejected: ${result.reason}` };
    case 'retry':
      return later(services, claim, result.reason);
    case 'uncertain':
      return afterCrash(context.program, claim.rule) === 'sendAgain' && claim.copies + 1 < MOST_COPIES
        ? mayHaveLeft(later(services, claim, result.reason))
        : { state: 'uncertain', reason: result.reason };
  }
}

const mayHaveLeft = (settlement: Settlement): Settlement =>
  settlement.state === 'planned' ? { ...settlement, mayHaveLeft: true } : settlement;

/** The server went away before this one's turn came: it keeps its place. */
function untouched(claim: ClaimedMessage, reason: string): Settlement {
  return { state: 'planned', reason, dueAt: claim.dueAt, countAttempt: false };
}

async function templateFailed(
  services: Services,
  claim: ClaimedMessage,
  { part, message, locale }: { part: string; message: string; locale: string },
): Promise<Settlement> {
  await recordActivity(services.db, {
    shop: claim.shop,
    at: services.clock.now(),
    event: 'message.template-error',
    detail: { rule: claim.rule, part, locale, message: message.slice(0, 300) },
  });
  return { state: 'failed', reason: `template-error: ${part}` };
}

/** A bug of ours, before anything was handed to the mail server: the message must not stay claimed, nor come back for ever. */
async function afterFailure(services: Services, claim: ClaimedMessage, error: unknown): Promise<Settlement> {
  if (error instanceof RetryLater) return later(services, claim, error.message);
  if (claim.attempts < MOST_FAULTS) return later(services, claim, 'internal-error');
  await recordActivity(services.db, {
    shop: claim.shop,
    at: services.clock.now(),
    event: 'message.gave-up',
    detail: { rule: claim.rule, messageId: claim.id },
  });
  return { state: 'failed', reason: 'gave-up: internal-error' };
}

function outcomeOf(settlement: Settlement): SendOutcome {
  if (settlement.state === 'sent') return { outcome: 'sent' };
  const outcome = settlement.state === 'planned' ? 'retry' : settlement.state;
  return { outcome, reason: settlement.reason };
}

function logged(services: Services, claim: ClaimedMessage, settlement: Settlement, held: boolean): void {
  const { shop, id, rule } = claim;
  const reason = 'reason' in settlement ? settlement.reason : undefined;
  const usual = settlement.state === 'sent' && held;
  services.log[usual ? 'debug' : 'info'](
    { shop, messageId: id, rule, state: settlement.state, reason, held },
    'message',
  );
}
