import { startWorld, planThanks, saveProgram } from '../effects-world';
import { Workers } from '../effects-workers';
import { eventually, type FaultContext, type FaultResult } from '../fault';
import type { SinkFault } from '../smtp-sink';

const FAULTS: SinkFault[] = ['refuse', 'drop-in-data', 'drop-after-dot', '421', '450', '550'];
const MINUTE_MS = 60_000;

/**
 * A mail server that fails in each way for a third of what it is asked, then half an hour of outage with a long queue of one shop,
 * and a single message of another shop behind it. Nothing is lost, 4xx is tried again, 5xx is suppressed, nobody waits for the
 * other's queue, and in park mode nothing leaves twice.
 */
export async function run({ full, random, database }: FaultContext): Promise<FaultResult> {
  const queued = full ? 20_000 : 2_000;
  const perFault = full ? 300 : 60;
  const { db, url } = await database();
  const world = await startWorld(db, ['large', 'small']);
  const workers = new Workers(db, url, world);
  const problems: string[] = [];
  const [large, small] = world.shops;
  if (!large || !small) throw new Error('two shops');
  const open = () => db.message.count({ where: { state: { in: ['planned', 'claimed'] } } });
  /** the shops' clock runs while it is waited */
  const settled = (ms: number, withinMs: number) =>
    eventually(async () => {
      world.clock.advance(ms);
      return (await open()) === 0;
    }, withinMs);
  try {
    await saveProgram(db, small.domain, (program) => (program.thankYou.afterCrash = 'park'));
    const worker = workers.start();
    await workers.working(worker);

    for (const fault of FAULTS) {
      const refused = new Set<string>();
      world.sink.choose = () => (random() < 0.33 ? fault : 'none');
      const ids = [
        ...(await planThanks(db, large, perFault, world.clock.now())),
        ...(await planThanks(db, small, perFault, world.clock.now())),
      ];
      // a third fails: some tries later everything has left
      if (!(await settled(2_000, 60_000))) problems.push(`${fault}: ${await open()} are not settled`);
      const rows = await db.message.findMany({ where: { messageId: { in: ids } } });
      for (const row of rows) {
        const times = world.sink.received.get(row.messageId) ?? 0;
        const parked =
          row.state === 'uncertain' &&
          row.shop === small.domain &&
          (fault === 'drop-after-dot' || fault === 'drop-in-data');
        if (row.state === 'suppressed' && fault === '550') refused.add(row.messageId);
        else if (row.state !== 'sent' && !parked)
          problems.push(`${fault}: ${row.state}, ${row.reason ?? ''}`);
        if (row.state === 'sent' && times === 0) problems.push(`${fault}: said to be sent, never arrived`);
        if (row.state === 'suppressed' && times > 0) problems.push(`${fault}: suppressed, and arrived`);
        if (times > 1 && !(fault === 'drop-after-dot' && row.shop === large.domain))
          problems.push(`${fault}: twice`);
      }
      if (fault === '550' && refused.size === 0) problems.push('550 suppressed nothing');
    }

    // half an hour without a mail server, with a long queue
    const faultedBefore = world.sink.faulted;
    world.sink.choose = () => 'refuse';
    const queue = await planThanks(db, large, queued, world.clock.now());
    for (let minute = 0; minute < 30; minute += 1) {
      world.clock.advance(MINUTE_MS);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    if (
      (await db.message.count({
        where: { messageId: { in: queue.slice(0, 1_000) }, state: 'sent' },
      })) > 0
    )
      problems.push('messages left the queue during the outage');
    world.sink.choose = () => 'none';
    const backAt = Date.now();
    const first = world.sink.received.size;
    await eventually(async () => world.sink.received.size > first, 60_000);
    // the other shop's message comes last, and does not wait for the whole queue
    const [late] = await planThanks(db, small, 1, world.clock.now());
    const waited = Date.now();
    if (!(await eventually(async () => world.sink.received.has(late ?? ''), 30_000)))
      problems.push('the small shop waited for the large one');
    const waitedMs = Date.now() - waited;
    const stillQueued = await open();
    if (stillQueued === 0) problems.push('the queue was empty before the small shop came: nothing was shown');
    if (!(await settled(5_000, full ? 300_000 : 90_000)))
      problems.push(`${await open()} of the queue are not settled`);
    const lost = queue.filter((id) => world.sink.received.get(id) !== 1).length;
    if (lost > 0) problems.push(`${lost} of the queue arrived not once`);
    return {
      injected: world.sink.faulted,
      problems: problems.slice(0, 20),
      figures: {
        queued,
        'refused in the outage': world.sink.faulted - faultedBefore,
        'other shop waited ms': waitedMs,
        'queued meanwhile': stillQueued,
        'drained ms': Date.now() - backAt,
      },
    };
  } finally {
    await workers.stop();
    await world.stop();
  }
}
