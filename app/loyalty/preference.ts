/** What a shopper may choose: everything, no offers, nothing at all. */
export const PREFERENCES = ['all', 'no-offers', 'none'] as const;
export type Preference = (typeof PREFERENCES)[number];
