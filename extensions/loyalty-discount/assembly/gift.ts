// Gifts of the standing, by code. Version 1: [{"c": code, "p": percentage, "y": years, "f": from, "u": until}]; version 2:
// {code: from (10) + until (10) + hundredths of a percent (5 digits) + years}. Shop dates, inclusive.

import * as names from './names';
import { element, isArray, isObject, isString, lengthOf, property, readCount, readText } from './value';
import { inputGetObjProp } from './platform';
import {
  CODE,
  CODE_LIMIT,
  DATE,
  DATE_LENGTH,
  equal,
  GIFT,
  GIFT_LIMIT,
  isBefore,
  isDate,
  OTHER_CODE,
  parsePercentage,
  PERCENTAGE,
  PERCENTAGE_LIMIT,
  toUpper,
} from './scratch';

export const GIFT_VALID: i32 = 0;
export const GIFT_EXPIRED: i32 = 1;
export const GIFT_TOO_EARLY: i32 = 2;
export const GIFT_UNREADABLE: i32 = 3;
export const GIFT_NONE: i32 = 4;

let found: u64 = 0;
let foundLength: i32 = -1;

/** What this customer's gift with the code at CODE is worth today (at DATE). Upper-cases CODE. */
export function giftState(gifts: u64, codeLength: i32): i32 {
  if (codeLength <= 0) return GIFT_NONE;
  toUpper(CODE, codeLength);
  if (isObject(gifts)) return stateOfText(inputGetObjProp(gifts, CODE, codeLength));
  return isArray(gifts) ? stateInList(gifts, codeLength) : GIFT_NONE;
}

/** The found gift's percentage in hundredths; -1 when it is none. */
export function giftHundredths(): i32 {
  if (foundLength >= 0) {
    const hundredths = digits(GIFT + 20, GIFT + 25);
    return hundredths > 0 && hundredths <= 10_000 ? hundredths : -1;
  }
  return parsePercentage(readText(property(found, names.KEY_P), PERCENTAGE, PERCENTAGE_LIMIT));
}

export function giftYears(): i32 {
  if (foundLength >= 0) return digits(GIFT + 25, GIFT + foundLength);
  return readCount(property(found, names.KEY_Y), 1000);
}

function stateOfText(gift: u64): i32 {
  if (!isString(gift)) return GIFT_NONE;
  foundLength = readText(gift, GIFT, GIFT_LIMIT);
  if (foundLength < 26 || foundLength > 28) return GIFT_UNREADABLE;
  return stateOf(GIFT, GIFT + DATE_LENGTH);
}

function stateInList(gifts: u64, codeLength: i32): i32 {
  const count = lengthOf(gifts);
  for (let index: u32 = 0; index < count; index++) {
    const gift = element(gifts, index);
    const code = property(gift, names.KEY_C);
    // the length is in the value itself, so most gifts are passed over without another call
    if (!isString(code) || <i32>lengthOf(code) != codeLength) continue;
    readText(code, OTHER_CODE, CODE_LIMIT);
    toUpper(OTHER_CODE, codeLength);
    if (!equal(CODE, OTHER_CODE, codeLength)) continue;
    found = gift;
    foundLength = -1;
    if (readText(property(gift, names.KEY_F), GIFT, DATE_LENGTH) != DATE_LENGTH) return GIFT_UNREADABLE;
    if (readText(property(gift, names.KEY_U), GIFT + DATE_LENGTH, DATE_LENGTH) != DATE_LENGTH) return GIFT_UNREADABLE;
    return stateOf(GIFT, GIFT + DATE_LENGTH);
  }
  return GIFT_NONE;
}

function stateOf(from: usize, until: usize): i32 {
  if (!isDate(from) || !isDate(until)) return GIFT_UNREADABLE;
  if (isBefore(DATE, from)) return GIFT_TOO_EARLY;
  return isBefore(until, DATE) ? GIFT_EXPIRED : GIFT_VALID;
}

function digits(from: usize, end: usize): i32 {
  let value = 0;
  for (let at = from; at < end; at++) {
    const byte = load<u8>(at);
    if (byte < 0x30 || byte > 0x39) return -1;
    value = value * 10 + (byte - 0x30);
  }
  return value;
}
