// What a cart gets. Reads as little as the decision needs: calls into the platform are over 90% of what a run costs.

import * as names from './names';
import * as texts from './texts';
import { beginOperations, endOperations, log, nothing, orderPercentage } from './output';
import { element, isArray, isNull, isObject, isString, isTrue, lengthOf, property, readCount, readText } from './value';
import { fill, setPlaceholders } from './message';
import { findGift, GIFT_VALID, giftPercentage, giftState, giftYears } from './gift';
import { countRejected, writeRejected } from './reject';
import {
  CODE,
  CODE_LIMIT,
  DATE,
  DATE_LENGTH,
  isGerman,
  MESSAGE,
  PERCENTAGE,
  PERCENTAGE_LIMIT,
  TEMPLATE,
  TEMPLATE_LIMIT,
  TEXT,
  TEXT_LIMIT,
  TIER_KEY,
  TIER_KEY_LIMIT,
  validPercentage,
} from './scratch';
import { inputGetObjProp } from './platform';

const VERSION: i32 = 1;
const ORDER_LIMIT: i32 = 1_000_000;

export function decide(input: u64): void {
  const entered = property(input, names.ENTERED_DISCOUNT_CODES);
  const byCode = isString(property(input, names.TRIGGERING_DISCOUNT_CODE));
  const buyer = property(property(input, names.CART), names.BUYER_IDENTITY);
  const customer = property(buyer, names.CUSTOMER);
  const standing = readableStanding(customer);
  const refusals = !byCode && isArray(entered) && lengthOf(entered) > 0;

  // most carts end here: no standing, or one without the entitlement that this run could give, and no code to judge
  const entitlement = isObject(standing) ? property(standing, byCode ? names.KEY_G : names.KEY_T) : 0;
  const entitled = byCode ? isArray(entitlement) : isString(entitlement);
  if (!entitled && !refusals) return nothing();

  const discount = property(input, names.DISCOUNT);
  const config = jsonMetafield(discount);
  const kind = isObject(config) ? property(config, names.KEY_K) : 0;
  // "gift" and "loyalty" differ in length, which stands in the value itself: no need to read the text
  const gift = isString(kind) && lengthOf(kind) == 4;
  const loyalty = isString(kind) && lengthOf(kind) == 7;
  if (!(gift || loyalty) || readCount(property(config, names.KEY_V), VERSION) != VERSION) {
    log(texts.MALFORMED_CONFIG);
    return nothing();
  }
  if (byCode != gift) return nothing();
  if (gift) decideGift(input, buyer, entitlement, discount, config);
  else decideLoyalty(input, entered, refusals, buyer, customer, standing, entitlement, discount, config);
}

/** The customer's standing if it is of a version that is understood; otherwise no object, and a line in the log. */
function readableStanding(customer: u64): u64 {
  const standing = jsonMetafield(customer);
  if (isNull(standing) || !isObject(customer)) return standing;
  if (isObject(standing) && readCount(property(standing, names.KEY_V), VERSION) == VERSION) return standing;
  log(texts.MALFORMED_STANDING);
  return 0;
}

/** An anniversary coupon: only for the customer whose standing carries it, only while it is valid. */
function decideGift(input: u64, buyer: u64, gifts: u64, discount: u64, config: u64): void {
  const codeLength = readText(property(input, names.TRIGGERING_DISCOUNT_CODE), CODE, CODE_LIMIT);
  if (codeLength < 0 || !readDate(input) || !hasOrderClass(discount)) return nothing();
  const found = findGift(gifts, codeLength);
  if (isNull(found) || giftState(found) != GIFT_VALID) return nothing();
  const percentageLength = giftPercentage(found);
  if (percentageLength < 0) {
    log(texts.MALFORMED_STANDING);
    return nothing();
  }
  let messageLength = -1;
  if (isTrue(property(buyer, names.IS_AUTHENTICATED))) {
    const german = isGerman(input);
    setPlaceholders(german, PERCENTAGE, percentageLength, -1, 0, -1, giftYears(found));
    messageLength = message(config, german);
  }
  beginOperations(1);
  orderPercentage(PERCENTAGE, percentageLength, MESSAGE, messageLength);
  endOperations();
}

