import { Prisma } from '@prisma/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDb } from '../../app/database/client.server';
import { inTransaction } from '../../app/database/transaction.server';
import { createTestDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.db.$executeRaw`CREATE TABLE pair (id int PRIMARY KEY, hits int NOT NULL)`;
});
afterAll(() => database.drop());

const hit = (tx: Prisma.TransactionClient, id: number) =>
  tx.$executeRaw`UPDATE pair SET hits = hits + 1 WHERE id = ${id}`;

it('lets both sides of a deadlock succeed, each once', async () => {
  await database.db.$executeRaw`INSERT INTO pair VALUES (1, 0), (2, 0)`;
  let begun = 0;
  let tries = 0;
  const crossing = (first: number, second: number) =>
    inTransaction(database.db, async (tx) => {
      tries += 1;
      await hit(tx, first);
      begun += 1;
      // both hold their first row before either asks for the second; a repeated try need not wait
      const deadline = Date.now() + 20_000;
      while (begun < 2 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
      await hit(tx, second);
    });
  await Promise.all([crossing(1, 2), crossing(2, 1)]);
  const rows = await database.db.$queryRaw`SELECT id, hits FROM pair ORDER BY id`;
  expect(rows).toEqual([
    { id: 1, hits: 2 },
    { id: 2, hits: 2 },
  ]);
  expect(tries).toBeGreaterThan(2);
});

it('passes every other failure on at once', async () => {
  let tries = 0;
  const failing = inTransaction(database.db, async (tx) => {
    tries += 1;
    await tx.$executeRaw`INSERT INTO pair VALUES (1, 0)`;
  });
  await expect(failing).rejects.toThrow(/23505|duplicate key/i);
  expect(tries).toBe(1);
});

it('gets a connection after any number of them were lost in the middle of a transaction', async () => {
  const few = createDb(database.url, 2);
  for (let n = 0; n < 6; n += 1) {
    const lost = few.$transaction(async (tx) => {
      const [own] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
      await database.db.$executeRaw`SELECT pg_terminate_backend(${own?.pid}::int)`;
      await tx.$queryRaw`SELECT 1`;
    });
    await expect(lost).rejects.toThrow();
  }
  expect(await few.$transaction((tx) => tx.$queryRaw`SELECT 1 AS here`, { maxWait: 2_000 })).toEqual([
    { here: 1 },
  ]);
  await few.$disconnect();
});

it('gets a connection after commits that failed', async () => {
  const few = createDb(database.url, 1);
  await database.db.$executeRaw`CREATE TABLE later (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)`;
  for (let n = 0; n < 3; n += 1) {
    const refused = few.$transaction((tx) => tx.$executeRaw`INSERT INTO later VALUES (1), (1)`);
    await expect(refused).rejects.toThrow();
  }
  expect(await few.$transaction((tx) => tx.$queryRaw`SELECT 1 AS here`, { maxWait: 2_000 })).toEqual([
    { here: 1 },
  ]);
  await few.$disconnect();
});
