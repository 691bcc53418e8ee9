import { readFileSync } from 'node:fs';
import type { AppLoadContext } from '@remix-run/node';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadFunction } from '~/discount-function/host';
import { installShop } from '../support/ledger';
import { ofOrder } from '~/loyalty/program';
import { action, type CartAnswer } from '~/routes/app.customers_.$id_.cart';
import type { TypedCart } from '~/routes/app.customers_.$id/cart-request.server';
import { truncateAll, useDatabase, type TestDatabase } from '../support/database';
import { ledgerServices } from '../support/ledger';

const SHOP = 'one.myshopify.com';
const OTHER = 'two.myshopify.com';
const OURS = '11111111-1111-4111-8111-111111111111';
const THEIRS = '22222222-2222-4222-8222-222222222222';
const GUEST = '33333333-3333-4333-8333-333333333333';

let database: TestDatabase;
useDatabase((made) => (database = made));

beforeEach(async () => {
  const { db } = database;
  await truncateAll(db);
  for (const shop of [SHOP, OTHER]) {
    await installShop(db, shop, (program) => ({
      ...program,
      loyalty: {
        ...program.loyalty,
        tierLastsDays: 100,
        tiers: [{ key: 'regular', name: 'Regular', from: 2, benefits: [ofOrder('10')] }],
      },
    }));
  }
  for (const [shop, id, shopifyCustomerId] of [
    [SHOP, OURS, '42'],
    [OTHER, THEIRS, '43'],
    [SHOP, GUEST, null],
  ] as const) {
    await db.ledgerCustomer.create({ data: { shop, id, shopifyCustomerId, segment: 'repeat' } });
  }
  for (const [index, processedAt] of ['2026-09-01T10:00:00Z', '2026-11-01T10:00:00Z'].entries()) {
    await db.ledgerOrder.create({
      data: {
        shop: SHOP,
        orderId: String(900 + index),
        customerId: OURS,
        name: `#${index}`,
        processedAt: new Date(processedAt),
        factsAt: new Date(processedAt),
        source: 'web',
        currency: 'EUR',
        totalMinor: 2_000n,
        financialStatus: 'paid',
        tags: [],
        discountCodes: [],
      },
    });
  }
  await gift(OURS, 'DANKE-OURS', 'issued', 'anniversary:1');
  await gift(OURS, 'DANKE-USED', 'redeemed', 'anniversary:2');
  await gift(GUEST, 'DANKE-ELSE', 'issued', 'anniversary:1');
});

async function gift(customerId: string, code: string, state: string, occasion: string): Promise<void> {
  const day = (date: string) => new Date(`${date}T00:00:00Z`);
  await database.db.gift.create({
    data: {
      shop: SHOP,
      id: crypto.randomUUID(),
      customerId,
      occasion,
      state,
      code,
      percentage: '20',
      occasionDate: day('2026-11-20'),
      validFrom: day('2026-11-20'),
      validUntil: day('2026-12-20'),
      createdAt: day('2026-11-20'),
      updatedAt: day('2026-11-20'),
    },
  });
}

const CART: TypedCart = {
  lines: [
    {
      amount: '100,00',
      inCollection: false,
      tagged: false,
      inExcludedCollection: false,
      giftCard: false,
      onSale: false,
      subscription: false,
    },
  ],
  delivery: '5,90',
  code: '',
  date: '2026-11-22',
  currency: 'EUR',
  rate: '',
  signedIn: true,
  language: 'de',
};

function post(cart: unknown, id = OURS, shop = SHOP): Promise<Response> {
  const shopify = { authenticate: { admin: async () => ({ session: { shop } }) } };
  const context = { services: ledgerServices(database.db), shopify } as unknown as AppLoadContext;
  const request = new Request(`https://app.example/app/customers/${id}/cart`, {
    method: 'POST',
    body: JSON.stringify(cart),
  });
  return action({ request, context, params: { id } });
}

async function decided(change: Partial<TypedCart> = {}, id = OURS) {
  const answer = (await (await post({ ...CART, ...change }, id)).json()) as CartAnswer;
  if (answer.outcome !== 'decided') throw new Error(JSON.stringify(answer));
  return answer;
}

