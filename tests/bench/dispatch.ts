/**
 * Sending against nodemailer's own pool, to a mail server in another process, over five connections, with messages of 6 kB:
 * - dispatch: what the worker does, with claim, conditions, consent, rendering, marking, sending and settling (Shopify
 *   answers from memory);
 * - pool: nodemailer's pool with the same messages, rendered before, and nothing else (it sets TCP_NODELAY since version 10);
 * - stock: the same pool without TCP_NODELAY, as nodemailer was before.
 * In turns, so that whatever else the machine does meets all of them. Then rendering, against react-email for each message.
 */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { createDatabase } from '../../app/database/create.server';
import { createDb, createUnguardedDb } from '../../app/database/client.server';
import { startEmbeddedDatabase } from '../../app/database/embedded.server';
import { migrate } from '../../app/database/migrate.server';
import { atLeast, atMost, resultOf, type BenchResult } from './bench';
import { sampleMail } from './support/dispatch-mail';
import { install, measureDispatch } from './support/dispatch-side';
import { measurePool } from './support/pool-side';
import { startSinkProcess } from './support/sink';

const ROUNDS = 3;
/** each round; what waits for delayed acknowledgements is as slow with fewer */
const MESSAGES = { dispatch: 5_000, pool: 5_000, stock: 500 };
const connections = 5;
const FOLDER = '.data/bench-dispatch';
const SIDES = ['dispatch', 'pool', 'stock'] as const;

export async function run(): Promise<BenchResult> {
  const server = await startEmbeddedDatabase({ folder: FOLDER }); // durable, as in production
  const url = await createDatabase(server.url, `bench_${randomUUID().replaceAll('-', '')}`, { afresh: true });
  await migrate(url);
  const databases = { db: createUnguardedDb(url, 2), guarded: createDb(url, 10) };
  const sink = await startSinkProcess();
  try {
    await install(databases.db);
    const mail = await sampleMail();
    const measure = (side: (typeof SIDES)[number], count: number) =>
      side === 'dispatch'
        ? measureDispatch(databases, sink.url, { count, connections })
        : measurePool(sink.url, mail, { count, connections, noDelay: side === 'pool' });
    await measure('pool', 500);
    await measure('dispatch', 500);
    const rates = { dispatch: [] as number[], pool: [] as number[], stock: [] as number[] };
    const sizes = { dispatch: [] as number[], pool: [] as number[], stock: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const side of round % 2 ? SIDES.toReversed() : SIDES) {
        const share = MESSAGES[side];
        const before = await sink.taken();
        const seconds = await measure(side, share);
        const after = await sink.taken();
        if (after.messages - before.messages !== share)
          throw new Error(`${side}: not every message arrived once`);
        sizes[side].push((after.bytes - before.bytes) / share);
        rates[side].push(share / seconds);
      }
    }
    const rate = { dispatch: median(rates.dispatch), pool: median(rates.pool), stock: median(rates.stock) };
    const { anew, ours } = await measureRendering();
    const figures = {
      ...Object.fromEntries(
        SIDES.map((side) => [
          side,
          { 'per second': Math.round(rate[side]), bytes: Math.round(median(sizes[side])) },
        ]),
      ),
      'rendering, react-email anew': { 'per second': Math.round(1000 / anew) },
      'rendering, ours': { 'per second': Math.round(1000 / ours) },
    };
    return resultOf(figures, [
      atLeast('dispatch / stock pool', 3, round2(rate.dispatch / rate.stock)),
      atLeast('dispatch / pool with TCP_NODELAY', 0.7, round2(rate.dispatch / rate.pool)),
      atLeast('rendering / react-email anew', 20, round2(anew / ours)),
      atLeast('bytes of a message', 5_800, median(sizes.dispatch)),
      atMost('bytes of a message', 6_200, median(sizes.dispatch)),
    ]);
  } finally {
    sink.stop();
    await Promise.all([databases.db.$disconnect(), databases.guarded.$disconnect()]);
    await server.stop();
  }
}

/** Milliseconds a message. */
async function measureRendering(): Promise<{ anew: number; ours: number }> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', 'tests/bench/support/rendering-process.ts'],
    { env: { ...process.env, NODE_ENV: 'production' } },
  );
  return JSON.parse(stdout) as { anew: number; ours: number };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}
