import { failureReason } from '~/effects/admin-failure';
import { withoutOtherDays } from '~/effects/birthdays';
import { checkMessages, type Candidate } from '~/effects/check-message';
import type { ComposeInput } from '~/effects/compose-mail';
import { decideConsent, type ConsentQuestion } from '~/effects/decide-consent';
import { takeCapPlaces } from '~/effects/frequency-cap';
import { CUSTOMERS_MERGED, mergedSince } from '~/effects/merged-claims';
import type { ClaimedMessage, Settlement } from '~/effects/message-state';
import { afterAnother, later, waitForImprint, waitForMorning, waitForNews } from '~/effects/put-off';
import { fetchRecipients, type RecipientResult } from '~/effects/recipient';
import { IMPRINT_MISSING } from '~/effects/wake-messages';
import { writeStandings } from '~/effects/write-standings';
import { RetryLater } from '~/retry-later.server';
import { hashEmail } from '~/email-hash.server';
import type { ShopContext } from '~/ledger/shop-context.server';
import { afterQuietHours } from '~/loyalty/quiet-hours';
import type { Services } from '~/services.server';

/** Whom it goes to, and on what basis. */
export type Delivery = ComposeInput & { basis: string | null; proof: string | null };

export type Prepared = { ok: true; delivery: Delivery } | { ok: false; settlement: Settlement };

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
  const now = services.clock.now();
  const morning = afterQuietHours(now, context.program.quietHours, context.timeZone);
  const candidates: Candidate[] = [];
  const promoted = new Set<string>();
  for (const { claim, check } of await checkMessages(services, context, claims)) {
    if (!check.ok) end(claim, check.wait ? later(services, claim, check.reason) : suppressed(check.reason));
    else if (context.program.sender.imprint === '') end(claim, waitForImprint(services, IMPRINT_MISSING));
    else if (morning > now) end(claim, waitForMorning(morning));
    else if (claim.kind === 'promotional' && claim.customerId && promoted.has(claim.customerId)) {
      // one at a time: the frequency cap counts what was sent before
      end(claim, afterAnother(services, claim));
    } else {
      candidates.push({ claim, subject: check.subject });
      if (claim.kind === 'promotional' && claim.customerId) promoted.add(claim.customerId);
    }
  }
  const timely = await withoutOtherDays(services, context, candidates, end);
  const recipients = await fetchRecipients(
    services,
    context.shop,
    timely.map(({ claim, subject }) => ({ subject, customerId: claim.customerId })),
  );
  const reached: Omit<Reached, 'cap'>[] = [];
  timely.forEach((candidate, index) => {
    const found = recipients[index];
    if (!found) throw new Error('a recipient is missing');
    const { claim } = candidate;
    if (!found.ok) {
      end(claim, withoutRecipient(services, claim, found));
      return;
    }
    const emailHash = hashEmail(found.recipient.email, services.env.EMAIL_HASH_KEY);
    if (emailHash === null) end(claim, suppressed('no-address'));
    else reached.push({ ...candidate, recipient: found.recipient, emailHash });
  });
  const places = await takeCapPlaces(
    services,
    context,
    reached.map(({ claim }) => claim),
  );
  const placeOf = ({ id }: ClaimedMessage) => places.get(id) ?? { cap: null, busy: false };
  const questions = reached.map((one) => ({ ...one, cap: placeOf(one.claim).cap }));
  const decisions = await decideConsent(services, context, questions);
  reached.forEach(({ claim, subject, recipient, emailHash }, index) => {
    const consent = decisions[index];
    if (!consent) throw new Error('a decision is missing');
    if (!consent.allowed) end(claim, suppressed(consent.reason));
    // what is in flight may still fail: then there is room for this one
    else if (placeOf(claim).busy) end(claim, afterAnother(services, claim));
    else {
      const { basis, proof } = consent;
      prepared.set(claim.id, { ok: true, delivery: { subject, recipient, emailHash, basis, proof } });
    }
  });
  await holdBackUnwritten(services, context.shop, timely, prepared);
  await withoutMerged(services, context.shop, claims, prepared);
  return prepared;
}

/** What was refused because its customer is nobody any more is asked again for who they are now. */
async function withoutMerged(
  services: Services,
  shop: string,
  claims: readonly ClaimedMessage[],
  prepared: Map<string, Prepared>,
): Promise<void> {
  const refused = claims.filter(({ id, kind }) => {
    const one = prepared.get(id);
    return kind === 'promotional' && one?.ok === false && one.settlement.state === 'suppressed';
  });
  for (const claim of await mergedSince(services, shop, refused)) {
    prepared.set(claim.id, { ok: false, settlement: waitForNews(services, claim, CUSTOMERS_MERGED) });
  }
}

/** A candidate whose address is known. */
type Reached = Candidate & ConsentQuestion & { claim: ClaimedMessage };

function withoutRecipient(
  services: Services,
  claim: ClaimedMessage,
  found: Exclude<RecipientResult, { ok: true }>,
): Settlement {
  if ('suppress' in found)
    return found.fresh ? waitForNews(services, claim, found.suppress) : suppressed(found.suppress);
  const reason = failureReason(found.failure);
  return found.failure.kind === 'invalid' ? { state: 'failed', reason } : later(services, claim, reason);
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
  const holdBack = (claim: ClaimedMessage, reason: string) =>
    prepared.set(claim.id, { ok: false, settlement: later(services, claim, reason) });
  try {
    const ids = new Set(coupons.flatMap(({ claim }) => claim.customerId ?? []));
    const together = await writeStandings(services, { shop, customerIds: [...ids] });
    for (const { claim } of coupons) {
      const written =
        claim.customerId !== null &&
        (together.skipped === 0 || (await isWritten(services, shop, claim.customerId)));
      if (!written) holdBack(claim, 'standing-not-written');
    }
  } catch (error) {
    // whoever gets thanked in the same slice need not wait for the coupons
    if (!(error instanceof RetryLater)) throw error;
    for (const { claim } of coupons) holdBack(claim, error.message);
  }
}

async function isWritten(services: Services, shop: string, customerId: string): Promise<boolean> {
  const result = await writeStandings(services, { shop, customerIds: [customerId] });
  return result.skipped === 0;
}

function suppressed(reason: string): Settlement {
  return { state: 'suppressed', reason };
}
