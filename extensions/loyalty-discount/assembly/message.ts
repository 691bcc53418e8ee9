// The merchant's message with its placeholders filled in. Works on UTF-8 bytes; placeholders are ASCII.

import * as texts from './texts';
import { equal } from './scratch';

/** how numbers and dates are written */
export const ENGLISH: i32 = 0;
export const GERMAN: i32 = 1;
export const OTHER: i32 = 2;

const BRACE_OPEN: u8 = 0x7b;
const BRACE_CLOSE: u8 = 0x7d;
const SPACE: u8 = 0x20;
const PERCENT: u8 = 0x25;
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

/** What a delivery for nothing is called, at `out`: a person does not read "100%". 0 where we have no word for it. */
export function freeDelivery(out: usize): i32 {
  if (language == OTHER) return 0;
  const words = language == GERMAN ? texts.FREE_DELIVERY_DE : texts.FREE_DELIVERY_EN;
  memory.copy(out, changetype<usize>(words), words.length);
  return words.length;
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
    const open = opening(read, end);
    memory.copy(write, read, open - read);
    write += open - read;
    if (open == end) break;
    const close = closing(open + 2, end);
    if (close == 0) {
      memory.copy(write, open, end - open);
      write += end - open;
      break;
    }
    write = placeholder(trimStart(open + 2, close), trimEnd(open + 2, close), write);
    read = close + 2;
  }
  return <i32>(write - out);
}

/** Address of the next "{{", `end` when there is none. Eight bytes at a time where none of them is a brace. */
function opening(from: usize, end: usize): usize {
  let at = from;
  while (at + 1 < end) {
    while (at + 8 <= end && !holdsBrace(load<u64>(at))) at += 8;
    if (at + 1 >= end) return end;
    if (load<u8>(at) == BRACE_OPEN && load<u8>(at + 1) == BRACE_OPEN) return at;
    at++;
  }
  return end;
}

/** Whether one of eight bytes is "{": the classic test for a zero byte, which may only err after one. */
@inline function holdsBrace(bytes: u64): bool {
  const zero = bytes ^ 0x7b7b7b7b7b7b7b7b;
  return ((zero - 0x0101010101010101) & ~zero & 0x8080808080808080) != 0;
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

/** Every name has a length of its own. */
function placeholder(from: usize, end: usize, write: usize): usize {
  switch (<i32>(end - from)) {
    case 4: return same(from, texts.PLACEHOLDER_TIER) ? copy(tierAt, tierLength, write) : write;
    case 5: return same(from, texts.PLACEHOLDER_YEARS) && years >= 0 ? digits(years, write) : write;
    case 7: return same(from, texts.PLACEHOLDER_BENEFIT) ? decimal(benefitAt, benefitLength, write) : write;
    case 8: return same(from, texts.PLACEHOLDER_END_DATE) ? date(write) : write;
    case 10: return same(from, texts.PLACEHOLDER_PERCENTAGE) ? decimal(percentageAt, percentageLength, write) : write;
    case 12: return same(from, texts.PLACEHOLDER_ORDER_NUMBER) ? ordinal(orderNumber, write) : write;
    default: return write;
  }
}

/** Whether the name's bytes stand at `from`. */
function same(from: usize, name: StaticArray<u8>): bool {
  return equal(from, changetype<usize>(name), name.length);
}

function copy(from: usize, length: i32, write: usize): usize {
  if (length <= 0) return write;
  memory.copy(write, from, length);
  return write + length;
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

/** "7.5" in English, "7,5" in every other language; "10%" in German with the space (that does not break) before it. */
function decimal(from: usize, length: i32, write: usize): usize {
  for (let at = 0; at < length; at++) {
    const byte = load<u8>(from + at);
    if (byte == PERCENT && language == GERMAN) {
      store<u16>(write, 0xa0c2); // U+00A0, little endian
      write += 2;
    }
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
