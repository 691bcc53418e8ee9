import type { AppLoadContext } from '@remix-run/node';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFunctionRunner, type FunctionRunner } from '../../dev-store/checkout/function-runner';
import { priceCheckout } from '../../dev-store/checkout/price';
import type { Customer } from '../../dev-store/model/types';
import { issueCoupons } from '~/effects/issue-coupons';
import { syncDiscount } from '~/effects/sync-discount';
import { writeStandings } from '~/effects/write-standings';
import type { StackRow } from '~/cart-decision/worst-stack';
import type { Program } from '~/loyalty/program';
import { action, type PreviewAnswer } from '~/routes/app.program_.preview';
import { toDraft, type ProgramDraft } from '~/routes/app.program/draft';
import { anyStackProgram } from '../support/stack-program';
import { COLLECTION, TAG } from '../support/stack-shop';
import { NOW, SHOP, useHarness, type Harness } from './effects-harness';

/**
 * The whole way: the program is saved and synchronised by the app's own effects, a customer gets tier and coupon by them, the
 * merchant's other discounts are made through the Admin API, and the checkout of the dev store prices the cart.
 */

const DELIVERY = '4.90';
let h: Harness;
let functions: FunctionRunner;
useHarness((started) => (h = started));
beforeAll(async () => {
  functions = { ...(await createFunctionRunner()), owns: () => true };
});
beforeEach(() => h.empty('discountNode', 'metafield', 'metafieldDefinition'));

const everything = { orderDiscounts: true, productDiscounts: true, shippingDiscounts: true };
const startsAt = '2026-01-01T00:00:00Z';
const all = { items: { all: true } };

/** The merchant's own discounts; codes are what a customer would enter. */
const OTHERS: [name: string, type: string, field: string, input: Record<string, unknown>][] = [
  [
    'discountAutomaticBasicCreate',
    'DiscountAutomaticBasicInput',
    'automaticBasicDiscount',
    {
      title: 'Autumn sale',
      startsAt,
      combinesWith: { ...everything, productDiscounts: false },
      customerGets: { value: { percentage: 0.12 }, ...all },
    },
  ],
  [
    'discountCodeBasicCreate',
    'DiscountCodeBasicInput',
    'basicCodeDiscount',
    {
      title: 'Newsletter',
      code: 'NEWS',
      startsAt,
      context: { all: 'ALL' },
      combinesWith: everything,
      customerGets: { value: { discountAmount: { amount: '7.5', appliesOnEachItem: false } }, ...all },
      minimumRequirement: { subtotal: { greaterThanOrEqualToSubtotal: '50.0' } },
    },
  ],
  [
    'discountAutomaticFreeShippingCreate',
    'DiscountAutomaticFreeShippingInput',
    'freeShippingAutomaticDiscount',
    {
      title: 'Free delivery',
      startsAt,
      destination: { all: true },
      combinesWith: { productDiscounts: true, orderDiscounts: true },
      minimumRequirement: { subtotal: { greaterThanOrEqualToSubtotal: '100.0' } },
    },
  ],
  [
    'discountAutomaticBasicCreate',
    'DiscountAutomaticBasicInput',
    'automaticBasicDiscount',
    {
      title: 'Three for two',
      startsAt,
      combinesWith: everything,
      customerGets: { value: { percentage: 0.33 }, ...all },
      minimumRequirement: { quantity: { greaterThanOrEqualToQuantity: '3' } },
    },
  ],
];

async function makeOthers(which: readonly number[]): Promise<void> {
  for (const index of which) {
    const [name, type, field, input] = OTHERS[index]!;
    const answer = await h.services
      .admin(SHOP)
      .request<Record<string, { userErrors: unknown[] }>>(
        `mutation Make($input: ${type}!) { ${name}(${field}: $input) { userErrors { field message } } }`,
        { input },
      );
    expect(answer).toMatchObject({ ok: true, data: { [name]: { userErrors: [] } } });
  }
}

/** A process of its own each time: one process reads the other discounts once in half a minute. */
function contextOf(shop: string): AppLoadContext {
  const services = { ...h.services };
  const shopify = { authenticate: { admin: async () => ({ session: { shop } }) } };
  return { services, shopify } as unknown as AppLoadContext;
}

async function post(body: unknown, shop = SHOP): Promise<Response> {
  const request = new Request('https://app.example/app/program/preview', {
    method: 'POST',
    body: JSON.stringify(body),
  });
  return action({ request, context: contextOf(shop), params: {} });
}

async function preview(draft: ProgramDraft, goods: string) {
  const response = await post({ draft, cart: { goods, delivery: DELIVERY } });
  const answer = (await response.json()) as PreviewAnswer;
  if (answer.outcome !== 'reckoned') throw new Error(JSON.stringify(answer));
  return answer;
}

