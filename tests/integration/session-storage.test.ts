import { Session } from '@shopify/shopify-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDb } from '~/database/client.server';
import { sessionStorage } from '~/shopify.server';
import { createTestDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
let db: ReturnType<typeof createDb>;
beforeAll(async () => {
  database = await createTestDatabase();
  db = createDb(database.url);
});
afterAll(async () => {
  await db.$disconnect();
  await database.drop();
});

it('is ready although nothing may count the sessions of all shops, and keeps a session', async () => {
  const storage = sessionStorage(db);
  expect(await storage.isReady()).toBe(true);
  const shop = 'one.myshopify.com';
  const session = new Session({
    id: `offline_${shop}`,
    shop,
    state: '',
    isOnline: false,
    accessToken: 'token',
  });
  expect(await storage.storeSession(session)).toBe(true);
  expect((await storage.loadSession(session.id))?.accessToken).toBe('token');
  expect(await storage.deleteSession(session.id)).toBe(true);
  expect(await storage.loadSession(session.id)).toBeUndefined();
});
