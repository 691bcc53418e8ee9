// The cart's lines, read in two columns and only as far as the rules need: first what products are, then prices and plans.

import * as names from './names';
import { element, intern, internedProperty, isArray, isFalse, isNull, isObject, isTrue, lengthOf } from './value';
import { readAmount, TOTAL_LIMIT } from './money';

const EXCLUDED: u8 = 1;
/** flags of a line that matches the products by collection, by tag: 1 << class of the benefit */
export const BY_COLLECTION: u8 = 2;
export const BY_TAG: u8 = 4;

/** bits of the config's exclusions */
export const NO_GIFT_CARDS: i32 = 1;
export const NO_SALE_ITEMS: i32 = 2;
export const NO_SUBSCRIPTIONS: i32 = 4;
export const NO_COLLECTIONS: i32 = 8;

/** per line: its value in the input, its subtotal, its flags, what is taken off */
const AT: usize = 65_536;
const STRIDE: u32 = 32;
export const LINE_LIMIT: u32 = 2000;

export let count: u32 = 0;

@inline export function lineOf(index: u32): u64 {
  return load<u64>(AT + index * STRIDE);
}
@inline export function amountOf(index: u32): i64 {
  return load<i64>(AT + index * STRIDE, 8);
}
@inline function setAmount(index: u32, amount: i64): void {
  store<i64>(AT + index * STRIDE, amount, 8);
}
/** what product benefits take off it */
@inline export function takenOf(index: u32): i64 {
  return load<i64>(AT + index * STRIDE, 24);
}
@inline export function setTaken(index: u32, amount: i64): void {
  store<i64>(AT + index * STRIDE, amount, 24);
}
@inline function flagsOf(index: u32): u8 {
  return load<u8>(AT + index * STRIDE, 16);
}
@inline export function isExcluded(index: u32): bool {
  return (flagsOf(index) & EXCLUDED) != 0;
}
@inline export function matches(index: u32, wanted: u8): bool {
  return (flagsOf(index) & (wanted | EXCLUDED)) == wanted;
}
/** A line belongs to the first product benefit that matches it: takes it away from the other one. */
export function unmatch(index: u32, other: u8): void {
  store<u8>(AT + index * STRIDE, flagsOf(index) & ~other, 16);
}

/** First column. False when the lines are unreadable or too many. */
export function readProducts(cart: u64, exclusions: i32, wanted: u8): bool {
  const lines = internedProperty(cart, intern(names.LINES));
  if (!isArray(lines) || lengthOf(lines) > LINE_LIMIT) return false;
  count = lengthOf(lines);
  const merchandise = intern(names.KEY_M);
  const product = intern(names.KEY_P);
  const excludedCollection = exclusions & NO_COLLECTIONS ? intern(names.KEY_X) : 0;
  const giftCard = exclusions & NO_GIFT_CARDS ? intern(names.KEY_G) : 0;
  const collection = wanted & BY_COLLECTION ? intern(names.KEY_C) : 0;
  const tag = wanted & BY_TAG ? intern(names.KEY_T) : 0;
  const readsProduct = wanted != 0 || (exclusions & (NO_COLLECTIONS | NO_GIFT_CARDS)) != 0;
  for (let index: u32 = 0; index < count; index++) {
    const line = element(lines, index);
    let flags: u8 = 0;
    const facts = readsProduct ? internedProperty(internedProperty(line, merchandise), product) : 0;
    // what is not "false" is excluded: in doubt, no discount
    if (isObject(facts)) {
      if (exclusions & NO_COLLECTIONS && !isFalse(internedProperty(facts, excludedCollection))) flags = EXCLUDED;
      else if (exclusions & NO_GIFT_CARDS && !isFalse(internedProperty(facts, giftCard))) flags = EXCLUDED;
      else {
        if (wanted & BY_COLLECTION && isTrue(internedProperty(facts, collection))) flags = BY_COLLECTION;
        if (wanted & BY_TAG && isTrue(internedProperty(facts, tag))) flags |= BY_TAG;
      }
    }
    const at = AT + index * STRIDE;
    store<u64>(at, line);
    store<i64>(at, 0, 8);
    store<u8>(at, flags, 16);
    store<i64>(at, 0, 24);
  }
  return true;
}

/** Second column: sale items and subscriptions are excluded, amounts are read. False when it is unreadable. */
export function readPrices(cart: u64, exclusions: i32, amounts: bool): bool {
  const lines = internedProperty(cart, intern(names.MORE));
  if (!isArray(lines) || lengthOf(lines) != count) return false;
  const plan = exclusions & NO_SUBSCRIPTIONS ? intern(names.KEY_S) : 0;
  const cost = intern(names.KEY_P);
  const compareAt = exclusions & NO_SALE_ITEMS ? intern(names.KEY_C) : 0;
  const subtotal = amounts ? intern(names.KEY_S) : 0;
  const amount = amounts ? intern(names.AMOUNT) : 0;
  let total: i64 = 0;
  for (let index: u32 = 0; index < count; index++) {
    if (isExcluded(index)) continue;
    const line = element(lines, index);
    const price = internedProperty(line, cost);
    if (
      (exclusions & NO_SUBSCRIPTIONS && !isNull(internedProperty(line, plan))) ||
      (exclusions & NO_SALE_ITEMS && !isNull(internedProperty(price, compareAt)))
    ) {
      store<u8>(AT + index * STRIDE, EXCLUDED, 16);
    } else if (amounts) {
      const minor = readAmount(internedProperty(internedProperty(price, subtotal), amount));
      total += minor;
      if (minor < 0 || total > TOTAL_LIMIT) return false;
      setAmount(index, minor);
    }
  }
  return true;
}
