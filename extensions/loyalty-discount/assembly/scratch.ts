// Fixed places in memory for the few texts of a run. Everything is overwritten by each run; nothing is ever allocated.

import * as fields from './fields';
import { property, readText } from './value';

export const CODE_LIMIT: i32 = 255;
export const TEMPLATE_LIMIT: i32 = 1024;
export const TEXT_LIMIT: i32 = 255;
export const TIER_KEY_LIMIT: i32 = 64;
export const PERCENTAGE_LIMIT: i32 = 6;
export const NUMBER_LIMIT: i32 = 40;
export const RULES_LIMIT: i32 = 512;
export const TIER_LIMIT: i32 = 512;
export const GIFT_LIMIT: i32 = 40;
export const DATE_LENGTH: i32 = 10;

// a page is 65,536 bytes, static data takes less than 4,096 of them
export const CODE: usize = 8192;
export const OTHER_CODE: usize = 8704;
export const DATE: usize = 9216;
export const PERCENTAGE: usize = 9248;
export const TIER_KEY: usize = 9264;
export const TEXT: usize = 9344;
export const LANGUAGE: usize = 9600;
/** one byte per entered code: why it is refused, 0 when it is not */
export const VERDICTS: usize = 9728;
export const VERDICT_LIMIT: u32 = 64;
export const CURRENCY: usize = 9800;
export const NUMBER: usize = 9808;
/** what one candidate gives, for the output and for its message */
export const AMOUNT: usize = 9856;
export const BENEFIT: usize = 9888;
export const GIFT: usize = 9936;
/** shop date on which the entitlement ends */
export const END_DATE: usize = 9984;
export const TEMPLATE: usize = 10240;
/** a tier's text and the rules' text of version 2 */
export const TIER: usize = 11264;
export const RULES: usize = 11776;
/** the filled-in message: at most 1024 bytes, of which every 8 may become 255 (ends below 46,000) */
export const MESSAGE: usize = 12288;
export const MESSAGE_LIMIT: i32 = 2000;

/** The first two letters of the buyer's language, lower case, at LANGUAGE; false when there is none. */
export function readLanguage(input: u64): bool {
  const language = property(property(property(input, fields.LOCALIZATION), fields.LANGUAGE), fields.ISO_CODE);
  if (readText(language, LANGUAGE, 16) < 2) return false;
  store<u16>(LANGUAGE, load<u16>(LANGUAGE) | 0x2020);
  return true;
}

/** "DE", "DE-AT" ...: German; every other language gets English. */
export function isGerman(input: u64): bool {
  return readLanguage(input) && load<u16>(LANGUAGE) == 0x6564; // "de", little endian
}

/** The decimal at PERCENTAGE in hundredths, above 0 and up to 100 with at most two places; else -1. */
export function parsePercentage(length: i32): i32 {
  let hundredths = 0;
  let places = -1;
  for (let at = 0; at < length; at++) {
    const byte = load<u8>(PERCENTAGE + at);
    if (byte == 0x2e) {
      if (places >= 0 || at == 0) return -1;
      places = 0;
    } else {
      if (byte < 0x30 || byte > 0x39) return -1;
      if (places >= 0) places++;
      hundredths = hundredths * 10 + (byte - 0x30);
    }
  }
  if (length <= 0 || places == 0 || places > 2) return -1;
  if (places < 1) hundredths *= 100;
  else if (places == 1) hundredths *= 10;
  return hundredths > 0 && hundredths <= 10_000 ? hundredths : -1;
}

/** ASCII letters to upper case, in place: codes are compared as Shopify compares them, without regard to case. */
export function toUpper(at: usize, length: i32): void {
  for (let end = at + length; at < end; at++) {
    const byte = load<u8>(at);
    if (byte >= 0x61 && byte <= 0x7a) store<u8>(at, byte - 32);
  }
}

/** Whether the bytes at two places are the same. */
export function equal(one: usize, other: usize, length: i32): bool {
  let at: usize = 0;
  const end = <usize>length;
  for (; at + 8 <= end; at += 8) if (load<u64>(one + at) != load<u64>(other + at)) return false;
  for (; at < end; at++) if (load<u8>(one + at) != load<u8>(other + at)) return false;
  return true;
}

/** Whether ten bytes are digits and hyphens as in "2026-11-22". */
export function isDate(at: usize): bool {
  const front = load<u64>(at) ^ 0x2d30302d30303030; // "0000-00-", little endian
  const back = <u64>load<u16>(at, 8) ^ 0x3030;
  // what is left of a digit is 0 to 9: no bit above the fourth, none that adding 6 carries there; of a hyphen 0
  return ((front | (front + 0x0006060006060606) | back | (back + 0x0606)) & 0xfff0f0fff0f0f0f0) == 0;
}

/** Whether the ISO date (10 bytes) at `one` is before that at `other`: dates compare as text. */
export function isBefore(one: usize, other: usize): bool {
  const a = bswap(load<u64>(one));
  const b = bswap(load<u64>(other));
  return a != b ? a < b : bswap(load<u16>(one, 8)) < bswap(load<u16>(other, 8));
}
