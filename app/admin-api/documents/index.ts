import { automaticDiscountCreateMutation } from './automatic-discount';

export * from './active-discounts';
export * from './automatic-discount';
export * from './birthdays';
export * from './code-discount';
export * from './customer-names';
export * from './customer-search';
export * from './discounts-by-codes';
export * from './email-consent-update';
export * from './existing-customers';
export * from './history-import';
export * from './last-customer-before';
export * from './metafield-definition-create';
export * from './metafield-definition-update';
export * from './metafields-delete';
export * from './metafields-set';
export * from './orders-by-id';
export * from './recipient';
export * from './shop-facts';
export * from './shop-plan';
export * from './shop-program';
export * from './updated-orders';

/**
 * Mutations that would do their work twice when sent twice, since nothing in them is unique to Shopify. The client never
 * repeats them by itself after a lost answer: the effect looks first whether the work was done.
 */
export const unrepeatableDocuments: ReadonlySet<string> = new Set([automaticDiscountCreateMutation]);
