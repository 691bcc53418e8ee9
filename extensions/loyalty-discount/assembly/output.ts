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

@inline export function log(bytes: StaticArray<u8>): void {
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

/** A percentage of the whole order. `messageLength` < 0: no message, the platform shows the discount's title. */
export function orderPercentage(percentage: usize, percentageLength: i32, message: usize, messageLength: i32): void {
  outputNewObject(1);
  text(names.ORDER_DISCOUNTS_ADD);
  outputNewObject(2);
  text(names.SELECTION_STRATEGY);
  text(names.FIRST);
  text(names.CANDIDATES);
  outputNewArray(1);
  outputNewObject(messageLength < 0 ? 2 : 3);
  text(names.TARGETS);
  outputNewArray(1);
  outputNewObject(1);
  text(names.ORDER_SUBTOTAL);
  outputNewObject(1);
  text(names.EXCLUDED_CART_LINE_IDS);
  outputNewArray(0);
  outputFinishArray();
  outputFinishObject();
  outputFinishObject();
  outputFinishArray();
  text(names.VALUE);
  outputNewObject(1);
  text(names.PERCENTAGE);
  outputNewObject(1);
  text(names.VALUE);
  outputNewUtf8Str(percentage, percentageLength);
  outputFinishObject();
  outputFinishObject();
  if (messageLength >= 0) {
    text(names.MESSAGE);
    outputNewUtf8Str(message, messageLength);
  }
  outputFinishObject();
  outputFinishArray();
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
