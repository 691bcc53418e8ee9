// Names of the output's fields and of the metafields' keys as UTF-8 bytes in static memory, so that no call has to convert a
// UTF-16 literal. Written by hand once with `[...Buffer.from('name')]`; a wrong byte makes every test of the function fail.

/** code */
export const CODE: StaticArray<u8> = [99, 111, 100, 101];
/** operations */
export const OPERATIONS: StaticArray<u8> = [111, 112, 101, 114, 97, 116, 105, 111, 110, 115];
/** orderDiscountsAdd */
export const ORDER_DISCOUNTS_ADD: StaticArray<u8> = [111, 114, 100, 101, 114, 68, 105, 115, 99, 111, 117, 110, 116, 115, 65, 100, 100];
/** selectionStrategy */
export const SELECTION_STRATEGY: StaticArray<u8> = [115, 101, 108, 101, 99, 116, 105, 111, 110, 83, 116, 114, 97, 116, 101, 103, 121];
/** FIRST */
export const FIRST: StaticArray<u8> = [70, 73, 82, 83, 84];
/** candidates */
export const CANDIDATES: StaticArray<u8> = [99, 97, 110, 100, 105, 100, 97, 116, 101, 115];
/** targets */
export const TARGETS: StaticArray<u8> = [116, 97, 114, 103, 101, 116, 115];
/** orderSubtotal */
export const ORDER_SUBTOTAL: StaticArray<u8> = [111, 114, 100, 101, 114, 83, 117, 98, 116, 111, 116, 97, 108];
/** excludedCartLineIds */
export const EXCLUDED_CART_LINE_IDS: StaticArray<u8> = [101, 120, 99, 108, 117, 100, 101, 100, 67, 97, 114, 116, 76, 105, 110, 101, 73, 100, 115];
/** value */
export const VALUE: StaticArray<u8> = [118, 97, 108, 117, 101];
/** percentage */
export const PERCENTAGE: StaticArray<u8> = [112, 101, 114, 99, 101, 110, 116, 97, 103, 101];
/** message */
export const MESSAGE: StaticArray<u8> = [109, 101, 115, 115, 97, 103, 101];
/** enteredDiscountCodesReject */
export const ENTERED_DISCOUNT_CODES_REJECT: StaticArray<u8> = [101, 110, 116, 101, 114, 101, 100, 68, 105, 115, 99, 111, 117, 110, 116, 67, 111, 100, 101, 115, 82, 101, 106, 101, 99, 116];
/** codes */
export const CODES: StaticArray<u8> = [99, 111, 100, 101, 115];

// keys of the metafields, see docs/decisions/005-discount-rules.md
export const KEY_V: StaticArray<u8> = [118];
export const KEY_K: StaticArray<u8> = [107];
export const KEY_N: StaticArray<u8> = [110];
export const KEY_T: StaticArray<u8> = [116];
export const KEY_G: StaticArray<u8> = [103];
export const KEY_C: StaticArray<u8> = [99];
export const KEY_P: StaticArray<u8> = [112];
export const KEY_Y: StaticArray<u8> = [121];
export const KEY_F: StaticArray<u8> = [102];
export const KEY_U: StaticArray<u8> = [117];
export const KEY_M: StaticArray<u8> = [109];
export const KEY_X: StaticArray<u8> = [120];
export const KEY_EN: StaticArray<u8> = [101, 110];

/** amount */
export const AMOUNT: StaticArray<u8> = [97, 109, 111, 117, 110, 116];
/** id */
export const ID: StaticArray<u8> = [105, 100];
/** productDiscountsAdd */
export const PRODUCT_DISCOUNTS_ADD: StaticArray<u8> = [112, 114, 111, 100, 117, 99, 116, 68, 105, 115, 99, 111, 117, 110, 116, 115, 65, 100, 100];
/** deliveryDiscountsAdd */
export const DELIVERY_DISCOUNTS_ADD: StaticArray<u8> = [100, 101, 108, 105, 118, 101, 114, 121, 68, 105, 115, 99, 111, 117, 110, 116, 115, 65, 100, 100];
/** deliveryGroup */
export const DELIVERY_GROUP: StaticArray<u8> = [100, 101, 108, 105, 118, 101, 114, 121, 71, 114, 111, 117, 112];
/** cartLine */
export const CART_LINE: StaticArray<u8> = [99, 97, 114, 116, 76, 105, 110, 101];
/** fixedAmount */
export const FIXED_AMOUNT: StaticArray<u8> = [102, 105, 120, 101, 100, 65, 109, 111, 117, 110, 116];
/** ALL */
export const ALL: StaticArray<u8> = [65, 76, 76];

// keys of version 2
export const KEY_R: StaticArray<u8> = [114];
export const KEY_B: StaticArray<u8> = [98];
