// Writing the answer. Lengths are declared before the content; a wrong one is refused by the platform with a status.

import {
  logNewUtf8Str,
  outputFinishArray,
  outputFinishObject,
  outputNewArray,
  outputNewObject,
  outputNewUtf8Str,
} from './platform';
import * as names from './names';

@inline export function text(bytes: StaticArray<u8>): void {
  outputNewUtf8Str(changetype<usize>(bytes), bytes.length);
}

let logged: bool = false;

/** One line a run: what is found unreadable first. */
export function log(bytes: StaticArray<u8>): void {
  if (logged) return;
  logged = true;
  logNewUtf8Str(changetype<usize>(bytes), bytes.length);
}

/** {"operations": [ ...count operations follow, then `endOperations` ]} */
export function beginOperations(count: u32): void {
  outputNewObject(1);
  text(names.OPERATIONS);
  outputNewArray(count);
}

export function endOperations(): void {
  outputFinishArray();
  outputFinishObject();
}

export function nothing(): void {
  beginOperations(0);
  endOperations();
}

/** {name: {"selectionStrategy": strategy, "candidates": [ ...count candidates follow, then `endAdd` ]}} */
export function beginAdd(name: StaticArray<u8>, strategy: StaticArray<u8>, count: u32): void {
  outputNewObject(1);
  text(name);
  outputNewObject(2);
  text(names.SELECTION_STRATEGY);
  text(strategy);
  text(names.CANDIDATES);
  outputNewArray(count);
}

export function endAdd(): void {
  outputFinishArray();
  outputFinishObject();
  outputFinishObject();
}

/** A candidate with `count` targets, which follow; then `endCandidate`. `messageLength` < 0: the discount's title. */
export function beginCandidate(messageLength: i32, count: u32): void {
  outputNewObject(messageLength < 0 ? 2 : 3);
  text(names.TARGETS);
  outputNewArray(count);
}

/** {"percentage": {"value": text}} or {"fixedAmount": {"amount": text}}, and the message. */
export function endCandidate(percentage: bool, value: usize, valueLength: i32, message: usize, messageLength: i32): void {
  outputFinishArray();
  text(names.VALUE);
  outputNewObject(1);
  text(percentage ? names.PERCENTAGE : names.FIXED_AMOUNT);
  outputNewObject(1);
  text(percentage ? names.VALUE : names.AMOUNT);
  outputNewUtf8Str(value, valueLength);
  outputFinishObject();
  outputFinishObject();
  if (messageLength >= 0) {
    text(names.MESSAGE);
    outputNewUtf8Str(message, messageLength);
  }
  outputFinishObject();
}

/** {"orderSubtotal": {"excludedCartLineIds": [ ...count ids follow, then `endOrderTarget` ]}} */
export function beginOrderTarget(count: u32): void {
  outputNewObject(1);
  text(names.ORDER_SUBTOTAL);
  outputNewObject(1);
  text(names.EXCLUDED_CART_LINE_IDS);
  outputNewArray(count);
}

export function endOrderTarget(): void {
  outputFinishArray();
  outputFinishObject();
  outputFinishObject();
}

/** {name: {"id": the text at `at`}} */
export function idTarget(name: StaticArray<u8>, at: usize, length: i32): void {
  outputNewObject(1);
  text(name);
  outputNewObject(1);
  text(names.ID);
  outputNewUtf8Str(at, length);
  outputFinishObject();
  outputFinishObject();
}

/** Refuses one entered code with a reason. */
export function rejectCode(code: usize, codeLength: i32, reason: StaticArray<u8>): void {
  outputNewObject(1);
  text(names.ENTERED_DISCOUNT_CODES_REJECT);
  outputNewObject(2);
  text(names.CODES);
  outputNewArray(1);
  outputNewObject(1);
  text(names.CODE);
  outputNewUtf8Str(code, codeLength);
  outputFinishObject();
  outputFinishArray();
  text(names.MESSAGE);
  text(reason);
  outputFinishObject();
  outputFinishObject();
}
