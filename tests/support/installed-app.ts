import { randomUUID } from 'node:crypto';

/** The app as a shop of the dev store knows it in tests of effects: what it may do, and its discount function. */
export const APP_SCOPES = [
  'read_customers',
  'write_customers',
  'read_orders',
  'write_discounts',
  'read_all_orders',
];

export const appFunctions = () => [
  {
    id: randomUUID(),
    title: 'Loyalty',
    handle: 'loyalty-discount',
    apiType: 'discount',
    apiVersion: '2026-07',
    appTitle: 'Stammkunde',
  },
];
