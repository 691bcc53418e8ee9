// Codes with our prefix that are not this customer's, or not valid today, are refused with a reason the buyer can read.
// Only the automatic discount may refuse codes.

import * as fields from './fields';
import * as names from './names';
import * as texts from './texts';
import { element, isTrue, isObject, lengthOf, property, readText } from './value';
import { GIFT_EXPIRED, GIFT_TOO_EARLY, GIFT_VALID, giftState } from './gift';
import { rejectCode } from './output';
import { CODE, CODE_LIMIT, equal, TEXT, toUpper, VERDICT_LIMIT, VERDICTS } from './scratch';

const FOREIGN: u8 = 1;
const SIGN_IN: u8 = 2;
const EXPIRED: u8 = 3;
const TOO_EARLY: u8 = 4;

/** Judges the entered codes into VERDICTS (the date is at DATE). Answers how many are refused. */
export function countRejected(entered: u64, standing: u64, prefix: u64, customerKnown: bool): u32 {
  const prefixLength = readText(prefix, TEXT, 16);
  if (prefixLength <= 0) return 0;
  toUpper(TEXT, prefixLength);
  const count = min(lengthOf(entered), VERDICT_LIMIT);
  let rejected: u32 = 0;
  for (let index: u32 = 0; index < count; index++) {
    const verdict = judge(element(entered, index), standing, prefixLength, customerKnown);
    store<u8>(VERDICTS + index, verdict);
    if (verdict != 0) rejected++;
  }
  return rejected;
}

function judge(entered: u64, standing: u64, prefixLength: i32, customerKnown: bool): u8 {
  const length = readText(property(entered, fields.ENTERED_CODE), CODE, CODE_LIMIT);
  // "DANKE-..." is ours, "DANKESCHOEN" is somebody else's campaign
  if (length <= prefixLength + 1 || load<u8>(CODE + prefixLength) != 0x2d) return 0;
  toUpper(CODE, length);
  if (!equal(CODE, TEXT, prefixLength)) return 0;
  if (!isTrue(property(entered, fields.REJECTABLE))) return 0;
  if (!isObject(standing)) return customerKnown ? FOREIGN : SIGN_IN;
  const state = giftState(property(standing, names.KEY_G), length);
  if (state == GIFT_VALID) return 0;
  return state == GIFT_EXPIRED ? EXPIRED : state == GIFT_TOO_EARLY ? TOO_EARLY : FOREIGN;
}

/** One operation per refused code, in the order entered. */
export function writeRejected(entered: u64, rejected: u32, german: bool): void {
  for (let index: u32 = 0; rejected > 0; index++) {
    const verdict = load<u8>(VERDICTS + index);
    if (verdict == 0) continue;
    rejected--;
    const length = readText(property(element(entered, index), fields.ENTERED_CODE), CODE, CODE_LIMIT);
    rejectCode(CODE, length, reason(verdict, german));
  }
}

function reason(verdict: u8, german: bool): StaticArray<u8> {
  if (verdict == SIGN_IN) return german ? texts.SIGN_IN_DE : texts.SIGN_IN_EN;
  if (verdict == EXPIRED) return german ? texts.EXPIRED_DE : texts.EXPIRED_EN;
  if (verdict == TOO_EARLY) return german ? texts.TOO_EARLY_DE : texts.TOO_EARLY_EN;
  return german ? texts.FOREIGN_DE : texts.FOREIGN_EN;
}
