// Names of the input's fields: the aliases of cart-lines.graphql and cart-delivery-options.graphql, as UTF-8 bytes in static
// memory.

/** "e": enteredDiscountCodes */
export const ENTERED_CODES: StaticArray<u8> = [101];
/** "c": code */
export const ENTERED_CODE: StaticArray<u8> = [99];
/** "r": rejectable */
export const REJECTABLE: StaticArray<u8> = [114];
/** "t": triggeringDiscountCode */
export const TRIGGERING_CODE: StaticArray<u8> = [116];
/** "b": the first cart, which holds nothing but the buyer */
export const BUYER: StaticArray<u8> = [98];
/** "i": buyerIdentity */
export const BUYER_IDENTITY: StaticArray<u8> = [105];
/** "s": isAuthenticated */
export const IS_AUTHENTICATED: StaticArray<u8> = [115];
/** "c": customer */
export const CUSTOMER: StaticArray<u8> = [99];
/** "m": metafield */
export const METAFIELD: StaticArray<u8> = [109];
/** "j": jsonValue */
export const JSON_VALUE: StaticArray<u8> = [106];
/** "n": numberOfOrders */
export const NUMBER_OF_ORDERS: StaticArray<u8> = [110];
/** "l": localization */
export const LOCALIZATION: StaticArray<u8> = [108];
/** "l": language */
export const LANGUAGE: StaticArray<u8> = [108];
/** "c": isoCode */
export const ISO_CODE: StaticArray<u8> = [99];
/** "s": shop */
export const SHOP: StaticArray<u8> = [115];
/** "l": localTime */
export const LOCAL_TIME: StaticArray<u8> = [108];
/** "d": date */
export const DATE: StaticArray<u8> = [100];
/** "d": discount */
export const DISCOUNT: StaticArray<u8> = [100];
/** "c": discountClasses */
export const DISCOUNT_CLASSES: StaticArray<u8> = [99];
/** "r": presentmentCurrencyRate */
export const PRESENTMENT_CURRENCY_RATE: StaticArray<u8> = [114];
/** "cart" */
export const CART: StaticArray<u8> = [99, 97, 114, 116];
/** "c": cost */
export const COST: StaticArray<u8> = [99];
/** "s": subtotalAmount */
export const SUBTOTAL_AMOUNT: StaticArray<u8> = [115];
/** "c": currencyCode */
export const CURRENCY_CODE: StaticArray<u8> = [99];
/** "a": amount */
export const AMOUNT: StaticArray<u8> = [97];
/** "lines" */
export const LINES: StaticArray<u8> = [108, 105, 110, 101, 115];
/** "more": lines, second column */
export const MORE: StaticArray<u8> = [109, 111, 114, 101];
/** "g": deliveryGroups */
export const DELIVERY_GROUPS: StaticArray<u8> = [103];
/** "i": id of a delivery group */
export const GROUP_ID: StaticArray<u8> = [105];
