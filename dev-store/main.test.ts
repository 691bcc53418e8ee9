import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../tests/support/database';

/** Long enough for a machine that is busy with other things; a poll ends as soon as it is right. */
const PATIENTLY = { timeout: 60_000, interval: 20 };

let database: TestDatabase;
let running: ChildProcess | null = null;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(() => {
  running?.kill('SIGKILL');
});
afterAll(() => database?.drop());

/** Starts dev-store/main.ts as a process of its own, on free ports. @returns its address, once it says that it is ready */
async function start(): Promise<string> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'dev-store/main.ts'], {
    env: {
      ...process.env,
      NODE_ENV: 'test',
      DATABASE_URL: database.url,
      DEV_STORE_PORT: '0',
      DEV_STORE_SMTP_PORT: '0',
      LOG_LEVEL: 'silent',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running = child;
  for await (const line of createInterface({ input: child.stdout })) {
    return (JSON.parse(line) as { url: string }).url;
  }
  throw new Error('The dev store ended before it was ready.');
}

async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  const child = running;
  if (!child) throw new Error('Nothing runs.');
  const exited = once(child, 'exit');
  child.kill(signal);
  const [code] = (await exited) as [number | null];
  return code;
}

async function json<T>(url: string, body?: unknown): Promise<T> {
  const response = await fetch(url, {
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json' },
  });
  return (await response.json()) as T;
}

describe('the dev store as a process', () => {
  it('loses nothing that it answered when it is killed in the middle of work, and stops cleanly when asked', async () => {
    const url = await start();
    await json(`${url}/control/app/install`, {});
    const { products } = await json<{ products: { variants: { id: number }[] }[] }>(
      `${url}/control/products`,
    );
    const lines = [{ variantId: products[0]!.variants[0]!.id, quantity: 1 }];
    const answered: number[] = [];
    const shopper = async (name: number) => {
      for (let nth = 0; ; nth++) {
        const email = `kill-${name}-${nth}@example.com`;
        const { order } = await json<{ order: { id: number } }>(`${url}/control/orders`, { email, lines });
        answered.push(order.id);
      }
    };
    // Settled from the start: they all fail at the kill, before anybody could wait for them.
    const shoppers = Promise.allSettled([1, 2, 3, 4].map(shopper));
    await expect.poll(() => answered.length, PATIENTLY).toBeGreaterThan(25);
    await end('SIGKILL');
    const outcomes = await shoppers;
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);

    const again = await start();
    const kept = await json<{ orders: { id: number; number: number }[] }>(`${again}/control/orders`);
    const ids = new Set(kept.orders.map(({ id }) => id));
    expect(answered.filter((id) => !ids.has(id))).toEqual([]);
    expect(new Set(kept.orders.map(({ number }) => number)).size).toBe(kept.orders.length);
    // An order exists exactly when its webhooks do.
    const { deliveries } = await json<{ deliveries: { body: string }[] }>(
      `${again}/control/webhooks?topic=orders/create`,
    );
    const told = deliveries.map(({ body }) => (JSON.parse(body) as { id: number }).id);
    expect(answered.filter((id) => !told.includes(id))).toEqual([]);
    expect(await end('SIGTERM')).toBe(0);
  }, 240_000);
});
