import type { AdminFailure } from '~/admin-api/client.server';
import { RetryLater } from '~/retry-later.server';

/** A call that Shopify refuses as malformed: a bug of ours, which no retry mends. */
class InvalidAdminCall extends Error {
  constructor(what: string, message: string) {
    super(`${what}: ${message}`);
    this.name = 'InvalidAdminCall';
  }
}

/**
 * For effects that are one job: throttling, outages and a missing token put the job off, everything else is a bug.
 * @throws RetryLater | InvalidAdminCall
 */
export function throwFailure(what: string, failure: AdminFailure): never {
  if (failure.kind === 'invalid') throw new InvalidAdminCall(what, failure.message);
  const detail = 'message' in failure ? ` (${failure.message})` : '';
  throw new RetryLater(`${what}: ${failureReason(failure)}${detail}`);
}

/** One word for log and state. */
export function failureReason(failure: AdminFailure): string {
  return failure.kind === 'throttled' ? 'shopify throttled' : `shopify ${failure.kind}`;
}