describe('what a cart would get', () => {
  it('is what the tier gives, in the words of checkout', async () => {
    const answer = await decided();
    expect(answer).toMatchObject({ totalMinor: 10_590, paysMinor: 9_590, lineOffMinors: [1_000] });
    expect(answer.loyalty).toMatchObject({
      reasons: [],
      messages: ['10\u00a0% – das ist Ihre 3. Bestellung bei uns'],
    });
  });

  it('follows the date: before the second order, and after the tier has ended', async () => {
    expect((await decided({ date: '2026-10-31' })).loyalty.reasons).toEqual(['no-tier']);
    expect((await decided({ date: '2027-02-09' })).loyalty.reasons).toEqual([]);
    expect((await decided({ date: '2027-02-10' })).loyalty.reasons).toEqual(['tier-ended']);
  });

  it.each([
    ['DANKE-OURS', { code: 'DANKE-OURS', offMinor: 2_000, reasons: [] }],
    ['danke-ours', { code: 'danke-ours', offMinor: 2_000, reasons: [] }],
    [
      'DANKE-ELSE',
      {
        offMinor: 0,
        reasons: ['code-foreign'],
        refusal: 'Dieser Code gehört zu einem anderen Kundenkonto.',
      },
    ],
    ['DANKE-USED', { platform: 'redeemed' }],
    ['SUMMER', { platform: 'unknown' }],
  ])('knows the code %s', async (code, expected) => {
    expect((await decided({ code })).code).toMatchObject(expected);
  });

  it('gives a guest nothing, since checkout does not know them', async () => {
    expect(await decided({}, GUEST)).toMatchObject({ guest: true, paysMinor: 10_590 });
  });

  it('reckons in another currency by its rate', async () => {
    const line = { ...CART.lines[0]!, amount: '5000' };
    const answer = await decided({ currency: 'jpy', rate: '163,25', lines: [line], delivery: '' });
    expect(answer).toMatchObject({ currency: 'JPY', totalMinor: 5_000, paysMinor: 4_500 });
  });

  it('names the fields that are not right', async () => {
    const line = { ...CART.lines[0]!, amount: 'viel' };
    const typed = {
      ...CART,
      lines: [line],
      delivery: '1,2,3',
      date: '2026-02-30',
      currency: 'CHF',
      rate: '0',
    };
    expect(await (await post(typed)).json()).toEqual({
      outcome: 'invalid',
      fields: ['lines.0.amount', 'delivery', 'rate', 'date'],
    });
    expect((await post({})).status).toBe(400);
  });

  it("answers 404 for another shop's customer, as for one that never was", async () => {
    for (const id of [THEIRS, '44444444-4444-4444-8444-444444444444', 'no-id']) {
      const refused = await post(CART, id).catch((thrown: unknown) => thrown);
      expect((refused as Response).status).toBe(404);
    }
    const asOther = await post(CART, OURS, OTHER).catch((thrown: unknown) => thrown);
    expect((asOther as Response).status).toBe(404);
  });

  it("does not tell another shop's codes apart from codes that never were", async () => {
    await database.db.gift.updateMany({
      where: { code: 'DANKE-ELSE' },
      data: { shop: OTHER, customerId: THEIRS },
    });
    expect((await decided({ code: 'DANKE-ELSE' })).code).toEqual({ code: 'DANKE-ELSE', platform: 'unknown' });
  });

  it('can be run again by hand: each input gives the same output in the module as it was built', async () => {
    const module = loadFunction(readFileSync('extensions/loyalty-discount/dist/function.wasm'));
    const { runs } = await decided({ code: 'DANKE-OURS' });
    expect(runs).toHaveLength(4);
    for (const { input, exportName, output, instructions } of runs) {
      const again = await module.run({ input: JSON.parse(JSON.stringify(input)) as unknown, exportName });
      expect(again).toMatchObject({ ok: true, output, instructions: { total: instructions } });
    }
  });
});
