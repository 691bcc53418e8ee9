// The discount's config, version 1 or 2 (docs/decisions/005-discount-rules.md).

import * as benefits from './benefits';
import * as fields from './fields';
import * as names from './names';
import * as texts from './texts';
import { log } from './output';
import { inputGetObjProp } from './platform';
import {
  DATE,
  DATE_LENGTH,
  END_DATE,
  isBefore,
  isDate,
  parsePercentage,
  PERCENTAGE,
  PERCENTAGE_LIMIT,
  RULES,
  RULES_LIMIT,
  TEXT,
  TEXT_LIMIT,
  TIER,
  TIER_KEY,
  TIER_KEY_LIMIT,
  TIER_LIMIT,
} from './scratch';
import { jsonMetafield, qualifyingOrders, standingVersion } from './standing';
import { readTemplate } from './text';
import { element, isArray, isObject, isString, lengthOf, property, readCount, readText } from './value';

/** the rules' text begins with: mode, exponent, exclusions, exhausted (1 byte each), first and last day (10 each) */
const FIRST_DAY: usize = 4;
const LAST_DAY: usize = 14;
const FALLBACK: i32 = 24;

export let config: u64 = 0;
export let version: i32 = 0;
export let isGift: bool = false;
export let exclusions: i32 = 0;
export let stack: bool = false;
export let exponent: i32 = 2;
/** where the last day of the entitlement stands; 0 for none */
export let endDate: usize = 0;
let exhausted: bool = false;
let rulesLength: i32 = 0;
let tier: u64 = 0;
let tierLength: i32 = 0;

/** False when there is no config that is understood. */
export function readConfig(discount: u64): bool {
  config = isObject(discount) ? jsonMetafield(discount) : 0;
  endDate = 0;
  exclusions = 0;
  stack = false;
  exhausted = false;
  if (!isObject(config)) return false;
  version = readCount(property(config, names.KEY_V), 2);
  if (version < 1) return false;
  const length = readText(property(config, names.KEY_K), TEXT, 7);
  isGift = length == 4 && load<u32>(TEXT) == 0x74666967; // "gift", little endian
  const isLoyalty = length == 7 && load<u32>(TEXT) == 0x61796f6c && load<u32>(TEXT + 3) == 0x79746c61; // "loya", "alty"
  if (!isGift && !isLoyalty) return false;
  return version == 1 || readRules();
}

function readRules(): bool {
  rulesLength = readText(property(config, names.KEY_R), RULES, RULES_LIMIT);
  if (rulesLength < FALLBACK) return false;
  const mode = load<u8>(RULES);
  exponent = <i32>load<u8>(RULES + 1) - 0x30;
  exclusions = <i32>load<u8>(RULES + 2) - 0x41; // "A" to "P"
  const spent = load<u8>(RULES + 3);
  if (exponent < 0 || exponent > 4 || exclusions < 0 || exclusions > 15) return false;
  if ((mode != 0x62 && mode != 0x73) || (spent != 0x30 && spent != 0x31)) return false; // b, s, 0, 1
  if (!isDate(RULES + FIRST_DAY) || !isDate(RULES + LAST_DAY)) return false;
  stack = mode == 0x73;
  exhausted = spent == 0x31;
  return true;
}

/** Whether a decision on a tier looks at the calendar. */
export function needsDate(): bool {
  return version > 1 || standingVersion > 1;
}

/** The shop's local date (YYYY-MM-DD) at DATE. */
export function readDate(input: u64): bool {
  const time = property(property(input, fields.SHOP), fields.LOCAL_TIME);
  return readText(property(time, fields.DATE), DATE, DATE_LENGTH) == DATE_LENGTH && isDate(DATE);
}

/** Whether the rules give anything on the date at DATE: between first and last day, budget left. */
export function isRunning(): bool {
  return !exhausted && !isBefore(DATE, RULES + FIRST_DAY) && !isBefore(RULES + LAST_DAY, DATE);
}

