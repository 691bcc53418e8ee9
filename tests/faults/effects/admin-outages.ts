import type { PrismaClient } from '@prisma/client';
import { createLog } from '../../../app/log.server';
import { PgBossQueue } from '../../../app/jobs/pg-boss-queue.server';
import type { AdminFault } from '../../../dev-store/graphql/ports';
import { planGifts, planThanks, startWorld, type EffectShop, type EffectsWorld } from '../effects-world';
import { Workers } from '../effects-workers';
import { eventually, type FaultContext, type FaultResult } from '../fault';

/** Each has a shop of its own, besides the one that nothing happens to. */
const FAULTS: readonly Exclude<AdminFault, 'none'>[] = [
  'throttled-half', 'cut-half', 'lost-half', '5xx', 'down', 'revoked',
]; // prettier-ignore
/** Those that let nothing through: they end when the undisturbed shop is done. */
const TOTAL: readonly AdminFault[] = ['5xx', 'down', 'revoked'];
/** Small, so that the client has to wait for it: Shopify's smallest plan has 2,000 and 100 a second. */
const BUCKET = { size: 150, restorePerSecond: 50 };
/** A shop of which half of the answers are lost waits seconds between tries: three times as long as the undisturbed one. */
const SETTLED_WITHIN_MS = 240_000;
/** All draw on each shop's one bucket. */
const WORKERS = 4;

interface Planned {
  shop: EffectShop;
  fault: AdminFault;
  gifts: Awaited<ReturnType<typeof planGifts>>;
  thanks: string[];
}

/**
 * Four workers, the same work for seven shops: discount, coupons, standings, messages. Shopify throttles half of the calls of one,
 * cuts the answers of the next in the middle, loses those of another after it did what was asked, fails, is not there, or has revoked
 * the token and grants a new one later. In the end every shop is as the undisturbed one, nobody waited for the others, and
 * nobody ever asked for more than its bucket held.
 */
export async function run({ full, database }: FaultContext): Promise<FaultResult> {
  const size = full ? { gifts: 1_000, thanks: 300, rounds: 4 } : { gifts: 60, thanks: 20, rounds: 1 };
  const { db, url } = await database();
  const world = await startWorld(db, ['calm', ...FAULTS], BUCKET);
  const jobs = await PgBossQueue.start({ url, log: createLog('warn', 'test'), worker: false });
  const workers = new Workers(db, url, world);
  const problems: string[] = [];
  const figures: Record<string, number> = {};
  try {
    world.sink.keep = true;
    for (let n = 0; n < WORKERS; n += 1) workers.start();
    await Promise.all(workers.all.map((worker) => workers.working(worker)));
    const all: Planned[] = world.shops.map((shop, index) => {
      const fault = FAULTS[index - 1] ?? 'none';
      return { shop, fault, gifts: [], thanks: [] };
    });
    for (let round = 0; round < size.rounds; round += 1) {
      const startedAt = Date.now();
      for (const { shop, fault } of all) disturb(shop, fault, round);
      const before = new Map(all.map(({ shop }) => [shop, shop.operations]));
      for (const one of all) {
        one.gifts.push(...(await planGifts(db, one.shop, size.gifts, world.clock.now())));
        one.thanks.push(...(await planThanks(db, one.shop, size.thanks, world.clock.now())));
        await jobs.send(db, 'discount.sync', { shop: one.shop.domain }, { singletonKey: one.shop.domain });
      }
      const [calm] = all;
      if (!calm || !(await settled(db, world, [calm])))
        problems.push('the undisturbed shop did not get done');
      figures[`calm done ms, round ${round + 1}`] = Date.now() - startedAt;
      for (const one of all.filter(({ fault }) => TOTAL.includes(fault))) {
        if ((await open(db, one)) === 0) problems.push(`${one.fault}: everything was done without Shopify`);
        if (one.fault === '5xx' && one.shop.operations === before.get(one.shop))
          problems.push('5xx: nobody asked');
        await restore(db, one.shop);
      }
      if (!(await settled(db, world, all, true)))
        for (const one of all) {
          const left = await open(db, one);
          if (left > 0) problems.push(`${one.fault}: ${left} are not done`);
        }
      figures[`all done ms, round ${round + 1}`] = Date.now() - startedAt;
    }
    for (const { shop } of all) disturb(shop, 'none', 0);
    problems.push(...(await compare(db, world, all)));
    for (const { shop, fault } of all) {
      if (shop.bucket.overdrafts > 0)
        problems.push(`${fault}: ${shop.bucket.overdrafts} times more than the bucket held`);
      figures[`lowest of ${BUCKET.size}, ${fault}`] = Math.floor(shop.bucket.lowest);
    }
    const injected = all.reduce((sum, { shop, fault }) => sum + (fault === 'none' ? 0 : shop.operations), 0);
    return { injected: Math.floor(injected / 2), problems: problems.slice(0, 20), figures };
  } finally {
    await workers.stop();
    await jobs.stop();
    await world.stop();
  }
}

