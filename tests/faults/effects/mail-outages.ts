import type { PrismaClient } from '@prisma/client';
import { MOST_COPIES } from '~/effects/put-off';
import { startWorld, planThanks, saveProgram, type EffectShop, type EffectsWorld } from '../effects-world';
import { Workers } from '../effects-workers';
import { eventually, type FaultContext, type FaultResult } from '../fault';
import type { SinkFault } from '../smtp-sink';

const FAULTS: SinkFault[] = [
  'refuse', 'hang', 'hang-after-dot', 'drop-in-data', 'drop-after-dot', '421', '450', '550',
]; // prettier-ignore
/** The server got the whole message, or may have: nobody can know. */
const UNDECIDED: readonly SinkFault[] = ['drop-after-dot', 'hang-after-dot', 'drop-in-data'];
/** It was kept before the connection went: "send again" may send it twice. */
const KEPT: readonly SinkFault[] = ['drop-after-dot', 'hang-after-dot'];
const MINUTE_MS = 60_000;

/**
 * A mail server that fails in each way for a third of what it is asked, then half an hour of outage with a long queue of one shop,
 * and a single message of another shop behind it. Nothing is lost, 4xx is tried again, 5xx is suppressed with its address, nobody
 * waits for the other's queue, and in park mode nothing leaves twice.
 */
export async function run({ full, random, database }: FaultContext): Promise<FaultResult> {
  const queued = full ? 20_000 : 2_000;
  const perFault = full ? 300 : 60;
  const { db, url } = await database();
  const world = await startWorld(db, ['large', 'small']);
  const workers = new Workers(db, url, world, { MAIL_TIMEOUT_MS: '500' });
  const problems: string[] = [];
  const figures: Record<string, number> = { queued };
  const [large, small] = world.shops;
  if (!large || !small) throw new Error('two shops');
  try {
    await saveProgram(db, small.domain, (program) => (program.thankYou.afterCrash = 'park'));
    const worker = workers.start();
    await workers.working(worker);
    for (const fault of FAULTS) {
      const before = world.sink.faulted;
      world.sink.choose = () => (random() < 0.33 ? fault : 'none');
      const ids = [
        ...(await planThanks(db, large, perFault, world.clock.now())),
        ...(await planThanks(db, small, perFault, world.clock.now())),
      ];
      // a third fails: some tries later everything has left
      if (!(await settled(db, world, 2_000, 90_000)))
        problems.push(`${fault}: ${await open(db)} are not settled`);
      world.sink.choose = () => 'none';
      problems.push(...(await examine(db, world, { fault, ids, parking: small })));
      if (world.sink.faulted === before) problems.push(`${fault}: never happened`);
      figures[fault] = world.sink.faulted - before;
    }
    Object.assign(figures, await outage(db, world, { large, small, queued, full, problems }));
    return { injected: world.sink.faulted, problems: problems.slice(0, 20), figures };
  } finally {
    await workers.stop();
    await world.stop();
  }
}

const open = (db: PrismaClient) => db.message.count({ where: { state: { in: ['planned', 'claimed'] } } });

/** Waits until nothing is under way; the shops' clock runs meanwhile, `ms` at each look. */
function settled(db: PrismaClient, world: EffectsWorld, ms: number, withinMs: number): Promise<boolean> {
  return eventually(async () => {
    world.clock.advance(ms);
    return (await open(db)) === 0;
  }, withinMs);
}

/** What one kind of failure left behind. */
async function examine(
  db: PrismaClient,
  world: EffectsWorld,
  { fault, ids, parking }: { fault: SinkFault; ids: string[]; parking: EffectShop },
): Promise<string[]> {
  const problems: string[] = [];
  const say = (what: string) => void problems.push(`${fault}: ${what}`);
  const rows = await db.message.findMany({ where: { messageId: { in: ids } } });
  if (rows.length !== ids.length) say(`${rows.length} messages of ${ids.length}`);
  for (const row of rows) {
    const times = world.sink.received.get(row.messageId) ?? 0;
    const parks = row.shop === parking.domain || row.copies + 1 >= MOST_COPIES;
    const parked = row.state === 'uncertain' && parks && UNDECIDED.includes(fault);
    const refused = row.state === 'suppressed' && fault === '550' && row.reason === 'rejected: smtp 550';
    if (row.state !== 'sent' && !parked && !refused) say(`${row.state}, ${row.reason ?? ''}`);
    if (row.state === 'sent' && times === 0) say('said to be sent, never arrived');
    if (row.state === 'suppressed' && times > 0) say('suppressed, and arrived');
    if (times > 1 && !(KEPT.includes(fault) && row.shop !== parking.domain)) say('arrived twice');
  }
  const count = (state: string) => rows.filter((row) => row.state === state).length;
  // each order has an address of its own: those that were refused, and no other, are on the list
  const listed = await db.suppression.count({ where: { reason: 'bounced' } });
  if (listed !== count('suppressed')) say(`${listed} addresses suppressed, ${count('suppressed')} refused`);
  if (fault === '550' && count('suppressed') === 0) say('suppressed nothing');
  if (['421', '450'].includes(fault) && !rows.some(({ attempts }) => attempts > 1))
    say('nothing was tried again');
  if (KEPT.includes(fault) && count('uncertain') === 0) say('nothing was parked');
  return problems;
}

/** Half an hour without a mail server, with a long queue. */
async function outage(
  db: PrismaClient,
  world: EffectsWorld,
  o: { large: EffectShop; small: EffectShop; queued: number; full: boolean; problems: string[] },
): Promise<Record<string, number>> {
  const { sink, clock } = world;
  const faultedBefore = sink.faulted;
  sink.choose = () => 'refuse';
  const queue = await planThanks(db, o.large, o.queued, clock.now());
  const taken = () => queue.filter((id) => sink.received.has(id)).length;
  for (let minute = 0; minute < 30; minute += 1) {
    clock.advance(MINUTE_MS);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  if (
    taken() > 0 ||
    (await db.message.count({ where: { messageId: { in: queue.slice(0, 1_000) }, state: 'sent' } })) > 0
  )
    o.problems.push('messages left the queue during the outage');
  if (sink.faulted === faultedBefore) o.problems.push('nobody asked the server during the outage');
  const refused = sink.faulted - faultedBefore;
  sink.choose = () => 'none';
  const backAt = Date.now();
  if (!(await eventually(async () => taken() > 0, 60_000)))
    o.problems.push('nothing left when the server was back');
  // the other shop's message comes last, and does not wait for the whole queue
  const [late] = await planThanks(db, o.small, 1, clock.now());
  const waited = Date.now();
  if (!(await eventually(async () => sink.received.has(late ?? ''), 30_000)))
    o.problems.push('the small shop waited for the large one');
  const waitedMs = Date.now() - waited;
  const behind = o.queued - taken();
  if (behind < o.queued / 2)
    o.problems.push(`the small shop waited for ${o.queued - behind} of the large one's`);
  if (!(await settled(db, world, 5_000, o.full ? 300_000 : 90_000)))
    o.problems.push(`${await open(db)} of the queue are not settled`);
  const lost = queue.filter((id) => sink.received.get(id) !== 1).length;
  if (lost > 0) o.problems.push(`${lost} of the queue arrived not once`);
  return {
    'refused in the outage': refused,
    'other shop waited ms': waitedMs,
    'queued behind it': behind,
    'drained ms': Date.now() - backAt,
  };
}
