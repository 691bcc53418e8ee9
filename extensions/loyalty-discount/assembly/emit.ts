// Writes what apply.ts decided.

import * as names from './names';
import * as lines from './lines';
import { budgetOf, hasLines, isGiven, isPlain, orderAsAmount, wantedOf } from './apply';
import { classOf, count, DELIVERY, flagOf, isPercentage, isProduct, ORDER, valueOf } from './benefits';
import { fill, freeDelivery, setBenefit, setPercentage } from './message';
import { writeAmount, writePercentage } from './money';
import { beginAdd, beginCandidate, beginOrderTarget, endAdd, endCandidate, endOrderTarget, idTarget } from './output';
import { AMOUNT, BENEFIT, CURRENCY, MESSAGE, MESSAGE_LIMIT, PERCENTAGE, TEMPLATE, TEXT, TEXT_LIMIT } from './scratch';
import { outputNewUtf8Str } from './platform';

/** hundredths of a percent: all of it */
const WHOLE: i64 = 10_000;

/** How many operations `writeBenefits` writes. */
export function operationCount(): u32 {
  let product: u32 = 0;
  let order: u32 = 0;
  for (let index = 0; index < count; index++) {
    if (!isGiven(index)) continue;
    if (isProduct(index)) product = 1;
    else order = 1;
  }
  return product + order;
}

/** `templateLength` is that of the message at TEMPLATE, -1 for none; `end` is where the entitlement's last day stands. */
export function writeBenefits(templateLength: i32, end: usize): void {
  let candidates: u32 = 0;
  for (let index = 0; index < count; index++) {
    if (isGiven(index) && isProduct(index)) candidates += candidatesOf(index);
  }
  if (candidates > 0) {
    beginAdd(names.PRODUCT_DISCOUNTS_ADD, names.ALL, candidates);
    for (let index = 0; index < count; index++) {
      if (isGiven(index) && isProduct(index)) writeProduct(index, templateLength, end);
    }
    endAdd();
  }
  for (let index = 0; index < count; index++) {
    if (isGiven(index) && classOf(index) == ORDER) writeOrder(index, templateLength, end);
  }
}

/** The filled-in message of a benefit at MESSAGE; its length, -1 without one or with one that nobody could read. */
export function benefitMessage(index: i32, templateLength: i32, end: usize): i32 {
  if (templateLength < 0) return -1;
  let length: i32;
  if (isPercentage(index)) {
    length = writePercentage(<i32>valueOf(index), BENEFIT);
    memory.copy(PERCENTAGE, BENEFIT, length);
    setPercentage(PERCENTAGE, length);
    store<u8>(BENEFIT + length++, 0x25);
    if (classOf(index) == DELIVERY && valueOf(index) == WHOLE) length = freeDelivery(BENEFIT) || length;
  } else {
    setPercentage(PERCENTAGE, -1);
    length = writeAmount(valueOf(index), BENEFIT);
    store<u8>(BENEFIT + length++, 0x20);
    memory.copy(BENEFIT + length, CURRENCY, 3);
    length += 3;
  }
  setBenefit(BENEFIT, length, end);
  const filled = fill(TEMPLATE, templateLength, MESSAGE);
  return filled > MESSAGE_LIMIT ? -1 : filled;
}

function writeOrder(index: i32, templateLength: i32, end: usize): void {
  beginAdd(names.ORDER_DISCOUNTS_ADD, names.FIRST, 1);
  const messageLength = benefitMessage(index, templateLength, end);
  beginCandidate(messageLength, 1);
  let excluded = hasLines() ? lines.excludedCount : 0;
  beginOrderTarget(excluded);
  for (let line: u32 = 0; excluded > 0; line++) {
    if (!lines.isExcluded(line)) continue;
    outputNewUtf8Str(TEXT, lines.readId(line, TEXT, TEXT_LIMIT));
    excluded--;
  }
  endOrderTarget();
  const amount = orderAsAmount();
  const length = amount < 0 ? writePercentage(<i32>valueOf(index), AMOUNT) : writeAmount(amount, AMOUNT);
  endCandidate(amount < 0, AMOUNT, length, MESSAGE, messageLength);
  endAdd();
}

function candidatesOf(index: i32): u32 {
  if (isPlain(index)) return 1;
  let left = budgetOf(index);
  const flag = flagOf(index);
  let whole: u32 = 0;
  for (let line: u32 = 0; line < lines.count && left > 0; line++) {
    if (!lines.matches(line, flag)) continue;
    const wanted = wantedOf(index, line);
    if (wanted > left) return whole + 1;
    if (wanted > 0) whole = 1;
    left -= wanted;
  }
  return whole;
}

/**
 * The lines in the cart's order until the budget is used up: those that get all they could in one candidate with the
 * percentage (of an amount: with all of the line), the line that gets the rest in another one.
 */
function writeProduct(index: i32, templateLength: i32, end: usize): void {
  const flag = flagOf(index);
  const plain = isPlain(index);
  const messageLength = benefitMessage(index, templateLength, end);
  let left = budgetOf(index);
  let targets: u32 = 0;
  let partial: u32 = lines.count;
  let line: u32 = 0;
  for (; line < lines.count && left > 0; line++) {
    if (!lines.matches(line, flag)) continue;
    const wanted = plain ? 0 : wantedOf(index, line);
    if (wanted > left) {
      partial = line;
      break;
    }
    if (plain || wanted > 0) targets++;
    left -= wanted;
  }
  const last = line;
  if (targets > 0) {
    beginCandidate(messageLength, targets);
    for (line = 0; line < last; line++) {
      if (!lines.matches(line, flag) || (!plain && wantedOf(index, line) == 0)) continue;
      idTarget(names.CART_LINE, TEXT, lines.readId(line, TEXT, TEXT_LIMIT));
    }
    const length = writePercentage(isPercentage(index) ? <i32>valueOf(index) : 10_000, AMOUNT);
    endCandidate(true, AMOUNT, length, MESSAGE, messageLength);
  }
  if (partial < lines.count) {
    beginCandidate(messageLength, 1);
    idTarget(names.CART_LINE, TEXT, lines.readId(partial, TEXT, TEXT_LIMIT));
    endCandidate(false, AMOUNT, writeAmount(left, AMOUNT), MESSAGE, messageLength);
  }
}
