import { beforeEach, expect, it } from 'vitest';
import { suppressAddress } from '~/effects/suppress-address';
import type { Suppression } from '~/loyalty/consent';
import { useDatabase, type TestDatabase } from '../support/database';
import { guardedClient } from '../support/guarded-client';

let database: TestDatabase;
useDatabase((made) => (database = made));
beforeEach(() => database.db.suppression.deleteMany());

const SHOP = 'a.myshopify.com';
const at = new Date('2026-11-22T10:00:00Z');
const note = (reason: Suppression, shop = SHOP) =>
  suppressAddress(guardedClient(database.db), { shop, emailHash: 'hash', reason, at });
const reasons = async () =>
  (await database.db.suppression.findMany({ orderBy: { shop: 'asc' } })).map(({ reason }) => reason);

it.each([
  ['unsubscribed', 'bounced', 'bounced'],
  ['bounced', 'unsubscribed', 'bounced'],
  ['bounced', 'complained', 'complained'],
  ['complained', 'bounced', 'complained'],
  ['unsubscribed-all', 'bounced', 'unsubscribed-all'],
  ['bounced', 'unsubscribed-all', 'unsubscribed-all'],
] as [Suppression, Suppression, Suppression][])('%s, then %s: %s', async (first, second, kept) => {
  expect(await note(first)).toBe(true);
  expect(await note(second)).toBe(kept === second);
  expect(await note(second)).toBe(false);
  expect(await reasons()).toEqual([kept]);
});

it('says it of one shop only', async () => {
  await note('bounced');
  await note('complained', 'b.myshopify.com');
  expect(await reasons()).toEqual(['bounced', 'complained']);
});
