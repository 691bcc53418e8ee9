import { failureReason } from '~/effects/admin-failure';
import { checkMessages, type Subject } from '~/effects/check-message';
import type { ComposeInput } from '~/effects/compose-mail';
import { decideConsent } from '~/effects/decide-consent';
import type { ClaimedMessage, Settlement } from '~/effects/message-state';
import { later, waitForImprint } from '~/effects/put-off';
import { fetchRecipients, type RecipientResult } from '~/effects/recipient';
import { IMPRINT_MISSING } from '~/effects/wake-messages';
import { writeStandings } from '~/effects/write-standings';
import { hashEmail } from '~/email-hash.server';
import type { ShopContext } from '~/ledger/shop-context.server';
import type { Services } from '~/services.server';

/** Whom it goes to, and on what basis. */
export type Delivery = ComposeInput & { basis: string | null; proof: string | null };

export type Prepared = { ok: true; delivery: Delivery } | { ok: false; settlement: Settlement };

/** A claim that may go on, and with what. */
interface Candidate {
  claim: ClaimedMessage;
  subject: Subject;
}

/**
 * Everything that decides whether claimed messages may leave, for all of them together: conditions, addresses, consent, and for
 * a coupon its standing in Shopify.
 * @returns one for each claim, by id
 */
export async function prepareMessages(
  services: Services,
  context: ShopContext | null,
  claims: readonly ClaimedMessage[],
): Promise<Map<string, Prepared>> {
  const prepared = new Map<string, Prepared>();
  const end = (claim: ClaimedMessage, settlement: Settlement) =>
    prepared.set(claim.id, { ok: false, settlement });
  if (!context || context.uninstalledAt) {
    for (const claim of claims) end(claim, suppressed('shop-uninstalled'));
    return prepared;
  }
  const candidates: Candidate[] = [];
  const promoted = new Set<string>();
  for (const { claim, check } of await checkMessages(services, context, claims)) {
    if (!check.ok) end(claim, suppressed(check.reason));
    else if (context.program.sender.imprint === '') end(claim, waitForImprint(services, IMPRINT_MISSING));
    else if (claim.kind === 'promotional' && claim.customerId && promoted.has(claim.customerId)) {
      // one at a time: the frequency cap counts what was sent before
      end(claim, { state: 'planned', reason: 'after-another', dueAt: claim.dueAt, countAttempt: false });
    } else {
      candidates.push({ claim, subject: check.subject });
      if (claim.kind === 'promotional' && claim.customerId) promoted.add(claim.customerId);
    }
  }
  const recipients = await fetchRecipients(
    services,
    context.shop,
    candidates.map(({ claim, subject }) => ({ subject, customerId: claim.customerId })),
  );
  await Promise.all(
    candidates.map(async (candidate, index) => {
      const found = recipients[index];
      if (!found) throw new Error('a recipient is missing');
      prepared.set(candidate.claim.id, await withConsent(services, context, candidate, found));
    }),
  );
  await holdBackUnwritten(services, context.shop, candidates, prepared);
  return prepared;
}

async function withConsent(
  services: Services,
  context: ShopContext,
  { claim, subject }: Candidate,
  found: RecipientResult,
): Promise<Prepared> {
  const end = (settlement: Settlement): Prepared => ({ ok: false, settlement });
  if (!found.ok && 'suppress' in found) return end(suppressed(found.suppress));
  if (!found.ok) {
    const reason = failureReason(found.failure);
    return end(
      found.failure.kind === 'invalid' ? { state: 'failed', reason } : later(services, claim, reason),
    );
  }
  const { recipient } = found;
  const emailHash = hashEmail(recipient.email, services.env.EMAIL_HASH_KEY);
  if (emailHash === null) return end(suppressed('no-address'));
  const consent = await decideConsent(services, context, claim, { recipient, emailHash });
  if (!consent.allowed) return end(suppressed(consent.reason));
  return {
    ok: true,
    delivery: { subject, recipient, emailHash, basis: consent.basis, proof: consent.proof },
  };
}

/** A coupon that arrives before checkout knows of it is refused: so its standing is in Shopify before the mail leaves. */
async function holdBackUnwritten(
  services: Services,
  shop: string,
  candidates: readonly Candidate[],
  prepared: Map<string, Prepared>,
): Promise<void> {
  const coupons = candidates.filter(
    ({ claim, subject }) => subject.kind === 'gift' && prepared.get(claim.id)?.ok,
  );
  if (coupons.length === 0) return;
  const ids = new Set(coupons.flatMap(({ claim }) => claim.customerId ?? []));
  const together = await writeStandings(services, { shop, customerIds: [...ids] });
  for (const { claim } of coupons) {
    const written =
      claim.customerId !== null &&
      (together.skipped === 0 || (await isWritten(services, shop, claim.customerId)));
    if (!written) {
      prepared.set(claim.id, { ok: false, settlement: later(services, claim, 'standing-not-written') });
    }
  }
}

async function isWritten(services: Services, shop: string, customerId: string): Promise<boolean> {
  const result = await writeStandings(services, { shop, customerIds: [customerId] });
  return result.skipped === 0;
}

function suppressed(reason: string): Settlement {
  return { state: 'suppressed', reason };
}
