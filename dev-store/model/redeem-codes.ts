import { ordersOf } from './customers';
import type { DiscountNode, RedeemCode, ShopState } from './types';

/** Shopify compares discount codes without regard to case. */
export const normalCode = (code: string): string => code.trim().toUpperCase();

export function findRedeemCode(
  state: ShopState,
  code: string,
): { node: DiscountNode; redeemCode: RedeemCode } | undefined {
  const wanted = normalCode(code);
  for (const node of state.all('discountNode').values()) {
    if (node.method !== 'code') continue;
    const redeemCode = node.codes.find((candidate) => normalCode(candidate.code) === wanted);
    if (redeemCode) return { node, redeemCode };
  }
  return undefined;
}

export type CodeState =
  | { ok: true; node: DiscountNode; redeemCode: RedeemCode }
  | { ok: false; reason: 'not-found' | 'not-started' | 'expired' | 'used-up' | 'once-per-customer' };

/**
 * Whether Shopify itself would let this code into a checkout; what the discount's function says comes after that. The
 * usage limit counts per code, not per discount.
 * @param customerId null for a guest whose address belongs to nobody yet
 * @param nowMs the dev store's present
 */
export function codeState(
  state: ShopState,
  code: string,
  customerId: number | null,
  nowMs: number,
): CodeState {
  const found = findRedeemCode(state, code);
  if (!found) return { ok: false, reason: 'not-found' };
  const { node, redeemCode } = found;
  if (Date.parse(node.startsAt) > nowMs) return { ok: false, reason: 'not-started' };
  if (node.endsAt !== null && Date.parse(node.endsAt) <= nowMs) return { ok: false, reason: 'expired' };
  if (node.usageLimit !== null && redeemCode.usageCount >= node.usageLimit) {
    return { ok: false, reason: 'used-up' };
  }
  if (node.appliesOncePerCustomer && customerId !== null && usedBy(state, customerId, redeemCode.code)) {
    return { ok: false, reason: 'once-per-customer' };
  }
  return { ok: true, node, redeemCode };
}

function usedBy(state: ShopState, customerId: number, code: string): boolean {
  return ordersOf(state, customerId).some((order) =>
    order.discountCodes.some((used) => normalCode(used.code) === normalCode(code)),
  );
}

/** Counts one redemption. Cancelling or refunding the order does not give it back. */
export function countRedemption(state: ShopState, code: string): void {
  const found = findRedeemCode(state, code);
  if (!found) return;
  const codes = found.node.codes.map((candidate) =>
    candidate.id === found.redeemCode.id ? { ...candidate, usageCount: candidate.usageCount + 1 } : candidate,
  );
  state.put('discountNode', { ...found.node, codes });
}
