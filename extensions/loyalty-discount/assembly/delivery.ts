// What the tier gives on delivery.

import * as benefits from './benefits';
import * as fields from './fields';
import * as names from './names';
import * as rules from './rules';
import * as texts from './texts';
import { readMoney } from './apply';
import { benefitMessage } from './emit';
import { readAmount, writeAmount, writePercentage } from './money';
import { beginAdd, beginCandidate, beginOperations, endAdd, endCandidate, endOperations, idTarget, log, nothing } from './output';
import { AMOUNT, MESSAGE, TEXT, TEXT_LIMIT } from './scratch';
import { fallbackOrders, isSignedIn, readBuyer, standing } from './standing';
import { element, isArray, isObject, isString, lengthOf, property, readText } from './value';

export function decideDelivery(input: u64): void {
  readBuyer(input);
  const tierKey = isObject(standing) ? property(standing, names.KEY_T) : 0;
  const orders = isString(tierKey) ? 0 : fallbackOrders();
  if (!isString(tierKey) && orders <= 0) return nothing();
  const discount = property(input, fields.DISCOUNT);
  if (!rules.readConfig(discount)) {
    log(texts.MALFORMED_CONFIG);
    return nothing();
  }
  // version 1 gives nothing on delivery
  if (rules.isGift || rules.version == 1 || !rules.readDate(input)) return nothing();
  if (!rules.readTier(tierKey, orders, true)) return nothing();
  benefits.keepClasses(rules.readClasses(discount) & (1 << benefits.DELIVERY));
  if (benefits.count == 0) return nothing();

  const cart = property(input, fields.CART);
  if (benefits.hasAmount(0)) {
    const subtotal = property(property(cart, fields.COST), fields.SUBTOTAL_AMOUNT);
    const readable = readMoney(input, cart, rules.exponent);
    const base = readable && benefits.minimumOf(0) > 0 ? readAmount(property(subtotal, fields.AMOUNT)) : 0;
    if (!readable || base < 0) {
      log(texts.MALFORMED_CART);
      return nothing();
    }
    if (base < benefits.minimumOf(0) || benefits.valueOf(0) == 0) return nothing();
  }
  const groups = property(cart, fields.DELIVERY_GROUPS);
  if (!isArray(groups) || lengthOf(groups) == 0) return nothing();
  const percentage = benefits.isPercentage(0);
  // an amount is given once, whatever the number of parcels
  const count: u32 = percentage ? lengthOf(groups) : 1;
  const templateLength = isSignedIn() ? rules.readTierTemplate(input, orders) : -1;
  const messageLength = benefitMessage(0, templateLength, rules.endDate);
  beginOperations(1);
  beginAdd(names.DELIVERY_DISCOUNTS_ADD, names.ALL, 1);
  beginCandidate(messageLength, count);
  for (let index: u32 = 0; index < count; index++) {
    const length = readText(property(element(groups, index), fields.GROUP_ID), TEXT, TEXT_LIMIT);
    idTarget(names.DELIVERY_GROUP, TEXT, max(length, 0));
  }
  const value = benefits.valueOf(0);
  const length = percentage ? writePercentage(<i32>value, AMOUNT) : writeAmount(value, AMOUNT);
  endCandidate(percentage, AMOUNT, length, MESSAGE, messageLength);
  endAdd();
  endOperations();
}