/** Makes Shopify hold the program, and a customer what the row says. @returns the codes to enter */
async function arrange(program: Program, row: StackRow, customer: Customer): Promise<string[]> {
  await h.program((document) => Object.assign(document, structuredClone(program)));
  await syncDiscount(h.services, { shop: SHOP });
  const id = await h.ledgerCustomer(customer, { tierKey: row.tier?.key ?? null });
  if (row.coupon) {
    await h.plannedGift(id, { percentage: program.anniversary.percentage });
    await issueCoupons(h.services, { shop: SHOP });
  }
  await writeStandings(h.services, { shop: SHOP });
  const gift = await h.db.gift.findFirst({ where: { shop: SHOP, customerId: id } });
  return gift?.code ? [gift.code] : [];
}

/** A product of the program's collection and tag, for so much. @returns its variant */
function productFor(priceMinor: number): number {
  const [product] = h.state.all('product').values();
  const [variant] = product?.variants ?? [];
  if (!product || !variant) throw new Error('the seeded shop has no product');
  const changed = { ...variant, priceMinor, compareAtMinor: null, requiresShipping: true };
  const facts = { tags: [TAG], collectionIds: [COLLECTION], isGiftCard: false };
  h.state.put('product', { ...product, ...facts, variants: [changed] });
  return variant.id;
}

const cases = fc.sample(
  fc.record({
    program: anyStackProgram,
    goodsMinor: fc.constantFrom(10_000, 4_999, 25_050),
    others: fc.subarray([0, 1, 2, 3]),
  }),
  { numRuns: 14 },
);

describe('the worst case of the program page', () => {
  it.each(cases.map((one, index) => [index + 1, one] as const))(
    'is what the strongest customer pays at checkout: program %i',
    async (_number, { program, goodsMinor, others }) => {
      await h.installed();
      await makeOthers(others);
      const goods = (goodsMinor / 100).toFixed(2);
      const answer = await preview(toDraft(program, 'EUR', 'en'), goods);
      expect(answer.othersRead).toBe('all');
      expect(answer.notCounted.map(({ title }) => title)).toEqual(
        others.includes(3) ? ['Three for two'] : [],
      );

      const customer = h.customers()[0]!;
      const codes = await arrange(program, answer.worst, customer);
      const checkout = await priceCheckout({
        shop: h.state,
        clock: { now: () => Date.parse(NOW) },
        functions,
        lines: [{ variantId: productFor(goodsMinor), quantity: 1, sellingPlanId: null }],
        customerId: customer.id,
        isAuthenticated: true,
        email: null,
        codes: [...codes, ...(others.includes(1) ? ['NEWS'] : [])],
        deliveryOptionHandle: 'standard',
        address: null,
        language: 'en',
      });
      expect(checkout.runs.filter(({ error }) => error !== null)).toEqual([]);
      expect([checkout.totalMinor, checkout.discountsMinor]).toEqual([
        answer.worst.paysMinor,
        answer.worst.offMinor,
      ]);
      expect(answer.totalMinor).toBe(goodsMinor + 490);
      const shares = answer.worst.shares.reduce((sum, { minor }) => sum + minor, 0);
      expect(shares).toBe(answer.worst.offMinor);
    },
  );

  it('had something to compare', () => {
    expect(new Set(cases.map(({ others }) => others.join())).size).toBeGreaterThan(3);
  });
});

describe('the preview', () => {
  const program = cases[0]!.program;
  const draft = () => toDraft(program, 'EUR', 'en');
  beforeEach(() => h.installed());

  it('names the fields that are not right, of the program and of the cart', async () => {
    const broken = draft();
    broken.anniversary.percentage = 'much';
    broken.sender.email = 'not looked at';
    const response = await post({ draft: broken, cart: { goods: '0', delivery: 'x' } });
    const answer = (await response.json()) as PreviewAnswer;
    expect(answer.outcome === 'invalid' && answer.errors.map(({ path }) => path).sort()).toEqual([
      'anniversary.percentage',
      'cart.delivery',
      'cart.goods',
    ]);
  });

  it('counts without the other discounts when Shopify does not answer, and says so', async () => {
    h.control.answer = () => {
      throw new TypeError('fetch failed');
    };
    const response = await post({ draft: draft(), cart: { goods: '100', delivery: '4.90' } });
    expect(await response.json()).toMatchObject({ outcome: 'reckoned', othersRead: 'none' });
  });

  it('answers 400 to what is no form, and saves nothing', async () => {
    expect((await post({ draft: {} })).status).toBe(400);
    expect((await post('x')).status).toBe(400);
    await preview(draft(), '100');
    expect(await h.db.program.count()).toBe(1);
    expect(h.jobs).toEqual([]);
  });

  it("sends a shop that is not installed home, and reads nobody else's discounts", async () => {
    const refused = await post(
      { draft: draft(), cart: { goods: '1', delivery: '0' } },
      'other.myshopify.com',
    ).catch((thrown: unknown) => thrown);
    expect(refused).toBeInstanceOf(Response);
    expect((refused as Response).status).toBe(302);
    expect(h.operations).toEqual([]);
  });
});