function disturb(shop: EffectShop, fault: AdminFault, round: number): void {
  if (fault === 'revoked') shop.token = `shpat_granted_${round}`;
  else shop.fault = fault;
}

/** Shopify is well again; of a revoked token, the merchant has opened the app and got a new one. */
async function restore(db: PrismaClient, shop: EffectShop): Promise<void> {
  shop.fault = 'none';
  await db.session.update({ where: { id: `offline_${shop.domain}` }, data: { accessToken: shop.token } });
}

/** Gifts to issue, messages to send, standings to write, discount to make. */
async function open(db: PrismaClient, { shop: { domain: shop } }: Planned): Promise<number> {
  const [gifts, messages, standings, jobs] = await Promise.all([
    db.gift.count({ where: { shop, state: 'planned' } }),
    db.message.count({ where: { shop, state: { in: ['planned', 'claimed'] } } }),
    db.ledgerCustomer.count({ where: { shop, shopifyCustomerId: { not: null }, standingWrittenAt: null } }),
    db.$queryRaw<{ n: number }[]>`
      SELECT count(*)::int AS n FROM pgboss.job
      WHERE name = 'discount.sync' AND data ->> 'shop' = ${shop} AND state IN ('created', 'retry', 'active')`,
  ]);
  return gifts + messages + standings + (jobs[0]?.n ?? 0);
}

/**
 * The shops' clock runs while it is waited.
 * @param patient jobs that failed are tried again every other second, as if their minutes were over
 */
function settled(
  db: PrismaClient,
  world: EffectsWorld,
  shops: readonly Planned[],
  patient = false,
): Promise<boolean> {
  let triedAt = 0;
  return eventually(async () => {
    world.clock.advance(1_000);
    if (patient && Date.now() - triedAt > 2_000) {
      triedAt = Date.now();
      await db.$executeRaw`UPDATE pgboss.job SET start_after = now() WHERE state = 'retry'`;
    }
    let left = 0;
    for (const one of shops) left += await open(db, one);
    return left === 0;
  }, SETTLED_WITHIN_MS);
}

