import { start, type Running } from '../../../scripts/processes';
import { startWorld, type EffectShop } from '../effects-world';
import { eventually, type FaultContext, type FaultResult } from '../fault';

const PROCESSES = 4;
const STREAMS = 4;
/** Far less than they ask for, on a busy machine too. */
const BUCKET = { size: 400, restorePerSecond: 60 };
/** How far away Shopify is: calls of several processes are on their way at the same time. */
const ANSWER_AFTER_MS = 25;
/** Of what came back, so much has to be used, with throttled calls waited out: a client that asks for nothing never overdraws. */
const LEAST_USED = 0.3;

/**
 * Four processes ask the Admin API of one shop without a pause, in several streams each, undisturbed and then with every second
 * call THROTTLED although there is enough. One of them is killed (-9) in the middle of each, and another takes its place. The
 * shop's bucket never refuses a call for what it holds, and what comes back is used.
 */
export async function run({ full, random, database }: FaultContext): Promise<FaultResult> {
  const phaseMs = full ? 60_000 : 5_000;
  const { db, url } = await database();
  const world = await startWorld(db, ['shared'], BUCKET, ANSWER_AFTER_MS);
  const [shop] = world.shops;
  if (!shop) throw new Error('no shop');
  const problems: string[] = [];
  const figures: Record<string, number> = {};
  const callers: Caller[] = [];
  const more = () => {
    callers.push(new Caller(`bucket-${callers.length + 1}`, {
      NODE_ENV: 'development',
      LOG_LEVEL: 'warn',
      DATABASE_URL: url,
      DEV_STORE_URL: world.url,
      SHOPIFY_API_KEY: 'faults-key',
      SHOPIFY_API_SECRET: 'faults-secret-faults-secret',
      SHOPIFY_APP_URL: 'https://app.example.com',
      SMTP_URL: world.sink.url,
      EMAIL_HASH_KEY: 'faults-email-hash-key-faults-email-hash-key',
      SHOP: shop.domain,
      STREAMS: String(STREAMS),
    })); // prettier-ignore
  };
  let kills = 0;
  const operations = { none: 0, 'throttled-half': 0 };
  try {
    for (let n = 0; n < PROCESSES; n += 1) more();
    for (const fault of ['none', 'throttled-half'] as const) {
      const began = await eventually(
        async () => callers.every(({ calling, alive }) => calling || !alive),
        90_000,
      );
      if (!began) problems.push(`${fault}: not every process began`);
      shop.fault = fault;
      const before = { at: Date.now(), spent: shop.bucket.spent, operations: shop.operations };
      await pause(phaseMs * (0.2 + 0.3 * random()));
      callers.find(({ alive, calling }) => alive && calling)?.running.child.kill('SIGKILL');
      kills += 1;
      more();
      await pause(Math.max(0, before.at + phaseMs - Date.now()));
      const seconds = (Date.now() - before.at) / 1000;
      operations[fault] = shop.operations - before.operations;
      const used = (shop.bucket.spent - before.spent) / (seconds * BUCKET.restorePerSecond);
      figures[`${fault}: calls`] = operations[fault];
      figures[`${fault}: used %`] = Math.round(used * 100);
      if (used < LEAST_USED)
        problems.push(`${fault}: only ${Math.round(used * 100)}% of what came back was used`);
    }
    shop.fault = 'none';
    problems.push(...(await ended(callers, shop)));
    figures[`lowest of ${BUCKET.size}`] = Math.floor(shop.bucket.lowest);
    return { injected: kills + Math.floor(operations['throttled-half'] / 2), problems, figures };
  } finally {
    for (const { running } of callers) running.child.kill('SIGKILL');
    await world.stop();
  }
}

class Caller {
  readonly running: Running;
  calling = false;
  alive = true;
  outcomes: Record<string, number> | null = null;

  constructor(name: string, env: Record<string, string>) {
    this.running = start(name, 'tests/faults/admin-caller.ts', env, '.data/faults-logs');
    let said = '';
    this.running.child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      this.calling ||= said.includes('calling\n');
      const found = /^outcomes (.*)$/m.exec(said)?.[1];
      if (found) this.outcomes ??= JSON.parse(found) as Record<string, number>;
    });
    void this.running.exited.then(() => (this.alive = false));
  }
}

/** What every process that lived on says of its calls. */
async function ended(callers: readonly Caller[], shop: EffectShop): Promise<string[]> {
  const problems: string[] = [];
  for (const { alive, running } of callers) if (alive) running.child.kill('SIGTERM');
  await Promise.all(callers.map(({ running }) => running.exited));
  const said = callers.flatMap(({ outcomes }) => (outcomes ? [outcomes] : []));
  if (said.length < PROCESSES)
    problems.push(`only ${said.length} processes lived to say what became of their calls`);
  for (const outcome of new Set(said.flatMap((outcomes) => Object.keys(outcomes))))
    if (outcome !== 'ok') problems.push(`a call ended as ${outcome}`);
  if (shop.bucket.overdrafts > 0) problems.push(`${shop.bucket.overdrafts} times more than the bucket held`);
  return problems;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
