import { beforeEach, expect, it } from 'vitest';
import { requireShopFacts } from '~/components/merchant.server';
import { reclassify } from '~/ledger/reclassify.server';
import { scanRoundDates } from '~/ledger/scan-round-dates.server';
import { readHome } from '~/routes/app._index/home.server';
import { saveProgram } from '~/routes/app.program/save-program.server';
import { readProgram } from '~/loyalty/stored-program';
import { SHOP, useHarness, type Harness } from './effects-harness';

let h: Harness;
useHarness((started) => (h = started));
beforeEach(() =>
  h.installed(({ greetings, anniversary }) => {
    anniversary.enabled = false;
    Object.assign(greetings.roundDates, { enabled: true, days: [], years: [3] });
  }),
);

async function progress() {
  const merchant = { services: h.services, shop: SHOP };
  return (await readHome(merchant, await requireShopFacts(merchant)))?.attention.reclassified;
}

async function change(version: number): Promise<void> {
  const { document } = await h.db.program.findFirstOrThrow({ where: { version } });
  const program = readProgram(document);
  program.classification.minimumOrderMinor += 1;
  expect(await saveProgram(h.services, SHOP, program, version)).toEqual({
    outcome: 'saved',
    version: version + 1,
  });
}

it('a change of program shows how far it has come, and until it is done no occasion is looked for', async () => {
  // three years ago today, by the program of before
  for (const customer of h.customers().slice(0, 3))
    await h.ledgerCustomer(customer, { orderCount: 1, programVersion: 1 });
  // a mark that a deletion left is nobody
  await h.ledgerCustomer(null, { orderCount: 0, programVersion: 0 });
  expect(await progress()).toBeNull();
  await change(1);
  expect(await progress()).toEqual({ done: 0, total: 3 });
  const one = await h.db.ledgerCustomer.findFirstOrThrow({ where: { orderCount: 1 } });
  await h.db.ledgerCustomer.update({
    where: { shop_id: { shop: SHOP, id: one.id } },
    data: { programVersion: 2 },
  });
  expect(await progress()).toEqual({ done: 1, total: 3 });
  expect(await scanRoundDates(h.services, SHOP)).toEqual({ planned: 0, missed: 0 });

  await reclassify(h.services, SHOP);
  expect(await progress()).toBeNull();
});

it('one that is changed again meanwhile is not done with the first round', async () => {
  await h.ledgerCustomer(h.customers()[0]!, { orderCount: 1, programVersion: 1 });
  await change(1);
  await reclassify(h.services, SHOP, async () => change(2));
  expect(await h.db.shop.findFirstOrThrow()).toMatchObject({ programVersion: 3, classifiedVersion: 1 });
  expect(await progress()).not.toBeNull();
  await reclassify(h.services, SHOP);
  expect(await h.db.shop.findFirstOrThrow()).toMatchObject({ programVersion: 3, classifiedVersion: 3 });
});