/** What differs from the shop that nothing happened to. */
async function compare(db: PrismaClient, world: EffectsWorld, all: readonly Planned[]): Promise<string[]> {
  const [calm, ...disturbed] = await Promise.all(all.map((one) => snapshot(db, world, one)));
  const problems: string[] = [];
  if (!calm) throw new Error('no undisturbed shop');
  // what the others are held against has to be right itself
  const good = { gift: 'issued', codes: 1, standing: true, message: 'sent', received: 1, mailHasCode: true };
  const wrong = calm.gifts.filter((gift) => Object.entries(good).some(([key, value]) => gift[key] !== value));
  if (wrong.length > 0)
    problems.push(`${wrong.length} gifts of the undisturbed shop: ${JSON.stringify(wrong[0])}`);
  if (calm.thanks.some((thanks) => thanks !== 'sent x1')) problems.push('thank-yous of the undisturbed shop');
  if (calm.discounts.some((discount) => !discount.includes('loyalty') && !discount.includes('gift')))
    problems.push('a discount without its rules');
  if (calm.automatic !== 1) problems.push(`${calm.automatic} automatic discounts in the undisturbed shop`);
  disturbed.forEach((snap, index) => {
    const fault = all[index + 1]?.fault ?? '';
    for (const key of Object.keys(calm) as (keyof Snapshot)[]) {
      const [here, there] = [JSON.stringify(snap[key]), JSON.stringify(calm[key])];
      if (here !== there) problems.push(`${fault}: ${key} differ: ${firstDifference(here, there)}`);
    }
  });
  return problems;
}

interface Snapshot {
  gifts: Record<string, unknown>[];
  thanks: string[];
  automatic: number;
  /** code discounts: how many codes of customers each holds, and what its metafields say */
  discounts: string[];
  strayCodes: number;
}

/** A shop's state without what is drawn: ids, and codes. */
async function snapshot(
  db: PrismaClient,
  world: EffectsWorld,
  { shop, gifts, thanks }: Planned,
): Promise<Snapshot> {
  const { domain, state } = shop;
  const rows = new Map((await db.gift.findMany({ where: { shop: domain } })).map((row) => [row.id, row]));
  const messages = new Map(
    (await db.message.findMany({ where: { shop: domain } })).map((row) => [row.subjectKey, row]),
  );
  const byMessageId = new Map([...messages.values()].map((row) => [row.messageId, row]));
  const metafields = new Map(
    [...state.all('metafield').values()].map(({ ownerId, key, value }) => [`${ownerId} ${key}`, value]),
  );
  const nodes = [...state.all('discountNode').values()];
  const held = new Map<string, number>();
  for (const { code } of nodes.flatMap(({ codes }) => codes)) held.set(code, (held.get(code) ?? 0) + 1);
  const ours = new Set([...rows.values()].map(({ code }) => code));
  const { received, texts } = world.sink;
  return {
    gifts: gifts.map(({ gift: id, shopify }) => {
      const row = rows.get(id);
      const code = row?.code ?? 'no code';
      const message = messages.get(`gift:${id}`);
      const standing = metafields.get(`gid://shopify/Customer/${shopify} standing`) ?? '';
      return {
        gift: row?.state,
        codes: held.get(code) ?? 0,
        standing: standing.includes(code),
        standingText: standing.replace(code, 'CODE'),
        first: metafields.get(`gid://shopify/Customer/${shopify} first_order_date`) ?? null,
        message: message?.state,
        received: received.get(message?.messageId ?? '') ?? 0,
        mailHasCode: (texts.get(message?.messageId ?? '') ?? '').replaceAll('=\r\n', '').includes(code),
      };
    }),
    thanks: thanks.map((id) => `${byMessageId.get(id)?.state} x${received.get(id) ?? 0}`),
    automatic: nodes.filter(({ method }) => method === 'automatic').length,
    discounts: nodes
      .map(({ id, codes, title, endsAt, discountClasses }) => {
        const fields = ['config', 'variables'].map(
          (key) => metafields.get(`gid://shopify/DiscountNode/${id} ${key}`) ?? '',
        );
        return JSON.stringify([
          title,
          endsAt,
          discountClasses,
          codes.filter(({ code }) => ours.has(code)).length,
          ...fields,
        ]);
      })
      .sort(),
    strayCodes: [...held.keys()].filter((code) => !code.startsWith('STAMMKUNDE-') && !ours.has(code)).length,
  };
}

function firstDifference(here: string, there: string): string {
  let at = 0;
  while (at < here.length && here[at] === there[at]) at += 1;
  const around = (text: string) => text.slice(Math.max(0, at - 60), at + 40);
  return `${around(here)} | ${around(there)}`;
}
