// Gifts of the standing: {"c": code, "p": percentage, "y": years, "f": from, "u": until}, shop dates inclusive.

import * as names from './names';
import { element, isArray, isString, lengthOf, property, readCount, readText } from './value';
import { CODE, CODE_LIMIT, DATE, DATE_LENGTH, OTHER_CODE, OTHER_DATE, PERCENTAGE, PERCENTAGE_LIMIT, toUpper, validPercentage } from './scratch';

export const GIFT_VALID: i32 = 0;
export const GIFT_EXPIRED: i32 = 1;
export const GIFT_TOO_EARLY: i32 = 2;
export const GIFT_UNREADABLE: i32 = 3;

const NULL: u64 = 0x7ffc << 48;

/** The gift whose code is at CODE, without regard to case; null when this customer has none. Upper-cases CODE. */
export function findGift(gifts: u64, codeLength: i32): u64 {
  if (!isArray(gifts) || codeLength <= 0) return NULL;
  toUpper(CODE, codeLength);
  const count = lengthOf(gifts);
  for (let index: u32 = 0; index < count; index++) {
    const gift = element(gifts, index);
    const code = property(gift, names.KEY_C);
    // the length is in the value itself, so most gifts are passed over without another call
    if (!isString(code) || <i32>lengthOf(code) != codeLength) continue;
    readText(code, OTHER_CODE, CODE_LIMIT);
    toUpper(OTHER_CODE, codeLength);
    if (memory.compare(CODE, OTHER_CODE, codeLength) == 0) return gift;
  }
  return NULL;
}

/** Whether the gift is valid on the date at DATE. ISO dates compare as text. */
export function giftState(gift: u64): i32 {
  if (readText(property(gift, names.KEY_F), OTHER_DATE, DATE_LENGTH) != DATE_LENGTH) return GIFT_UNREADABLE;
  if (memory.compare(DATE, OTHER_DATE, DATE_LENGTH) < 0) return GIFT_TOO_EARLY;
  if (readText(property(gift, names.KEY_U), OTHER_DATE, DATE_LENGTH) != DATE_LENGTH) return GIFT_UNREADABLE;
  return memory.compare(DATE, OTHER_DATE, DATE_LENGTH) > 0 ? GIFT_EXPIRED : GIFT_VALID;
}

/** The gift's percentage at PERCENTAGE; its length, -1 when it is none. */
export function giftPercentage(gift: u64): i32 {
  const length = readText(property(gift, names.KEY_P), PERCENTAGE, PERCENTAGE_LIMIT);
  return validPercentage(length) ? length : -1;
}

export function giftYears(gift: u64): i32 {
  return readCount(property(gift, names.KEY_Y), 1000);
}
