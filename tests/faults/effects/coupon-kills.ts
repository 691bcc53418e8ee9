import type { PrismaClient } from '@prisma/client';
import { planGifts, startWorld, type EffectShop, type EffectsWorld } from '../effects-world';
import { Workers } from '../effects-workers';
import { eventually, type FaultContext, type FaultResult } from '../fault';

const WORKERS = 4;
const SHOPS = ['coupons-1', 'coupons-2'];
const STEPS = [
  'drawn', 'DiscountByCode', 'CodeDiscountCreate', 'RedeemCodesAdd', 'RedeemCodesCreation', 'commit', 'MetafieldsSet', 'smtp',
].flatMap((step) => [`${step}:before`, `${step}:after`]); // prettier-ignore
const DRAINED_WITHIN_MS = 60_000;

/**
 * Workers issue anniversary coupons and send them, and are killed (-9): one at every named step, then any of four at random points. In
 * the end each customer has exactly one code, in our table, in Shopify and in their standing, and got no other and no second one by mail.
 */
export async function run({ full, random, database }: FaultContext): Promise<FaultResult> {
  const gifts = full ? 10_000 : 1_000;
  const killsAtRandom = full ? 200 : 4;
  const kills = STEPS.length + killsAtRandom;
  const { db, url } = await database();
  const world = await startWorld(db, SHOPS);
  world.sink.keep = true;
  const workers = new Workers(db, url, world);
  const problems: string[] = [];
  try {
    let planned = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      const step = STEPS[kill];
      const count = kill === kills - 1 ? gifts - planned : Math.floor(gifts / kills);
      planned += count;
      // the season is new: its discount has to be made, which is where some steps are
      if (step && /CodeDiscountCreate|DiscountByCode/.test(step)) await forgetSeason(db, world, kill);
      // one alone comes to its step; at random points die workers that share the work
      const missing = step ? 1 : WORKERS - workers.alive.length;
      for (let n = 0; n < missing; n += 1) workers.start(step ? { step, nth: 1 } : null);
      for (let n = 0; n < SHOPS.length; n += 1) {
        const shop = world.shops[n];
        const part = Math.floor((count * (n + 1)) / SHOPS.length) - Math.floor((count * n) / SHOPS.length);
        if (shop) await planGifts(db, shop, part, world.clock.now());
      }
      await Promise.all(workers.alive.map((worker) => workers.working(worker)));
      const victim = workers.alive[Math.floor(random() * workers.alive.length)] ?? workers.all.at(-1);
      if (!victim) throw new Error('no worker');
      if (step) {
        const died = await eventually(async () => !victim.alive, 60_000);
        if (!died) problems.push(`no worker came to the step ${step}`);
        if (died) await workers.countInFlight(victim);
        else await workers.kill(victim);
      } else {
        await new Promise((resolve) => setTimeout(resolve, random() * 1_500));
        await workers.kill(victim);
      }
      await timePasses(db, victim.lease);
    }
    const lastKill = workers.lastDeathAt;
    const open = async () =>
      (await db.gift.count({ where: { state: 'planned' } })) +
      (await db.message.count({ where: { state: { in: ['planned', 'claimed'] } } }));
    const drained = await eventually(async () => {
      world.clock.advance(100);
      return (await open()) === 0;
    }, DRAINED_WITHIN_MS);
    if (!drained) problems.push(`${await open()} gifts and messages were not done 60 s after the last kill`);
    const drainedMs = Date.now() - lastKill;
    const { uncertain, twice } = await examine(db, world, gifts, problems);
    if (uncertain > workers.inFlight)
      problems.push(`${uncertain} parked with ${workers.inFlight} in flight at the kills`);
    for (const step of STEPS) if (!workers.diedAt.get(step)) problems.push(`nobody died at ${step}`);
    if (workers.deaths < kills) problems.push(`only ${workers.deaths} of ${kills} kills`);
    return {
      injected: workers.deaths,
      problems: problems.slice(0, 20),
      figures: {
        gifts,
        kills: workers.deaths,
        'in flight at kills': workers.inFlight,
        parked: uncertain,
        twice,
        'drained ms': drainedMs,
      },
    };
  } finally {
    await workers.stop();
    await world.stop();
  }
}

