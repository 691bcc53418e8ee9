// Texts as UTF-8 bytes in static memory. Each is quoted above its bytes.

/** standing unreadable: no discount */
export const MALFORMED_STANDING: StaticArray<u8> = [115, 116, 97, 110, 100, 105, 110, 103, 32, 117, 110, 114, 101, 97, 100, 97, 98, 108, 101, 58, 32, 110, 111, 32, 100, 105, 115, 99, 111, 117, 110, 116];
/** config unreadable: no discount */
export const MALFORMED_CONFIG: StaticArray<u8> = [99, 111, 110, 102, 105, 103, 32, 117, 110, 114, 101, 97, 100, 97, 98, 108, 101, 58, 32, 110, 111, 32, 100, 105, 115, 99, 111, 117, 110, 116];
/** This code belongs to another customer. */
export const FOREIGN_EN: StaticArray<u8> = [84, 104, 105, 115, 32, 99, 111, 100, 101, 32, 98, 101, 108, 111, 110, 103, 115, 32, 116, 111, 32, 97, 110, 111, 116, 104, 101, 114, 32, 99, 117, 115, 116, 111, 109, 101, 114, 46];
/** Dieser Code gehört zu einem anderen Kundenkonto. */
export const FOREIGN_DE: StaticArray<u8> = [68, 105, 101, 115, 101, 114, 32, 67, 111, 100, 101, 32, 103, 101, 104, 195, 182, 114, 116, 32, 122, 117, 32, 101, 105, 110, 101, 109, 32, 97, 110, 100, 101, 114, 101, 110, 32, 75, 117, 110, 100, 101, 110, 107, 111, 110, 116, 111, 46];
/** This code is personal. Please sign in or enter your e-mail address to use it. */
export const SIGN_IN_EN: StaticArray<u8> = [84, 104, 105, 115, 32, 99, 111, 100, 101, 32, 105, 115, 32, 112, 101, 114, 115, 111, 110, 97, 108, 46, 32, 80, 108, 101, 97, 115, 101, 32, 115, 105, 103, 110, 32, 105, 110, 32, 111, 114, 32, 101, 110, 116, 101, 114, 32, 121, 111, 117, 114, 32, 101, 45, 109, 97, 105, 108, 32, 97, 100, 100, 114, 101, 115, 115, 32, 116, 111, 32, 117, 115, 101, 32, 105, 116, 46];
/** Dieser Code ist persönlich. Bitte melden Sie sich an oder geben Sie Ihre E-Mail-Adresse ein. */
export const SIGN_IN_DE: StaticArray<u8> = [68, 105, 101, 115, 101, 114, 32, 67, 111, 100, 101, 32, 105, 115, 116, 32, 112, 101, 114, 115, 195, 182, 110, 108, 105, 99, 104, 46, 32, 66, 105, 116, 116, 101, 32, 109, 101, 108, 100, 101, 110, 32, 83, 105, 101, 32, 115, 105, 99, 104, 32, 97, 110, 32, 111, 100, 101, 114, 32, 103, 101, 98, 101, 110, 32, 83, 105, 101, 32, 73, 104, 114, 101, 32, 69, 45, 77, 97, 105, 108, 45, 65, 100, 114, 101, 115, 115, 101, 32, 101, 105, 110, 46];
/** This code has expired. */
export const EXPIRED_EN: StaticArray<u8> = [84, 104, 105, 115, 32, 99, 111, 100, 101, 32, 104, 97, 115, 32, 101, 120, 112, 105, 114, 101, 100, 46];
/** Dieser Code ist abgelaufen. */
export const EXPIRED_DE: StaticArray<u8> = [68, 105, 101, 115, 101, 114, 32, 67, 111, 100, 101, 32, 105, 115, 116, 32, 97, 98, 103, 101, 108, 97, 117, 102, 101, 110, 46];
/** This code is not valid yet. */
export const TOO_EARLY_EN: StaticArray<u8> = [84, 104, 105, 115, 32, 99, 111, 100, 101, 32, 105, 115, 32, 110, 111, 116, 32, 118, 97, 108, 105, 100, 32, 121, 101, 116, 46];
/** Dieser Code ist noch nicht gültig. */
export const TOO_EARLY_DE: StaticArray<u8> = [68, 105, 101, 115, 101, 114, 32, 67, 111, 100, 101, 32, 105, 115, 116, 32, 110, 111, 99, 104, 32, 110, 105, 99, 104, 116, 32, 103, 195, 188, 108, 116, 105, 103, 46];
/** percentage */
export const PLACEHOLDER_PERCENTAGE: StaticArray<u8> = [112, 101, 114, 99, 101, 110, 116, 97, 103, 101];
/** order_number */
export const PLACEHOLDER_ORDER_NUMBER: StaticArray<u8> = [111, 114, 100, 101, 114, 95, 110, 117, 109, 98, 101, 114];
/** tier */
export const PLACEHOLDER_TIER: StaticArray<u8> = [116, 105, 101, 114];
/** years */
export const PLACEHOLDER_YEARS: StaticArray<u8> = [121, 101, 97, 114, 115];
/** cart unreadable: no discount */
export const MALFORMED_CART: StaticArray<u8> = [99, 97, 114, 116, 32, 117, 110, 114, 101, 97, 100, 97, 98, 108, 101, 58, 32, 110, 111, 32, 100, 105, 115, 99, 111, 117, 110, 116];
/** benefit */
export const PLACEHOLDER_BENEFIT: StaticArray<u8> = [98, 101, 110, 101, 102, 105, 116];
/** end_date */
export const PLACEHOLDER_END_DATE: StaticArray<u8> = [101, 110, 100, 95, 100, 97, 116, 101];
/** Free delivery */
export const FREE_DELIVERY_EN: StaticArray<u8> = [70, 114, 101, 101, 32, 100, 101, 108, 105, 118, 101, 114, 121];
/** Gratisversand */
export const FREE_DELIVERY_DE: StaticArray<u8> = [71, 114, 97, 116, 105, 115, 118, 101, 114, 115, 97, 110, 100];
