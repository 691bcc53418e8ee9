// Which of the benefits a cart gets, and how much: best of them, or all. docs/decisions/005-discount-rules.md has the rules.

import * as fields from './fields';
import * as lines from './lines';
import {
  capOf,
  classOf,
  COLLECTION,
  count,
  flagOf,
  hasAmount,
  isPercentage,
  isProduct,
  keepClasses,
  minimumOf,
  ORDER,
  setAmounts,
  valueOf,
} from './benefits';
import { convert, readAmount, setCurrency, setRate } from './money';
import { property } from './value';

/** the benefits that are given: one bit each */
let given: i32 = 0;
/** of the order benefit: whether its cap or fixed amount is given instead of its percentage */
let orderAmount: i64 = -1;
let linesRead: bool = false;
let amountsRead: bool = false;
/** whether every line in the collections was found to belong to their benefit when it was read */
let claimsAll: bool = false;

/** bits of the benefits that are given */
export function isGiven(index: i32): bool {
  return (given & (1 << index)) != 0;
}
/** minor units when the order benefit is given as an amount, -1 when as its percentage */
export function orderAsAmount(): i64 {
  return orderAmount;
}
export function hasLines(): bool {
  return linesRead;
}

/** Decides on the benefits of order and products. False when the cart is unreadable: then nothing is given. */
export function decideBenefits(input: u64, exclusions: i32, stack: bool, shopExponent: i32): bool {
  given = 0;
  orderAmount = -1;
  linesRead = false;
  amountsRead = false;
  claimsAll = false;
  const wanted = productFlags();
  if (count == 0) return true;
  if (wanted == 0 && exclusions == 0 && !needsMoney(stack)) {
    given = 1;
    return true;
  }

  const cart = property(input, fields.CART);
  if (wanted != 0 || exclusions != 0) {
    linesRead = true;
    claimsAll = stack && collectionsClaim();
    if (!lines.readProducts(cart, exclusions, wanted, claimsAll)) return false;
    // what matches no line gives nothing, and what is left may be decided without amounts
    keepClasses(lines.classes);
    if (count == 0) return true;
  }
  const order = hasOrder();
  const money = needsMoney(stack);
  if (money && !readMoney(input, cart, shopExponent)) return false;
  let subtotal: i64 = -1;
  if (linesRead) {
    amountsRead = money;
    const prices = exclusions & (lines.NO_SALE_ITEMS | lines.NO_SUBSCRIPTIONS);
    if ((prices || money) && !lines.readPrices(cart, prices, money, order)) return false;
  } else {
    subtotal = readAmount(property(property(property(cart, fields.COST), fields.SUBTOTAL_AMOUNT), fields.AMOUNT));
    if (subtotal < 0) return false;
  }
  if (stack || count == 1) decideStack(order, subtotal);
  else decideBest();
  return true;
}

/** The marks of the lines that the product benefits are for. */
function productFlags(): u8 {
  let flags: u8 = 0;
  for (let index = 0; index < count; index++) if (isProduct(index)) flags |= flagOf(index);
  return flags;
}

/**
 * Whether the first product benefit is the collections' and takes every line that it matches. Not with minimums: the other
 * one's counts those lines too.
 */
function collectionsClaim(): bool {
  let first = -1;
  for (let index = 0; index < count; index++) {
    if (!isProduct(index)) continue;
    if (minimumOf(index) != 0) return false;
    if (first < 0) first = classOf(index);
  }
  return first == COLLECTION;
}

function hasOrder(): bool {
  for (let index = 0; index < count; index++) if (classOf(index) == ORDER) return true;
  return false;
}

/** Whether amounts decide: caps, minimums, fixed amounts, or which of several benefits is the best. */
function needsMoney(stack: bool): bool {
  for (let index = 0; index < count; index++) if (hasAmount(index)) return true;
  return !stack && count > 1;
}

/** Currency and rate, and the benefits' amounts in it: what is given rounded down, minimums up. */
export function readMoney(input: u64, cart: u64, shopExponent: i32): bool {
  if (!setCurrency(property(property(cart, fields.COST), fields.SUBTOTAL_AMOUNT), shopExponent)) return false;
  let rateKnown = false;
  for (let index = 0; index < count; index++) {
    if (!hasAmount(index)) continue;
    if (!rateKnown && !setRate(property(input, fields.PRESENTMENT_CURRENCY_RATE))) return false;
    rateKnown = true;
    const value = isPercentage(index) ? valueOf(index) : convert(valueOf(index), false);
    // a cap that becomes nothing in a large currency still is a cap: -1 stands for it
    let cap = capOf(index) == 0 ? 0 : convert(capOf(index), false);
    if (cap < 0 || value < 0) return false;
    if (capOf(index) != 0 && cap == 0) cap = -1;
    const minimum = convert(minimumOf(index), true);
    if (minimum < 0) return false;
    setAmounts(index, value, cap, minimum);
  }
  return true;
}

