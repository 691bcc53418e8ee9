// What a cart gets. Reads as little as the decision needs: calls into the platform are over 90% of what a run costs.

import * as benefits from './benefits';
import * as fields from './fields';
import * as names from './names';
import * as texts from './texts';
import { decideBenefits } from './apply';
import { operationCount, writeBenefits } from './emit';
import { giftHundredths, giftState, giftYears, GIFT_VALID } from './gift';
import { beginOperations, endOperations, log, nothing } from './output';
import { countRejected, writeRejected } from './reject';
import * as rules from './rules';
import { CODE, CODE_LIMIT, isGerman, TIER, TIER_LIMIT } from './scratch';
import { customerKnown, fallbackOrders, isSignedIn, readBuyer, standing } from './standing';
import { readTemplate } from './text';
import { isArray, isObject, isString, lengthOf, property, readText } from './value';

export function decide(input: u64): void {
  const entered = property(input, fields.ENTERED_CODES);
  const byCode = isString(property(input, fields.TRIGGERING_CODE));
  readBuyer(input);
  const refusals = !byCode && isArray(entered) && lengthOf(entered) > 0;

  // most carts end here: no standing, or one without the entitlement that this run could give, and no code to judge
  const entitlement = isObject(standing) ? property(standing, byCode ? names.KEY_G : names.KEY_T) : 0;
  const entitled = byCode ? isArray(entitlement) || isObject(entitlement) : isString(entitlement);
  const orders = entitled || byCode ? 0 : fallbackOrders();
  if (!entitled && !refusals && orders <= 0) return nothing();

  const discount = property(input, fields.DISCOUNT);
  if (!rules.readConfig(discount)) {
    log(texts.MALFORMED_CONFIG);
    return nothing();
  }
  if (byCode != rules.isGift) return nothing();
  if (byCode) decideGift(input, entitlement, discount);
  else decideLoyalty(input, entered, refusals, entitlement, orders, discount);
}

/** An anniversary coupon: only for the customer whose standing carries it, only while it is valid. */
function decideGift(input: u64, gifts: u64, discount: u64): void {
  const codeLength = readText(property(input, fields.TRIGGERING_CODE), CODE, CODE_LIMIT);
  if (codeLength < 0 || !rules.readDate(input)) return nothing();
  const classes = rules.readClasses(discount);
  if ((classes & (1 << benefits.ORDER)) == 0 || giftState(gifts, codeLength) != GIFT_VALID) return nothing();
  const hundredths = giftHundredths();
  if (hundredths < 0) {
    log(texts.MALFORMED_STANDING);
    return nothing();
  }
  if (rules.version == 1) benefits.setOrderPercentage(hundredths);
  else {
    const length = readText(property(rules.config, names.KEY_B), TIER, TIER_LIMIT);
    const parsed = benefits.parse(TIER, length, true) && benefits.count == 1;
    if (!parsed || benefits.classOf(0) != benefits.ORDER || !benefits.isPercentage(0)) {
      log(texts.MALFORMED_CONFIG);
      return nothing();
    }
    benefits.setFirstValue(hundredths);
    if (!rules.isRunning()) return nothing();
  }
  if (!decideBenefits(input, rules.exclusions, rules.stack, rules.exponent)) {
    log(texts.MALFORMED_CART);
    return nothing();
  }
  const count = operationCount();
  let templateLength = -1;
  if (count > 0 && isSignedIn())
    templateLength = readTemplate(input, property(rules.config, names.KEY_M), rules.version, -1, 0, -1, giftYears());
  beginOperations(count);
  writeBenefits(templateLength, 0);
  endOperations();
}

/** The automatic discount: what the tier gives, and a reason for every code of ours that is not this customer's. */
function decideLoyalty(input: u64, entered: u64, refusals: bool, tierKey: u64, orders: i32, discount: u64): void {
  const dateKnown = (refusals || rules.needsDate()) && rules.readDate(input);
  const rejected =
    refusals && dateKnown
      ? countRejected(entered, standing, property(rules.config, names.KEY_X), customerKnown)
      : 0;
  let templateLength = -1;
  let given: u32 = 0;
  if (rules.readTier(tierKey, orders, dateKnown)) {
    benefits.keepClasses(rules.readClasses(discount) & ~(1 << benefits.DELIVERY));
    if (decideBenefits(input, rules.exclusions, rules.stack, rules.exponent)) {
      given = operationCount();
      if (given > 0 && isSignedIn()) templateLength = rules.readTierTemplate(input, orders);
    } else log(texts.MALFORMED_CART);
  }
  beginOperations(rejected + given);
  if (given > 0) writeBenefits(templateLength, rules.endDate);
  if (rejected > 0) writeRejected(entered, rejected, isGerman(input));
  endOperations();
}