/** The classes that the discount may touch, 1 << class of a benefit. PRODUCT, ORDER and SHIPPING differ in length. */
export function readClasses(discount: u64): i32 {
  const classes = property(discount, fields.DISCOUNT_CLASSES);
  if (!isArray(classes)) return 0;
  const count = lengthOf(classes);
  let mask = 0;
  for (let index: u32 = 0; index < count; index++) {
    const name = element(classes, index);
    if (!isString(name)) continue;
    const length = lengthOf(name);
    if (length == 5) mask |= 1 << benefits.ORDER;
    else if (length == 7) mask |= (1 << benefits.COLLECTION) | (1 << benefits.TAG);
    else if (length == 8) mask |= 1 << benefits.DELIVERY;
  }
  return mask;
}

/** What the customer's tier gives, into `benefits`. False when there is none today; unreadable rules are logged. */
export function readTier(tierKey: u64, orders: i32, dateKnown: bool): bool {
  benefits.keepClasses(0);
  if (!isString(tierKey) && orders <= 0) return false;
  if (needsDate() && !dateKnown) return false;
  if (version > 1 && !isRunning()) return false;
  const keyLength = isString(tierKey) ? readTierKey(tierKey) : fallbackKey(orders);
  if (keyLength <= 0) return false;
  tier = inputGetObjProp(property(config, names.KEY_T), TIER_KEY, keyLength);
  if (version > 1) {
    if (!isString(tier)) return false;
    tierLength = readText(tier, TIER, TIER_LIMIT);
    if (benefits.parse(TIER, tierLength, false)) return true;
  } else {
    if (!isObject(tier)) return false;
    const length = readText(property(tier, names.KEY_P), PERCENTAGE, PERCENTAGE_LIMIT);
    const hundredths = parsePercentage(length);
    if (hundredths > 0) {
      benefits.setOrderPercentage(hundredths);
      return true;
    }
  }
  log(texts.MALFORMED_CONFIG);
  return false;
}

/** The message for the tier at TEMPLATE; its length, -1 for none. */
export function readTierTemplate(input: u64, fallbackOrders: i32): i32 {
  const orders = fallbackOrders > 0 ? fallbackOrders : qualifyingOrders();
  if (orders < 0) {
    log(texts.MALFORMED_STANDING);
    return -1;
  }
  if (version == 1) {
    const length = readText(property(tier, names.KEY_N), TEXT, TEXT_LIMIT);
    return readTemplate(input, property(config, names.KEY_M), version, orders + 1, TEXT, length, -1);
  }
  const offset = benefits.nameOffset();
  return readTemplate(input, property(config, names.KEY_M), version, orders + 1, TIER + offset, tierLength - offset, -1);
}

/** The key at TIER_KEY, its length; 0 when the entitlement has ended. Version 2: last day (10 bytes) and key. */
function readTierKey(tierKey: u64): i32 {
  if (standingVersion == 1) return readText(tierKey, TIER_KEY, TIER_KEY_LIMIT);
  const length = readText(tierKey, END_DATE, DATE_LENGTH + TIER_KEY_LIMIT);
  if (length <= DATE_LENGTH || !isDate(END_DATE)) {
    log(texts.MALFORMED_STANDING);
    return 0;
  }
  if (isBefore(END_DATE, DATE)) return 0;
  endDate = load<u8>(END_DATE) == 0x39 ? 0 : END_DATE; // 9999-12-31 is no end
  memory.copy(TIER_KEY, END_DATE + DATE_LENGTH, length - DATE_LENGTH);
  return length - DATE_LENGTH;
}

/** The fallback "10=gold,3=loyal" (most orders first): the key of the first entry that is reached, 0 for none. */
function fallbackKey(orders: i32): i32 {
  if (version == 1) return 0;
  let at: usize = RULES + FALLBACK;
  const end: usize = RULES + rulesLength;
  while (at < end) {
    let from = 0;
    for (; at < end && load<u8>(at) >= 0x30 && load<u8>(at) <= 0x39 && from <= 1_000_000; at++)
      from = from * 10 + (load<u8>(at) - 0x30);
    if (at >= end || load<u8>(at) != 0x3d) return 0;
    const key = ++at;
    while (at < end && load<u8>(at) != 0x2c) at++;
    const length = <i32>(at - key);
    if (length > TIER_KEY_LIMIT) return 0;
    if (orders >= from) {
      memory.copy(TIER_KEY, key, length);
      return length;
    }
    at++;
  }
  return 0;
}
