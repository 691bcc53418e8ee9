// Reading NaN-boxed input values. Mask 0x7ffc << 48, tag in bits 46-49, length in bits 32-45, handle in the low 32 bits;
// everything that does not match the mask is an f64.

import { inputGetAtIndex, inputGetObjProp, inputGetValLen, inputReadUtf8Str } from './platform';

const BOX: u64 = 0x7ffc << 48;
const TAG: u64 = 0x7fff_c000 << 32;
const NULL: u64 = BOX;
const TRUE: u64 = BOX | (1 << 46) | 1;
const FALSE: u64 = BOX | (1 << 46);
const STRING: u64 = BOX | (3 << 46);
const OBJECT: u64 = BOX | (4 << 46);
const ARRAY: u64 = BOX | (5 << 46);
/** a length field that is full says "ask for the length" */
const SATURATED: u32 = 16383;

export function isNull(value: u64): bool {
  return value == NULL;
}
export function isTrue(value: u64): bool {
  return value == TRUE;
}
export function isFalse(value: u64): bool {
  return value == FALSE;
}
export function isString(value: u64): bool {
  return (value & TAG) == STRING;
}
export function isObject(value: u64): bool {
  return (value & TAG) == OBJECT;
}
export function isArray(value: u64): bool {
  return (value & TAG) == ARRAY;
}
function isNumber(value: u64): bool {
  return (value & BOX) != BOX;
}

/** Bytes of a string, elements of an array. */
export function lengthOf(value: u64): u32 {
  const length = <u32>(value >> 32) & SATURATED;
  return length == SATURATED ? <u32>inputGetValLen(value) : length;
}

/** A property of an object; null when absent, an error value when `object` is none. */
export function property(object: u64, name: StaticArray<u8>): u64 {
  return inputGetObjProp(object, changetype<usize>(name), name.length);
}

export function element(array: u64, index: u32): u64 {
  return inputGetAtIndex(array, index);
}

/** Copies a string of at most `limit` bytes to `out`. Answers its length, or -1 when it is no string or longer. */
export function readText(value: u64, out: usize, limit: i32): i32 {
  if (!isString(value)) return -1;
  const length = <i32>lengthOf(value);
  if (length > limit) return -1;
  inputReadUtf8Str(<usize>(<u32>value), out, length);
  return length;
}

/** The integer number `value` if it is one between 0 and `limit`, else -1. */
export function readCount(value: u64, limit: i32): i32 {
  if (!isNumber(value)) return -1;
  const number = reinterpret<f64>(value);
  // written so that NaN and infinities fail
  if (!(number >= 0 && number <= <f64>limit)) return -1;
  const count = <i32>number;
  return <f64>count == number ? count : -1;
}
