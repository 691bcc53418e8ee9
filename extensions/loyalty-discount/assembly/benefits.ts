// What a tier gives, parsed from its text in the config, for example "o%1000<5000>3000;d%10000|Gold": class, kind, value,
// cap and minimum. See app/loyalty/discount-rules.ts, which writes it.

export const ORDER: i32 = 0;
export const COLLECTION: i32 = 1;
export const TAG: i32 = 2;
export const DELIVERY: i32 = 3;

/** amounts of the config are at most this many minor units */
const AMOUNT_LIMIT: i64 = 1_000_000_000;
const STRIDE: i32 = 32;
const AT: usize = 10112;

export let count: i32 = 0;
let nameFrom: i32 = 0;
let cursor: usize = 0;
let cursorEnd: usize = 0;

@inline export function classOf(index: i32): i32 {
  return load<i32>(AT + index * STRIDE);
}
@inline export function isPercentage(index: i32): bool {
  return load<i32>(AT + index * STRIDE, 4) == 0;
}
/** hundredths of a percent, or minor units */
@inline export function valueOf(index: i32): i64 {
  return load<i64>(AT + index * STRIDE, 8);
}
/** minor units; 0 for none */
@inline export function capOf(index: i32): i64 {
  return load<i64>(AT + index * STRIDE, 16);
}
@inline export function minimumOf(index: i32): i64 {
  return load<i64>(AT + index * STRIDE, 24);
}
@inline export function isProduct(index: i32): bool {
  const kind = classOf(index);
  return kind == COLLECTION || kind == TAG;
}
export function setAmounts(index: i32, value: i64, cap: i64, minimum: i64): void {
  store<i64>(AT + index * STRIDE, value, 8);
  store<i64>(AT + index * STRIDE, cap, 16);
  store<i64>(AT + index * STRIDE, minimum, 24);
}
/** whether any of its numbers is money */
export function hasAmount(index: i32): bool {
  return !isPercentage(index) || capOf(index) != 0 || minimumOf(index) != 0;
}

/** One percentage of the order, as version 1 knows nothing else. */
export function setOrderPercentage(hundredths: i32): void {
  count = 1;
  store<i32>(AT, ORDER);
  store<i32>(AT, 0, 4);
  setAmounts(0, hundredths, 0, 0);
}

/** Replaces the value of the first benefit: a gift's percentage stands in the standing. */
export function setFirstValue(hundredths: i32): void {
  store<i64>(AT, hundredths, 8);
}

/** Keeps the benefits whose class is in `mask` (1 << class), in their order. */
export function keepClasses(mask: i32): void {
  let kept = 0;
  for (let index = 0; index < count; index++) {
    if (((1 << classOf(index)) & mask) == 0) continue;
    if (kept != index) memory.copy(AT + kept * STRIDE, AT + index * STRIDE, STRIDE);
    kept++;
  }
  count = kept;
}

/** Reads the tier's text. False when it is malformed. `zeroAllowed`: a gift's rule has its value elsewhere. */
export function parse(text: usize, length: i32, zeroAllowed: bool): bool {
  count = 0;
  cursor = text;
  cursorEnd = text + length;
  let seen = 0;
  while (cursor < cursorEnd && load<u8>(cursor) != 0x7c) {
    if (count > 0 && !take(0x3b)) return false; // ";"
    if (count == 4 || cursor + 2 >= cursorEnd) return false;
    const kind = classByLetter(load<u8>(cursor));
    const percentage = load<u8>(cursor + 1) == 0x25;
    if (kind < 0 || (!percentage && load<u8>(cursor + 1) != 0x3d) || (seen & (1 << kind)) != 0) return false;
    seen |= 1 << kind;
    cursor += 2;
    const value = number();
    const least: i64 = zeroAllowed ? 0 : 1;
    const most: i64 = percentage ? 10_000 : AMOUNT_LIMIT;
    if (least > value || value > most) return false;
    const cap = take(0x3c) ? number() : 0;
    const minimum = take(0x3e) ? number() : 0;
    if (cap < 0 || minimum < 0 || cap > AMOUNT_LIMIT || minimum > AMOUNT_LIMIT) return false;
    if (cap != 0 && (kind == DELIVERY || !percentage)) return false;
    store<i32>(AT + count * STRIDE, kind);
    store<i32>(AT + count * STRIDE, percentage ? 0 : 1, 4);
    setAmounts(count, value, cap, minimum);
    count++;
  }
  if (!take(0x7c)) return false;
  nameFrom = <i32>(cursor - text);
  return true;
}

/** Where the tier's name begins in the text that was parsed last; it goes to the end. */
export function nameOffset(): i32 {
  return nameFrom;
}

function classByLetter(letter: u8): i32 {
  if (letter == 0x6f) return ORDER;
  if (letter == 0x63) return COLLECTION;
  if (letter == 0x74) return TAG;
  return letter == 0x64 ? DELIVERY : -1;
}

function take(byte: u8): bool {
  if (cursor >= cursorEnd || load<u8>(cursor) != byte) return false;
  cursor++;
  return true;
}

/** 1 to 10 digits, -1 when there are none or more. */
function number(): i64 {
  let value: i64 = 0;
  let digits = 0;
  while (cursor < cursorEnd) {
    const byte = load<u8>(cursor);
    if (byte < 0x30 || byte > 0x39) break;
    value = value * 10 + (byte - 0x30);
    cursor++;
    if (++digits > 10) return -1;
  }
  return digits == 0 ? -1 : value;
}

/** 1 << class: the mark of the lines that a product benefit matches. */
export function flagOf(index: i32): u8 {
  const flag: i32 = 1 << classOf(index);
  return <u8>flag;
}
