import { startWorld, planThanks, saveProgram } from '../effects-world';
import { Workers, type EffectWorker } from '../effects-workers';
import { eventually, type FaultContext, type FaultResult } from '../fault';

const WORKERS = 4;
const SHOPS = ['again-1', 'again-2', 'park-1', 'park-2'];
const STEPS = ['claimed', 'Recipients', 'handed', 'smtp', 'settled'].flatMap((step) => [
  `${step}:before`,
  `${step}:after`,
]);
const DRAINED_WITHIN_MS = 60_000;

/**
 * Four workers send thank-yous of four shops over one database, while they are killed (-9): one after the other at every named
 * step, and at random points. Two shops want the uncertain sent again, two want it parked.
 */
export async function run({ full, random, database }: FaultContext): Promise<FaultResult> {
  const orders = full ? 10_000 : 1_000;
  const kills = STEPS.length + (full ? 200 : 10);
  const { db, url } = await database();
  const world = await startWorld(db, SHOPS);
  const workers = new Workers(db, url, world);
  const problems: string[] = [];
  const expected = new Map<string, string>();
  try {
    for (const shop of world.shops) {
      const afterCrash = shop.domain.startsWith('park') ? 'park' : 'sendAgain';
      await saveProgram(db, shop.domain, (program) => (program.thankYou.afterCrash = afterCrash));
    }
    for (let n = 0; n < WORKERS; n += 1) workers.start();
    await Promise.all(workers.all.map((worker) => workers.working(worker)));

    const perKill = Math.floor(orders / kills);
    for (let kill = 0; kill < kills; kill += 1) {
      const step = STEPS[kill];
      let victim: EffectWorker | undefined;
      if (step) {
        victim = workers.start({ step, nth: 1 + Math.floor(random() * 3) });
        await workers.working(victim);
      }
      const before = world.sink.received.size;
      const batch = kill === kills - 1 ? orders - expected.size : perKill;
      for (let n = 0; n < SHOPS.length; n += 1) {
        const shop = world.shops[n];
        const share = Math.floor((batch * (n + 1)) / SHOPS.length) - Math.floor((batch * n) / SHOPS.length);
        if (!shop) continue;
        for (const id of await planThanks(db, shop, share, world.clock.now())) expected.set(id, shop.domain);
      }
      if (victim) {
        const died = await eventually(async () => {
          if (victim?.alive) await moreWork(victim, workers);
          return !victim?.alive;
        }, 30_000);
        if (!died) problems.push(`no worker came to the step ${step}`);
        else await workers.countInFlight(victim);
        if (!died) await workers.kill(victim);
      } else {
        const enough = before + Math.floor(random() * batch);
        await eventually(async () => world.sink.received.size >= enough, 20_000);
        await new Promise((resolve) => setTimeout(resolve, random() * 20));
        const chosen = workers.alive[Math.floor(random() * workers.alive.length)];
        if (chosen) await workers.kill(chosen);
        const fresh = workers.start();
        // the next kill is of workers that work
        if (workers.alive.length <= 2) await workers.working(fresh);
      }
    }
    const lastKill = Date.now();
    const open = () => db.message.count({ where: { state: { in: ['planned', 'claimed'] } } });
    // what was handed over when its connection broke waits its 15 seconds of the shops' clock
    const drained = await eventually(async () => {
      world.clock.advance(100);
      return (await open()) === 0;
    }, DRAINED_WITHIN_MS);
    const drainedMs = Date.now() - lastKill;
    if (!drained) problems.push(`${await open()} messages were not settled 60 s after the last kill`);

    const rows = await db.message.findMany({ select: { messageId: true, state: true, shop: true } });
    let twiceAgain = 0;
    let uncertain = 0;
    for (const row of rows) {
      const times = world.sink.received.get(row.messageId) ?? 0;
      const park = row.shop.startsWith('park');
      if (row.state === 'uncertain' && park) uncertain += 1;
      else if (row.state !== 'sent') problems.push(`a message of ${row.shop} ended as ${row.state}`);
      else if (times === 0) problems.push(`a message of ${row.shop} is said to be sent and never arrived`);
      if (times > 1 && park) problems.push('a parked message arrived twice');
      if (times > 1) twiceAgain += times - 1;
    }
    if (rows.length !== expected.size || expected.size !== orders)
      problems.push(`${rows.length} messages of ${orders} orders`);
    const distinct = new Set(rows.map(({ messageId }) => messageId)).size;
    if (distinct !== orders) problems.push(`${distinct} Message-IDs for ${orders} orders`);
    for (const id of world.sink.received.keys())
      if (!expected.has(id)) problems.push('a message that nobody planned');
    if (twiceAgain + uncertain > workers.inFlight)
      problems.push(
        `${twiceAgain} twice and ${uncertain} parked, with ${workers.inFlight} in flight at the kills`,
      );
    for (const step of STEPS) if (!workers.diedAt.get(step)) problems.push(`nobody died at ${step}`);
    return {
      injected: workers.deaths,
      problems: problems.slice(0, 20),
      figures: {
        orders,
        kills: workers.deaths,
        'distinct Message-IDs': distinct,
        'distinct that arrived': world.sink.received.size,
        'in flight at kills': workers.inFlight,
        'left twice': twiceAgain,
        parked: uncertain,
        'drained ms': drainedMs,
      },
    };
  } finally {
    await workers.stop();
    await world.stop();
  }
}

/** The others are faster: they stop, and only the one that is to die works. */
async function moreWork(victim: EffectWorker, workers: Workers): Promise<void> {
  for (const other of workers.alive) if (other !== victim) other.running.child.kill('SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  for (const other of workers.alive) if (other !== victim) other.running.child.kill('SIGCONT');
  await new Promise((resolve) => setTimeout(resolve, 200));
}