/** Every benefit that applies. A line belongs to the first product benefit; the order's is reckoned on what is left. */
function decideStack(order: bool, subtotal: i64): void {
  let applicable = 0;
  for (let index = 0; index < count; index++) {
    if (minimumOf(index) == 0 || baseOf(index, subtotal) >= minimumOf(index)) applicable |= 1 << index;
  }
  let claimed: u8 = 0;
  for (let index = 0; index < count; index++) {
    if (!isProduct(index) || (applicable & (1 << index)) == 0) continue;
    const flag = flagOf(index);
    if (claimed != 0 && !claimsAll) {
      for (let line: u32 = 0; line < lines.count; line++) if (lines.matches(line, claimed)) lines.unmatch(line, flag);
    }
    claimed = flag;
    if (gives(index, order)) given |= 1 << index;
  }
  if (!order) return;
  for (let index = 0; index < count; index++) {
    if (classOf(index) == ORDER && (applicable & (1 << index)) != 0 && decideOrder(index, baseOf(index, subtotal))) {
      given |= 1 << index;
    }
  }
}

/** The one that takes most off this cart; of equal ones the first. */
function decideBest(): void {
  let best = -1;
  let most: i64 = 0;
  for (let index = 0; index < count; index++) {
    const base = baseOf(index, -1);
    if (base < minimumOf(index)) continue;
    const worth = isProduct(index) ? productWorth(index, false) : orderWorth(index, base);
    if (worth > most) {
      most = worth;
      best = index;
    }
  }
  if (best < 0) return;
  given = 1 << best;
  if (!isProduct(best)) decideOrder(best, baseOf(best, -1));
}

/** What the benefit's minimum counts: the lines it may discount, less what product benefits took. */
function baseOf(index: i32, subtotal: i64): i64 {
  if (!linesRead) return subtotal;
  if (!amountsRead) return 0;
  const product = isProduct(index);
  const flag = flagOf(index);
  let base: i64 = 0;
  for (let line: u32 = 0; line < lines.count; line++) {
    if (product ? lines.matches(line, flag) : !lines.isExcluded(line)) base += lines.amountOf(line) - lines.takenOf(line);
  }
  return base;
}

function decideOrder(index: i32, base: i64): bool {
  if (linesRead && !amountsRead) {
    for (let line: u32 = 0; line < lines.count; line++) if (!lines.isExcluded(line)) return true;
    return false;
  }
  const worth = orderWorth(index, base);
  if (worth == 0 && (linesRead || hasAmount(index))) return false;
  orderAmount = isPercentage(index) && (capOf(index) == 0 || worth == percentOf(base, valueOf(index))) ? -1 : worth;
  return true;
}

function orderWorth(index: i32, base: i64): i64 {
  if (!isPercentage(index)) return min(valueOf(index), base);
  const full = percentOf(base, valueOf(index));
  return capOf(index) == 0 ? full : min(full, max(capOf(index), 0));
}

/** Whether the product benefit has anything to give; takes it off the amounts when an order benefit comes after it. */
function gives(index: i32, take: bool): bool {
  if (amountsRead) return productWorth(index, take) > 0;
  const flag = flagOf(index);
  for (let line: u32 = 0; line < lines.count; line++) if (lines.matches(line, flag)) return true;
  return false;
}

function productWorth(index: i32, take: bool): i64 {
  const flag = flagOf(index);
  let left = budgetOf(index);
  let worth: i64 = 0;
  for (let line: u32 = 0; line < lines.count; line++) {
    if (!lines.matches(line, flag)) continue;
    const part = min(left, wantedOf(index, line));
    worth += part;
    left -= part;
    if (take) lines.setTaken(line, part);
  }
  return worth;
}

/** What the benefit may give in all: its amount, or its cap. */
export function budgetOf(index: i32): i64 {
  if (!isPercentage(index)) return valueOf(index);
  return capOf(index) == 0 ? i64.MAX_VALUE : max(capOf(index), 0);
}

/** What it gives to one line while there is enough. */
export function wantedOf(index: i32, line: u32): i64 {
  const amount = lines.amountOf(line);
  return isPercentage(index) ? percentOf(amount, valueOf(index)) : amount;
}

/** Whether one candidate with the percentage says it all: nothing is capped. */
export function isPlain(index: i32): bool {
  return isPercentage(index) && capOf(index) == 0;
}

/** Half a unit is rounded up. */
function percentOf(amount: i64, hundredths: i64): i64 {
  return (amount * hundredths + 5000) / 10_000;
}
