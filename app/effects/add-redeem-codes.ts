import type { AdminFailure, AdminResult } from '~/admin-api/client.server';
import type { RedeemCodesAddMutation, RedeemCodesCreationQuery } from '~/admin-api/admin.generated';
import {
  CODES_A_LOOKUP,
  discountsByCodesQuery,
  lookupVariables,
  redeemCodesAddMutation,
  redeemCodesCreationQuery,
  type DiscountsByCodesQuery,
} from '~/admin-api/documents';
import { describeUserErrors } from '~/admin-api/user-errors';
import { throwFailure } from '~/effects/admin-failure';
import { RetryLater } from '~/retry-later.server';
import type { Services } from '~/services.server';

/** discountRedeemCodeBulkAdd takes so many at once. */
export const CODES_A_CALL = 250;

/** Waits between looks at a bulk creation, milliseconds; then the job's retry takes over (adding again is harmless). */
const POLL_MS = [50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000, 10_000, 10_000];

export type AddedCodes =
  /** failure: why nothing is known of the codes that are in neither set */
  | { ok: true; added: Set<string>; foreign: Set<string>; failure: AdminFailure | null }
  | { ok: false; kind: 'discount-gone' }
  | { ok: false; kind: 'refused'; reason: string };

/**
 * Adds codes to a code discount. A code that is there already counts as added when it hangs on this very discount: that is
 * what a repeated call after a lost answer finds. `foreign` codes belong to another discount and need replacing.
 * @throws RetryLater while Shopify is not there or not done
 */
export async function addRedeemCodes(
  services: Services,
  shop: string,
  discountId: string,
  codes: readonly string[],
  sleep: (ms: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
): Promise<AddedCodes> {
  const answer = await services.admin(shop).request<RedeemCodesAddMutation>(redeemCodesAddMutation, {
    discountId,
    codes: codes.map((code) => ({ code })),
  });
  if (!answer.ok) throwFailure('add redeem codes', answer);
  const started = answer.data.discountRedeemCodeBulkAdd;
  if (!started?.bulkCreation) {
    const errors = started?.userErrors ?? [];
    const gone = errors.some((error) => error.field?.includes('discountId'));
    return gone
      ? { ok: false, kind: 'discount-gone' }
      : { ok: false, kind: 'refused', reason: describeUserErrors(errors) };
  }
  const results = await finishedResults(services, shop, started.bulkCreation.id, sleep);
  const added = new Set(codes.filter((code) => results.get(code.toUpperCase()) === true));
  const foreign = new Set<string>();
  const rest = codes.filter((code) => !added.has(code));
  for (let from = 0; from < rest.length; from += CODES_A_LOOKUP) {
    const part = rest.slice(from, from + CODES_A_LOOKUP);
    const holders = await services
      .admin(shop)
      .request<DiscountsByCodesQuery>(discountsByCodesQuery, lookupVariables(part));
    // what is known by now is kept, or a shop whose calls often fail would never get on
    if (!holders.ok) return { ok: true, added, foreign, failure: holders };
    part.forEach((code, place) => {
      const mine = holders.data[`code${place}`]?.id === discountId;
      (mine ? added : foreign).add(code);
    });
  }
  return { ok: true, added, foreign, failure: null };
}

/** Upper-case code -> whether it was imported (codes are case-insensitive). */
async function finishedResults(
  services: Services,
  shop: string,
  id: string,
  sleep: (ms: number) => Promise<void>,
): Promise<Map<string, boolean>> {
  for (const pause of POLL_MS) {
    const results = await readResults(services, shop, id);
    if (results) return results;
    await sleep(pause);
  }
  throw new RetryLater('redeem codes are still being added');
}

async function readResults(
  services: Services,
  shop: string,
  id: string,
): Promise<Map<string, boolean> | null> {
  const results = new Map<string, boolean>();
  let after: string | null = null;
  for (;;) {
    const answer: AdminResult<RedeemCodesCreationQuery> = await services
      .admin(shop)
      .request<RedeemCodesCreationQuery>(redeemCodesCreationQuery, { id, after });
    if (!answer.ok) throwFailure('redeem codes', answer);
    const creation: RedeemCodesCreationQuery['discountRedeemCodeBulkCreation'] =
      answer.data.discountRedeemCodeBulkCreation;
    if (!creation) throw new RetryLater('the bulk creation is unknown');
    if (!creation.done) return null;
    for (const { code, discountRedeemCode, errors } of creation.codes.nodes) {
      results.set(code.toUpperCase(), discountRedeemCode !== null && errors.length === 0);
    }
    if (!creation.codes.pageInfo.hasNextPage) return results;
    after = creation.codes.pageInfo.endCursor ?? null;
  }
}
