// Money: integers of the presentment currency's minor units. The config's amounts are in the shop's currency.

import * as fields from './fields';
import { property, readText } from './value';
import { CURRENCY, NUMBER, NUMBER_LIMIT } from './scratch';

/** minor units of a cart beyond which nothing is computed: sums times 10,000 must stay within 63 bits */
export const TOTAL_LIMIT: i64 = 900_000_000_000_000;

let exponent: i32 = 2;
let shopExponent: i32 = 2;
let rateMantissa: i64 = 0;
let ratePlaces: i32 = 0;

/** Places after the point of the presentment currency, from its code at CURRENCY. */
export function setCurrency(subtotal: u64, ofShop: i32): bool {
  if (readText(property(subtotal, fields.CURRENCY_CODE), CURRENCY, 3) != 3) return false;
  exponent = exponentOf(<u32>load<u8>(CURRENCY) << 16 | <u32>load<u8>(CURRENCY + 1) << 8 | <u32>load<u8>(CURRENCY + 2));
  shopExponent = ofShop;
  return true;
}

function exponentOf(code: u32): i32 {
  switch (code) {
    case 0x424946: case 0x434c50: case 0x444a46: case 0x474e46: case 0x49534b: case 0x4a5059: case 0x4b4d46:
    case 0x4b5257: case 0x505947: case 0x525746: case 0x554758: case 0x555949: case 0x564e44: case 0x565556:
    case 0x584146: case 0x584f46: case 0x585046: return 0; // BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
    case 0x424844: case 0x495144: case 0x4a4f44: case 0x4b5744: case 0x4c5944: case 0x4f4d52: case 0x544e44:
      return 3; // BHD IQD JOD KWD LYD OMR TND
    case 0x434c46: case 0x555957: return 4; // CLF UYW
    default: return 2;
  }
}

/** "504.5" -> 50450 at two places, half a unit rounded up; -1 when it is no such decimal or beyond the limit. */
export function readAmount(value: u64): i64 {
  const length = readText(value, NUMBER, NUMBER_LIMIT);
  let minor: i64 = 0;
  let places = -1;
  let digits = 0;
  let up = false;
  for (let at = 0; at < length; at++) {
    const byte = load<u8>(NUMBER + at);
    if (byte == 0x2e) {
      if (places >= 0 || at == 0) return -1;
      places = 0;
      continue;
    }
    if (byte < 0x30 || byte > 0x39) return -1;
    if (places >= exponent) {
      if (places == exponent) up = byte >= 0x35;
      places++;
      continue;
    }
    if (places >= 0) places++;
    minor = minor * 10 + (byte - 0x30);
    if (minor > TOTAL_LIMIT) return -1;
    digits++;
  }
  if (length <= 0 || places == 0) return -1;
  if (places < 0) places = 0;
  for (; places < exponent; places++) minor *= 10;
  if (up) minor++;
  return minor > TOTAL_LIMIT ? -1 : minor;
}

/** presentmentCurrencyRate: its first nine significant digits. False when it is no decimal above 0. */
export function setRate(value: u64): bool {
  const length = readText(value, NUMBER, NUMBER_LIMIT);
  rateMantissa = 0;
  ratePlaces = 0;
  let point = false;
  let digitsAfter = 0;
  for (let at = 0; at < length; at++) {
    const byte = load<u8>(NUMBER + at);
    if (byte == 0x2e) {
      if (point || at == 0) return false;
      point = true;
      continue;
    }
    if (byte < 0x30 || byte > 0x39) return false;
    if (point) digitsAfter++;
    if (rateMantissa >= 100_000_000) {
      if (!point) ratePlaces--;
    } else {
      rateMantissa = rateMantissa * 10 + (byte - 0x30);
      if (point) ratePlaces++;
    }
  }
  return length > 0 && rateMantissa > 0 && (!point || digitsAfter > 0);
}

/** An amount of the config in the buyer's currency, rounded down or up to its minor unit; -1 when beyond the limit. */
export function convert(shopMinor: i64, up: bool): i64 {
  let amount = shopMinor * rateMantissa; // below 10^18
  let shift = exponent - shopExponent - ratePlaces;
  for (; shift > 0; shift--) {
    if (amount > TOTAL_LIMIT) return -1;
    amount *= 10;
  }
  let dropped = false;
  for (; shift < 0; shift++) {
    if (amount % 10 != 0) dropped = true;
    amount /= 10;
  }
  if (up && dropped) amount++;
  return amount > TOTAL_LIMIT ? -1 : amount;
}

/** 50450 -> "504.50" at two places. Answers the length. */
export function writeAmount(minor: i64, out: usize): i32 {
  let divisor: i64 = 1;
  let digits = 1;
  while (digits <= exponent || minor / divisor >= 10) {
    divisor *= 10;
    digits++;
  }
  let write = out;
  for (; digits > 0; digits--) {
    if (digits == exponent) store<u8>(write++, 0x2e);
    store<u8>(write++, 0x30 + <u8>((minor / divisor) % 10));
    divisor /= 10;
  }
  return <i32>(write - out);
}

/** 750 -> "7.5", 1000 -> "10". Answers the length. */
export function writePercentage(hundredths: i32, out: usize): i32 {
  let write = out;
  const whole = hundredths / 100;
  if (whole >= 100) store<u8>(write++, 0x31);
  if (whole >= 10) store<u8>(write++, 0x30 + <u8>((whole / 10) % 10));
  store<u8>(write++, 0x30 + <u8>(whole % 10));
  const rest = hundredths % 100;
  if (rest != 0) {
    store<u8>(write++, 0x2e);
    store<u8>(write++, 0x30 + <u8>(rest / 10));
    if (rest % 10 != 0) store<u8>(write++, 0x30 + <u8>(rest % 10));
  }
  return <i32>(write - out);
}
