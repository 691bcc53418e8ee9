/**
 * Every table that names a shop. A test compares this list with the database, so that a new table cannot be forgotten;
 * shop/redact empties them, and no statement may touch one of them without saying whose rows it means (tenant-sql.ts).
 */
export const TENANT_TABLES = [
  'activity_entry',
  'admin_bucket',
  'birthday_reading',
  'consent_answer',
  'coupon_discount',
  'coupon_use',
  'customer_identity',
  'dead_job',
  'gift',
  'import_run',
  'inbox_event',
  'ledger_customer',
  'ledger_order',
  'mail_server',
  'message',
  'program',
  'redaction_marker',
  'suppression',
  'Session',
  'shop',
] as const;

/** The library's sessions are found by an id that contains the shop, "offline_{shop}". */
export const KEYS_THAT_CONTAIN_THE_SHOP: Readonly<Partial<Record<string, string>>> = { Session: 'id' };

/**
 * The only statements that look at all shops, each with its reason. A statement says so in its text, and only names of
 * this list are believed: `${crossShop('tick.due-messages')}` at its beginning (cross-shop.server.ts).
 */
export const CROSS_SHOP = {
  'tick.shops': 'the tick asks which shops there are',
  'tick.due-messages': 'the tick finds what is due, and makes a job for its shop',
  'worker.due-shops': 'a worker finds the shops that have messages due, and sends them shop by shop',
  'tick.forgotten-inbox-rows': 'the tick finds what has lost its job',
  'tick.planned-coupons': 'the tick finds shops with gifts to issue',
  'tick.due-standings': 'the tick finds shops with standings to write',
  'tick.untold-objections': 'the tick finds shops with objections to tell Shopify of',
  'tick.open-consents': 'the tick finds shops with answers to carry out',
  'tick.earlier-definitions': 'the tick finds shops that an earlier version of the app has set up',
  'tick.unfinished-imports': 'the tick finds imports without a job',
  'tick.forgotten-staging': 'the tick drops tables of imports that no run answers for',
  'tick.stalled-imports': 'the tick fails imports that do not get on, and tells their shop',
  'tick.dead-csv-imports': 'the tick fails imports whose command was killed',
  'worker.dead-claims': 'a worker takes back messages whose sender died',
  'tick.old-inbox-facts': 'the tick empties inbox rows that have done their work',
  'tick.old-inbox-rows': 'the tick deletes inbox rows that no second delivery will ask for',
  'secrets.reseal': 'the operator changes the key, and every stored secret is sealed anew',
  'bounces.sender': 'a bounce says which message came back; whose it is, the message says',
} as const satisfies Record<string, string>;

export type CrossShopName = keyof typeof CROSS_SHOP;
