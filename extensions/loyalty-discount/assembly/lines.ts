// The cart's lines, read in two columns and only as far as the rules need: first what products are, then prices and plans.

import * as fields from './fields';
import { element, isArray, isFalse, isNull, isObject, isTrue, lengthOf, property, readText } from './value';
import { field, hasFields, isInOrder } from './record';
import { readAmount, TOTAL_LIMIT } from './money';

const EXCLUDED: u8 = 1;
/** flags of a line that matches the products by collection, by tag: 1 << class of the benefit */
const BY_COLLECTION: u8 = 2;
const BY_TAG: u8 = 4;

/** bits of the config's exclusions */
const NO_GIFT_CARDS: i32 = 1;
export const NO_SALE_ITEMS: i32 = 2;
export const NO_SUBSCRIPTIONS: i32 = 4;
const NO_COLLECTIONS: i32 = 8;

/** per line: its value in the input (0: not asked for), its subtotal, its flags, what is taken off */
const AT: usize = 65_536;
const STRIDE: u32 = 32;
const LINE_LIMIT: u32 = 2000;

/** fields of the columns' objects, in the query's order */
const LINE_FIELDS: u32 = 2;
const PRODUCT_FIELDS: u32 = 4;
const PRICE_FIELDS: u32 = 2;
const EXCLUDED_COLLECTION: u32 = 0;
const GIFT_CARD: u32 = 1;
const COLLECTION: u32 = 2;
const TAG: u32 = 3;

export let count: u32 = 0;
/** after `readProducts`: 1 << class of every benefit that some line is for; the order's is 1 */
export let classes: i32 = 0;
export let excludedCount: u32 = 0;
let lines: u64 = 0;
let linesInOrder: bool = false;

@inline export function amountOf(index: u32): i64 {
  return load<i64>(AT + index * STRIDE, 8);
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
function exclude(index: u32): void {
  store<u8>(AT + index * STRIDE, EXCLUDED, 16);
  excludedCount++;
}
/** A line belongs to the first product benefit that matches it: takes it away from the other one. */
export function unmatch(index: u32, other: u8): void {
  store<u8>(AT + index * STRIDE, flagsOf(index) & ~other, 16);
}

/**
 * First column. False when the lines are unreadable or too many.
 * @param claims whether a line in the collections is nobody else's, so that its tags need not be looked at
 */
export function readProducts(cart: u64, exclusions: i32, wanted: u8, claims: bool): bool {
  lines = property(cart, fields.LINES);
  if (!isArray(lines) || lengthOf(lines) > LINE_LIMIT) return false;
  count = lengthOf(lines);
  excludedCount = 0;
  linesInOrder = count > 0 && isInOrder(element(lines, 0), LINE_FIELDS);
  const readsProduct = wanted != 0 || (exclusions & (NO_COLLECTIONS | NO_GIFT_CARDS)) != 0;
  let asked = false;
  let inOrder = false;
  let found: i32 = readsProduct || count == 0 ? 0 : 1;
  for (let index: u32 = 0; index < count; index++) {
    const at = AT + index * STRIDE;
    store<i64>(at, 0, 8);
    store<u8>(at, 0, 16);
    store<i64>(at, 0, 24);
    store<u64>(at, 0);
    if (!readsProduct) continue;
    const line = element(lines, index);
    store<u64>(at, line);
    const variant = field(line, 0, linesInOrder && hasFields(line, LINE_FIELDS));
    const product = field(variant, 0, hasFields(variant, 1));
    let flags: u8 = 0;
    if (isObject(product)) {
      if (!asked) inOrder = isInOrder(product, PRODUCT_FIELDS);
      asked = true;
      flags = flagsByRules(product, inOrder && hasFields(product, PRODUCT_FIELDS), exclusions, wanted, claims);
      store<u8>(at, flags, 16);
    }
    if (flags & EXCLUDED) excludedCount++;
    else found |= 1 | flags;
  }
  classes = found;
  return true;
}

/** What is not "false" is excluded: in doubt, no discount. */
@inline function flagsByRules(product: u64, byPosition: bool, exclusions: i32, wanted: u8, claims: bool): u8 {
  if (exclusions & NO_COLLECTIONS && !isFalse(field(product, EXCLUDED_COLLECTION, byPosition))) return EXCLUDED;
  if (exclusions & NO_GIFT_CARDS && !isFalse(field(product, GIFT_CARD, byPosition))) return EXCLUDED;
  let flags: u8 = 0;
  if (wanted & BY_COLLECTION && isTrue(field(product, COLLECTION, byPosition))) {
    if (claims) return BY_COLLECTION;
    flags = BY_COLLECTION;
  }
  if (wanted & BY_TAG && isTrue(field(product, TAG, byPosition))) flags |= BY_TAG;
  return flags;
}

/** The id of a line at `out`; its length, 0 when it has none. */
export function readId(index: u32, out: usize, limit: i32): i32 {
  let line = load<u64>(AT + index * STRIDE);
  if (line == 0) line = element(lines, index);
  return max(readText(field(line, 1, linesInOrder && hasFields(line, LINE_FIELDS)), out, limit), 0);
}

/**
 * Second column: sale items and subscriptions are excluded, amounts are read. False when it is unreadable.
 * @param all false: only lines that a product benefit matches are looked at
 */
export function readPrices(cart: u64, exclusions: i32, amounts: bool, all: bool): bool {
  const column = property(cart, fields.MORE);
  if (!isArray(column) || lengthOf(column) != count) return false;
  const inOrder = count > 0 && isInOrder(element(column, 0), LINE_FIELDS);
  let asked = false;
  let priceInOrder = false;
  let total: i64 = 0;
  for (let index: u32 = 0; index < count; index++) {
    const flags = flagsOf(index);
    if (all ? (flags & EXCLUDED) != 0 : (flags & (BY_COLLECTION | BY_TAG)) == 0) continue;
    const line = element(column, index);
    const byPosition = inOrder && hasFields(line, LINE_FIELDS);
    if (exclusions & NO_SUBSCRIPTIONS && !isNull(field(line, 0, byPosition))) {
      exclude(index);
      continue;
    }
    const price = field(line, 1, byPosition);
    if (!asked) priceInOrder = isInOrder(price, PRICE_FIELDS);
    asked = true;
    const priceByPosition = priceInOrder && hasFields(price, PRICE_FIELDS);
    if (exclusions & NO_SALE_ITEMS && !isNull(field(price, 0, priceByPosition))) {
      exclude(index);
    } else if (amounts) {
      const subtotal = field(price, 1, priceByPosition);
      const minor = readAmount(field(subtotal, 0, hasFields(subtotal, 1)));
      total += minor;
      if (minor < 0 || total > TOTAL_LIMIT) return false;
      store<i64>(AT + index * STRIDE, minor, 8);
    }
  }
  return true;
}
