// Objects that stand in a list by the hundred, with the fields "a", "b", ... Reading a field by its position costs 60 to 250
// instructions less than by its name. The first object of each list is asked whether its fields are in that order (as the
// query has them, and as they would be if they were sorted), and every object whether it has as many; else names are used.

import { inputGetObjKeyAtIndex } from './platform';
import { element, isString, lengthOf, property, readText } from './value';
import { NUMBER } from './scratch';

const A: StaticArray<u8> = [97];
const B: StaticArray<u8> = [98];
const C: StaticArray<u8> = [99];
const D: StaticArray<u8> = [100];

/** tag and length of a value that is an object of no fields */
const SHAPE: u64 = 0x7fff_ffff << 32;
const OBJECT: u64 = (0x7ffc << 48) | (4 << 46);

/** Whether `value` is an object with that many fields. */
@inline export function hasFields(value: u64, count: u32): bool {
  return (value & SHAPE) == (OBJECT | (<u64>count << 32));
}

/** Whether the fields of an object with `count` of them are "a", "b", ... in that order. */
export function isInOrder(object: u64, count: u32): bool {
  if (!hasFields(object, count)) return false;
  // where all others are what they should be, so is the last
  for (let index: u32 = 0; index + 1 < count; index++) {
    const key = inputGetObjKeyAtIndex(object, index);
    if (!isString(key) || lengthOf(key) != 1) return false;
    readText(key, NUMBER, 1);
    if (<u32>load<u8>(NUMBER) != 0x61 + index) return false;
  }
  return true;
}

/** The field "a" (0), "b" (1), ... of an object. */
@inline export function field(object: u64, index: u32, byPosition: bool): u64 {
  return byPosition ? element(object, index) : fieldByName(object, index);
}

function fieldByName(object: u64, index: u32): u64 {
  return property(object, index == 0 ? A : index == 1 ? B : index == 2 ? C : D);
}
