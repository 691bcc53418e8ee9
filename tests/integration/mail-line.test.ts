import { randomUUID } from 'node:crypto';
import type { PrismaClient } from '@prisma/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fixedClock } from '~/clock.server';
import { createMailLine, IN_FLIGHT, type MailLine } from '~/effects/mail-line';
import { claimMessages, type ClaimedMessage, type Settlement } from '~/effects/message-state';
import { createLog } from '~/log.server';
import { createTestDatabase, type TestDatabase } from '../support/database';

const NOW = new Date('2026-11-22T10:00:00Z');
const SENT: Settlement = { state: 'sent', basis: null, proof: null, locale: 'de' };
const to = (claim: ClaimedMessage) => ({ claim, recipientHash: 'hash' });
const wanted = () => true;

let database: TestDatabase;
let db: PrismaClient;
let failures = 0;
const log = createLog('silent', 'test');
const clock = fixedClock(NOW.toISOString());

beforeAll(async () => {
  database = await createTestDatabase();
  db = new Proxy(database.db, {
    get(target, key) {
      if (key !== '$queryRaw') return Reflect.get(target, key, target) as unknown;
      return (...args: unknown[]) => {
        if (failures <= 0) return (target.$queryRaw as (...all: unknown[]) => unknown)(...args);
        failures -= 1;
        return Promise.reject(new Error('the database is away'));
      };
    },
  });
});
afterAll(() => database.drop());
beforeEach(async () => {
  failures = 0;
  await database.db.$executeRaw`TRUNCATE message`;
});

/** Claimed messages of two shops. */
async function claimed(count: number): Promise<ClaimedMessage[]> {
  const shops = ['a.myshopify.com', 'b.myshopify.com'];
  await database.db.message.createMany({
    data: Array.from({ length: count }, (_, n) => ({
      shop: shops[n % 2] ?? '', id: randomUUID(), rule: 'thank-you', subjectKey: `order:${n}`, kind: 'service',
      state: 'planned', dueAt: NOW, messageId: `<${n}@test>`, createdAt: NOW, updatedAt: NOW,
    })), // prettier-ignore
  });
  const claims = await Promise.all(
    shops.map((shop) => claimMessages({ db: database.db, clock }, shop, count)),
  );
  return claims.flat();
}

const inFlight = () => database.db.message.count({ where: { state: 'claimed', handedAt: { not: null } } });

describe('the line to the mail server', () => {
  let line: MailLine;
  beforeEach(() => {
    line = createMailLine({ db, clock, log }, { tryAgainMs: 1 });
  });

  it('never has more in flight than it says, and lets everything through', async () => {
    const claims = await claimed(3 * IN_FLIGHT);
    let highest = 0;
    await Promise.all(
      claims.map(async (claim) => {
        expect(await line.hand(to(claim), wanted)).toBe('handed');
        highest = Math.max(highest, await inFlight());
        expect(await line.settle(claim, SENT)).toBe(true);
      }),
    );
    expect(highest).toBeGreaterThan(IN_FLIGHT / 2);
    expect(highest).toBeLessThanOrEqual(IN_FLIGHT);
    expect(await database.db.message.count({ where: { state: 'sent' } })).toBe(claims.length);
  });

  it('what is not settled holds its place; what is not wanted any more takes none', async () => {
    const claims = await claimed(IN_FLIGHT + 2);
    const turns = claims.slice(0, IN_FLIGHT).map((claim) => line.hand(to(claim), wanted));
    expect(new Set(await Promise.all(turns))).toEqual(new Set(['handed']));
    const [first, unwanted, last] = [claims[0], claims[IN_FLIGHT], claims[IN_FLIGHT + 1]];
    if (!first || !unwanted || !last) throw new Error('too few claims');
    let answered = false;
    const waiting = line.hand(to(unwanted), () => false);
    const lastTurn = line.hand(to(last), wanted).finally(() => (answered = true));
    await line.settle(unwanted, { state: 'planned', reason: 'x', dueAt: NOW, countAttempt: false });
    expect(answered).toBe(false);
    expect(await inFlight()).toBe(IN_FLIGHT);
    await line.settle(first, SENT);
    expect(await waiting).toBe('unwanted');
    expect(await lastTurn).toBe('handed');
    expect(await inFlight()).toBe(IN_FLIGHT);
  });

  it('a claim that was taken back has no turn, and its place is free', async () => {
    const [lost, ...others] = await claimed(IN_FLIGHT + 1);
    if (!lost) throw new Error('no claim');
    await database.db
      .$executeRaw`UPDATE message SET state = 'planned', claimed_at = NULL WHERE id = ${lost.id}::uuid`;
    expect(await line.hand(to(lost), wanted)).toBe('lost');
    const turns = await Promise.all(others.map((claim) => line.hand(to(claim), wanted)));
    expect(new Set(turns)).toEqual(new Set(['handed']));
  });

  it('settles when the database is back: what was sent is not forgotten', async () => {
    const [claim] = await claimed(1);
    if (!claim) throw new Error('no claim');
    await line.hand(to(claim), wanted);
    failures = 5;
    expect(await line.settle(claim, SENT)).toBe(true);
    expect(failures).toBe(0);
    expect(await database.db.message.findFirst()).toMatchObject({ state: 'sent' });
  });

  it('a message that could not be marked does not leave', async () => {
    const [claim] = await claimed(1);
    if (!claim) throw new Error('no claim');
    failures = 1;
    await expect(line.hand(to(claim), wanted)).rejects.toThrow('away');
    expect(await line.hand(to(claim), wanted)).toBe('handed');
  });
});
