import { parseMoney } from '../../app/loyalty/money';
import type { Condition, CartLine, OrderStep, ProductStep, Value } from './types';

/** `percent` of an amount, half a cent rounded up. All integers: no float takes part. */
export function percentOf(amountMinor: number, hundredths: number): number {
  return Number((BigInt(amountMinor) * BigInt(hundredths) * 2n + 10_000n) / 20_000n);
}

/** What a value takes off an amount; never more than the amount. */
export function reduce(value: Value, amountMinor: number, units = 1): number {
  const wanted =
    value.kind === 'percentage'
      ? percentOf(amountMinor, value.hundredths)
      : value.amountMinor * (value.each ? units : 1);
  return Math.min(amountMinor, wanted);
}

/** What an order step takes off a cart that nothing else has reduced. */
export function orderReduction(step: OrderStep, lines: CartLine[]): number {
  const base = lines.filter((line) => !step.excludedLines.has(line.gid));
  return reduce(
    step.value,
    base.reduce((total, line) => total + line.totalMinor, 0),
  );
}

/**
 * What a product step takes off each of these lines. An amount that is not for each unit is given once, over all lines
 * that the step is for, by their prices.
 */
export function productReductions(step: ProductStep, lines: CartLine[]): number[] {
  const units = lines.map((line) => {
    const quantity = step.targets.get(line.gid);
    if (quantity === undefined) return 0;
    return quantity === null ? line.quantity : Math.min(quantity, line.quantity);
  });
  const prices = lines.map((line, index) => line.unitPriceMinor * (units[index] ?? 0));
  if (step.value.kind === 'fixed' && !step.value.each) {
    const whole = prices.reduce((total, price) => total + price, 0);
    return allocate(reduce(step.value, whole), prices);
  }
  return prices.map((price, index) => reduce(step.value, price, units[index]));
}

/**
 * Splits `totalMinor` by weight: each part is rounded down, the cents left over go to the largest remainders (the first
 * of equal ones). The parts sum to the whole, and no part exceeds its weight while the whole does not exceed their sum.
 */
export function allocate(totalMinor: number, weights: number[]): number[] {
  const weightSum = weights.reduce((total, weight) => total + weight, 0);
  if (weightSum === 0 || totalMinor === 0) return weights.map(() => 0);
  const exact = weights.map((weight) => BigInt(totalMinor) * BigInt(weight));
  const whole = BigInt(weightSum);
  const parts = exact.map((share) => Number(share / whole));
  let left = totalMinor - parts.reduce((total, part) => total + part, 0);
  const byRemainder = exact
    .map((share, index) => ({ index, remainder: share % whole }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  for (const { index } of byRemainder) {
    if (left === 0) break;
    parts[index] = (parts[index] ?? 0) + 1;
    left -= 1;
  }
  return parts;
}

/** Whether all of a candidate's conditions hold for the cart before discounts. */
export function meets(conditions: Condition[], cart: { lines: CartLine[]; currency: string }): boolean {
  const total = (lines: CartLine[]): number => lines.reduce((all, line) => all + line.totalMinor, 0);
  return conditions.every(({ orderMinimumSubtotal, cartLineMinimumSubtotal, cartLineMinimumQuantity }) => {
    if (orderMinimumSubtotal) {
      const counted = cart.lines.filter(
        (line) => !orderMinimumSubtotal.excludedCartLineIds.includes(line.gid),
      );
      return total(counted) >= parseMoney(orderMinimumSubtotal.minimumAmount, cart.currency);
    }
    if (cartLineMinimumSubtotal) {
      const counted = cart.lines.filter((line) => cartLineMinimumSubtotal.ids.includes(line.gid));
      return total(counted) >= parseMoney(cartLineMinimumSubtotal.minimumAmount, cart.currency);
    }
    const wanted = cartLineMinimumQuantity;
    if (!wanted) return true;
    const counted = cart.lines.filter((line) => wanted.ids.includes(line.gid));
    return counted.reduce((all, line) => all + line.quantity, 0) >= wanted.minimumQuantity;
  });
}
