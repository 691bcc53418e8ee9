import { installShops, startWeb } from '../app';
import type { FaultContext, FaultResult } from '../fault';
import { jobsWaiting, orderWebhook, storedWebhooks } from '../webhooks';
import { deliver, type Delivery } from '../../support/webhook-load';

const COPIES = 64;

/** One webhook arrives 64 times at the same moment, half of the copies under ids of their own: one row and one job. */
export async function run({ full, database }: FaultContext): Promise<FaultResult> {
  const count = full ? 500 : 20;
  const { db, url } = await database({ durable: false });
  await installShops(db, 5);
  const web = await startWeb(url);
  const problems: string[] = [];
  try {
    const copies = function* (): Generator<Delivery> {
      for (let n = 0; n < count; n += 1) {
        for (let copy = 0; copy < COPIES; copy += 1) {
          yield orderWebhook(n, 5, copy % 2 ? `w-${n}-${copy}` : `w-${n}`);
        }
      }
    };
    const outcomes = await deliver(copies(), { port: web.port, connections: COPIES });
    const refused = outcomes.filter(({ status }) => status !== 200).length;
    if (refused > 0) problems.push(`${refused} copies were not answered with 200`);
    const [rows, jobs] = [(await storedWebhooks(db)).size, await jobsWaiting(db)];
    if (rows !== count) problems.push(`${rows} rows of ${count} webhooks`);
    if (jobs !== count) problems.push(`${jobs} jobs of ${count} webhooks`);
  } finally {
    await web.stop();
  }
  return { injected: count * (COPIES - 1), problems, figures: { webhooks: count, copies: count * COPIES } };
}