/**
 * The one that died is found silent, as after half a minute: its claims, and its jobs, which do not say whose they are. So jobs of
 * those that live are carried out a second time too, which must do no harm.
 */
async function timePasses(db: PrismaClient, lease: string): Promise<void> {
  await db.$executeRaw`
    UPDATE pgboss.job SET state = 'retry', start_after = now()
    WHERE state = 'active' AND name IN ('coupon.issue', 'standing.write', 'message.send')`;
  await db.$executeRaw`UPDATE pgboss.job SET start_after = now() WHERE state = 'retry'`;
  if (lease !== '')
    await db.$executeRaw`UPDATE worker SET beat_at = beat_at - interval '1 minute' WHERE id = ${lease}::uuid`;
}

/** Coupons of other limits hang on another discount: the next ones need a new one. */
async function forgetSeason(db: PrismaClient, world: EffectsWorld, kill: number): Promise<void> {
  for (const { domain } of world.shops) {
    const row = await db.program.findUniqueOrThrow({ where: { shop_version: { shop: domain, version: 1 } } });
    const document = row.document as { anniversary: { minimumMinor: number } };
    document.anniversary.minimumMinor = 1_000 + kill;
    await db.program.update({ where: { shop_version: { shop: domain, version: 1 } }, data: { document } });
  }
}

async function examine(db: PrismaClient, world: EffectsWorld, gifts: number, problems: string[]) {
  const rows = await db.gift.findMany({
    select: { id: true, shop: true, code: true, state: true, customerId: true },
  });
  if (rows.length !== gifts) problems.push(`${rows.length} gifts of ${gifts}`);
  const messages = new Map((await db.message.findMany()).map((row) => [row.subjectKey, row]));
  const shopifyIds = new Map(
    (await db.ledgerCustomer.findMany({ select: { id: true, shopifyCustomerId: true } })).map((row) => [
      row.id,
      row.shopifyCustomerId,
    ]),
  );
  let uncertain = 0;
  let twice = 0;
  for (const shop of world.shops) {
    const own = rows.filter((row) => row.shop === shop.domain);
    const codes = codesAtShopify(shop);
    const expected = new Set(own.map(({ code }) => code));
    if (expected.size !== own.length) problems.push('two customers with one code');
    for (const [code, times] of codes) {
      if (!expected.has(code)) problems.push('a code at Shopify that nobody has');
      if (times > 1) problems.push('a code on two discounts');
    }
    const standings = new Map(
      [...shop.state.all('metafield').values()]
        .filter(({ key }) => key === 'standing')
        .map(({ ownerId, value }) => [ownerId, value]),
    );
    for (const gift of own) {
      const { code, state } = gift;
      if (state !== 'issued' || !code) {
        problems.push(`a gift ended as ${state}`);
        continue;
      }
      if (!codes.has(code)) problems.push('a gift whose code Shopify does not have');
      const standing = standings.get(`gid://shopify/Customer/${shopifyIds.get(gift.customerId)}`) ?? '';
      if (!standing.includes(code)) problems.push('a customer whose standing lacks the code');
      const message = messages.get(`gift:${gift.id}`);
      const times = world.sink.received.get(message?.messageId ?? '') ?? 0;
      if (message?.state === 'uncertain') uncertain += 1;
      else if (message?.state !== 'sent' || times === 0)
        problems.push(`a coupon's mail: ${message?.state}, ${times} times`);
      if (times > 1) {
        twice += 1;
        problems.push('a coupon was mailed twice');
      }
      const text = world.sink.texts.get(message?.messageId ?? '');
      if (text !== undefined && !text.replaceAll('=\r\n', '').includes(code))
        problems.push('a mail with another code');
    }
  }
  return { uncertain, twice };
}

/** Redeem codes without the discounts' own placeholders -> on how many discounts. */
function codesAtShopify({ state }: EffectShop): Map<string, number> {
  const codes = new Map<string, number>();
  for (const node of state.all('discountNode').values())
    for (const { code } of node.codes)
      if (!code.startsWith('STAMMKUNDE-')) codes.set(code, (codes.get(code) ?? 0) + 1);
  return codes;
}
