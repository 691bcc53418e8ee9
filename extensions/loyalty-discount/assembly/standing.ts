// The buyer, and the standing of version 1 or 2 that the customer carries.

import * as fields from './fields';
import * as names from './names';
import * as texts from './texts';
import { log } from './output';
import { isNull, isObject, isTrue, property, readCount } from './value';

export const ORDER_LIMIT: i32 = 1_000_000;

export let buyer: u64 = 0;
export let customerKnown: bool = false;
/** an object of a version that is understood, or something that is no object */
export let standing: u64 = 0;
export let standingVersion: i32 = 0;
let customer: u64 = 0;
let missing: bool = false;

/** Reads the buyer. A standing that is there and unreadable is logged. */
export function readBuyer(input: u64): void {
  buyer = property(property(input, fields.BUYER), fields.BUYER_IDENTITY);
  customer = property(buyer, fields.CUSTOMER);
  customerKnown = isObject(customer);
  standing = 0;
  standingVersion = 0;
  missing = false;
  if (!customerKnown) return;
  const value = jsonMetafield(customer);
  missing = isNull(value);
  if (missing) return;
  if (isObject(value)) standingVersion = readCount(property(value, names.KEY_V), 2);
  if (standingVersion >= 1) standing = value;
  else log(texts.MALFORMED_STANDING);
}

/** Personal texts are for a buyer who is signed in. */
export function isSignedIn(): bool {
  return isTrue(property(buyer, fields.IS_AUTHENTICATED));
}

/** The platform's own count of orders, for a customer without a standing; 0 for everybody else. */
export function fallbackOrders(): i32 {
  return missing ? readCount(property(customer, fields.NUMBER_OF_ORDERS), ORDER_LIMIT) : 0;
}

/** Qualifying orders so far, -1 when unreadable. */
export function qualifyingOrders(): i32 {
  return readCount(property(standing, names.KEY_N), ORDER_LIMIT);
}

/** `metafield.jsonValue` of an owner; null when the metafield is missing. */
export function jsonMetafield(owner: u64): u64 {
  const metafield = property(owner, fields.METAFIELD);
  return isObject(metafield) ? property(metafield, fields.JSON_VALUE) : metafield;
}