/** The automatic discount: a percentage by tier, and a reason for every code of ours that is not this customer's. */
function decideLoyalty(
  input: u64,
  entered: u64,
  refusals: bool,
  buyer: u64,
  customer: u64,
  standing: u64,
  tierKey: u64,
  discount: u64,
  config: u64,
): void {
  const rejected =
    refusals && readDate(input)
      ? countRejected(entered, standing, property(config, names.KEY_X), isObject(customer))
      : 0;
  let percentageLength = -1;
  let messageLength = -1;
  const tier = isString(tierKey) ? tierOf(tierKey, config) : 0;
  if (isObject(tier) && hasOrderClass(discount)) {
    percentageLength = readText(property(tier, names.KEY_P), PERCENTAGE, PERCENTAGE_LIMIT);
    if (!validPercentage(percentageLength)) {
      log(texts.MALFORMED_CONFIG);
      percentageLength = -1;
    } else if (isTrue(property(buyer, names.IS_AUTHENTICATED))) {
      messageLength = loyaltyMessage(input, percentageLength, standing, tier, config);
    }
  }
  beginOperations(rejected + (percentageLength < 0 ? 0 : 1));
  if (percentageLength >= 0) orderPercentage(PERCENTAGE, percentageLength, MESSAGE, messageLength);
  if (rejected > 0) writeRejected(entered, rejected, isGerman(input));
  endOperations();
}

function loyaltyMessage(input: u64, percentageLength: i32, standing: u64, tier: u64, config: u64): i32 {
  const orders = readCount(property(standing, names.KEY_N), ORDER_LIMIT);
  if (orders < 0) {
    log(texts.MALFORMED_STANDING);
    return -1;
  }
  const german = isGerman(input);
  const nameLength = readText(property(tier, names.KEY_N), TEXT, TEXT_LIMIT);
  setPlaceholders(german, PERCENTAGE, percentageLength, orders + 1, TEXT, nameLength, -1);
  return message(config, german);
}

/** The tier's entry in the config, or something that is no object. */
function tierOf(tierKey: u64, config: u64): u64 {
  const keyLength = readText(tierKey, TIER_KEY, TIER_KEY_LIMIT);
  if (keyLength <= 0) return 0;
  return inputGetObjProp(property(config, names.KEY_T), TIER_KEY, keyLength);
}

/** The config's message in the buyer's language at MESSAGE; its length, -1 when there is none. */
function message(config: u64, german: bool): i32 {
  const messages = property(config, names.KEY_M);
  const length = readText(property(messages, german ? names.KEY_DE : names.KEY_EN), TEMPLATE, TEMPLATE_LIMIT);
  return length < 0 ? -1 : fill(TEMPLATE, length, MESSAGE);
}

/** `metafield.jsonValue` of an owner; null when the owner or the metafield is missing. */
function jsonMetafield(owner: u64): u64 {
  if (!isObject(owner)) return owner;
  const metafield = property(owner, names.METAFIELD);
  return isObject(metafield) ? property(metafield, names.JSON_VALUE) : metafield;
}

/** Whether the discount may touch the order. Of PRODUCT, ORDER and SHIPPING only ORDER has five letters. */
function hasOrderClass(discount: u64): bool {
  const classes = property(discount, names.DISCOUNT_CLASSES);
  if (!isArray(classes)) return false;
  const count = lengthOf(classes);
  for (let index: u32 = 0; index < count; index++) {
    const name = element(classes, index);
    if (isString(name) && lengthOf(name) == 5) return true;
  }
  return false;
}

/** The shop's local date (YYYY-MM-DD) at DATE. */
function readDate(input: u64): bool {
  const time = property(property(input, names.SHOP), names.LOCAL_TIME);
  return readText(property(time, names.DATE), DATE, DATE_LENGTH) == DATE_LENGTH;
}
