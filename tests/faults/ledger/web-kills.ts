import { installShops, startWeb, type AppProcess } from '../app';
import type { FaultContext, FaultResult } from '../fault';
import { orderWebhook, storedWebhooks } from '../webhooks';
import { deliver, type Delivery } from '../../support/webhook-load';

const SHOPS = 5;
const CONNECTIONS = 32;

/** The web process is killed (-9) in the middle of its work, again and again: whatever it answered 200 has its row. */
export async function run({ full, random, database }: FaultContext): Promise<FaultResult> {
  const kills = full ? 100 : 3;
  const { db, url } = await database();
  await installShops(db, SHOPS);
  const problems: string[] = [];
  const accepted = new Set<string>();
  let broken = 0;
  let next = 0;

  for (let kill = 0; kill < kills; kill += 1) {
    const web: AppProcess = await startWeb(url);
    // after some answers, so that it is at work; the moment itself is left to chance
    const killAfter = Math.floor(random() * 300);
    let answers = 0;
    const end: { killed?: Promise<void> } = {};
    const endless = function* (): Generator<Delivery> {
      while (!end.killed) yield orderWebhook(next++, SHOPS);
    };
    await deliver(endless(), {
      port: web.port,
      connections: CONNECTIONS,
      stopped: () => end.killed !== undefined,
      onOutcome: ({ key, status }) => {
        if (status === 200) accepted.add(key);
        else broken += 1;
        answers += 1;
        if (answers > killAfter) end.killed ??= web.kill();
      },
    });
    await end.killed;
  }

  const stored = await storedWebhooks(db);
  const lost = [...accepted].filter((key) => !stored.has(key));
  if (lost.length > 0) problems.push(`${lost.length} webhooks were answered with 200 and have no row`);
  if (broken === 0) problems.push('no request was under way at any kill');
  return {
    injected: kills,
    problems,
    figures: { kills, accepted: accepted.size, broken, stored: stored.size },
  };
}
