// The merchant's message with its placeholders filled in. Works on UTF-8 bytes; placeholders are ASCII.

import * as texts from './texts';

/** how numbers and dates are written */
export const ENGLISH: i32 = 0;
export const GERMAN: i32 = 1;
export const OTHER: i32 = 2;

const BRACE_OPEN: u8 = 0x7b;
const BRACE_CLOSE: u8 = 0x7d;
const SPACE: u8 = 0x20;
const COMMA: u8 = 0x2c;
const DOT: u8 = 0x2e;
const ZERO: u8 = 0x30;

/** What the placeholders stand for. Lengths are in bytes; a negative one makes its placeholder empty. */
let percentageAt: usize = 0;
let percentageLength: i32 = -1;
let tierAt: usize = 0;
let tierLength: i32 = -1;
let orderNumber: i32 = -1;
let years: i32 = -1;
let endDateAt: usize = 0;
let benefitAt: usize = 0;
let benefitLength: i32 = -1;
let language: i32 = ENGLISH;

/** The percentage as text; a negative length when the benefit is an amount. */
export function setPercentage(at: usize, bytes: i32): void {
  percentageAt = at;
  percentageLength = bytes;
}

/** What version 2 adds: the benefit as text (10%, 5.00 EUR), and the day on which the entitlement ends (0: none). */
export function setBenefit(at: usize, bytes: i32, endDate: usize): void {
  benefitAt = at;
  benefitLength = bytes;
  endDateAt = endDate;
}

export function setPlaceholders(
  inLanguage: i32,
  order: i32,
  tier: usize,
  tierBytes: i32,
  yearCount: i32,
): void {
  language = inLanguage;
  benefitLength = -1;
  endDateAt = 0;
  orderNumber = order;
  tierAt = tier;
  tierLength = tierBytes;
  years = yearCount;
}

/** Fills `template` into `out`. Answers the length; unknown placeholders disappear. */
export function fill(template: usize, length: i32, out: usize): i32 {
  const end = template + length;
  let read = template;
  let write = out;
  while (read < end) {
    const byte = load<u8>(read);
    if (byte == BRACE_OPEN && read + 1 < end && load<u8>(read + 1) == BRACE_OPEN) {
      const close = closing(read + 2, end);
      if (close != 0) {
        write = placeholder(trimStart(read + 2, close), trimEnd(read + 2, close), write);
        read = close + 2;
        continue;
      }
    }
    store<u8>(write++, byte);
    read++;
  }
  return <i32>(write - out);
}

/** Address of the next "}}", 0 when there is none. */
function closing(from: usize, end: usize): usize {
  for (let at = from; at + 1 < end; at++) {
    if (load<u8>(at) == BRACE_CLOSE && load<u8>(at + 1) == BRACE_CLOSE) return at;
  }
  return 0;
}

function trimStart(from: usize, end: usize): usize {
  while (from < end && load<u8>(from) == SPACE) from++;
  return from;
}

function trimEnd(from: usize, end: usize): usize {
  while (end > from && load<u8>(end - 1) == SPACE) end--;
  return end;
}

function placeholder(from: usize, end: usize, write: usize): usize {
  if (same(from, end, texts.PLACEHOLDER_PERCENTAGE)) return decimal(percentageAt, percentageLength, write);
  if (same(from, end, texts.PLACEHOLDER_ORDER_NUMBER)) return ordinal(orderNumber, write);
  if (same(from, end, texts.PLACEHOLDER_TIER)) return copy(tierAt, tierLength, write);
  if (same(from, end, texts.PLACEHOLDER_BENEFIT)) return decimal(benefitAt, benefitLength, write);
  if (same(from, end, texts.PLACEHOLDER_END_DATE)) return date(write);
  if (same(from, end, texts.PLACEHOLDER_YEARS)) return years < 0 ? write : digits(years, write);
  return write;
}

function same(from: usize, end: usize, name: StaticArray<u8>): bool {
  return <i32>(end - from) == name.length && memory.compare(from, changetype<usize>(name), name.length) == 0;
}

function copy(from: usize, length: i32, write: usize): usize {
  for (let at = 0; at < length; at++) store<u8>(write++, load<u8>(from + at));
  return write;
}

/** "2027-06-30"; in German "30.06.2027". Nothing without an end. */
function date(write: usize): usize {
  if (endDateAt == 0) return write;
  if (language != GERMAN) return copy(endDateAt, 10, write);
  write = copy(endDateAt + 8, 2, write);
  store<u8>(write++, DOT);
  write = copy(endDateAt + 5, 2, write);
  store<u8>(write++, DOT);
  return copy(endDateAt, 4, write);
}

/** "7.5" in English, "7,5" in every other language. */
function decimal(from: usize, length: i32, write: usize): usize {
  for (let at = 0; at < length; at++) {
    const byte = load<u8>(from + at);
    store<u8>(write++, language != ENGLISH && byte == DOT ? COMMA : byte);
  }
  return write;
}

/** "5." in German, "5" in other languages; "1st", "2nd", "3rd", "4th", "11th", "112th", "121st" in English. */
function ordinal(value: i32, write: usize): usize {
  if (value < 0) return write;
  write = digits(value, write);
  if (language == OTHER) return write;
  if (language == GERMAN) {
    store<u8>(write, DOT);
    return write + 1;
  }
  const last = value % 10;
  const teen = (value % 100) / 10 == 1;
  let suffix: u16 = 0x6874; // "th", little endian
  if (!teen) {
    if (last == 1) suffix = 0x7473; // "st"
    else if (last == 2) suffix = 0x646e; // "nd"
    else if (last == 3) suffix = 0x6472; // "rd"
  }
  store<u16>(write, suffix);
  return write + 2;
}

function digits(value: i32, write: usize): usize {
  let divisor = 1;
  while (value / divisor >= 10) divisor *= 10;
  while (divisor > 0) {
    store<u8>(write++, ZERO + <u8>((value / divisor) % 10));
    divisor /= 10;
  }
  return write;
}
