import type { Memory, Step } from './step';
import { percentageOff, shopDay } from './expected';
import { customersOf, expectedSegments, shownFigures } from './home-figures';
import { text, until } from './web';
import { TIME_ZONE } from './world';
import type { Checkout, Shopper, World } from './world';

const EMAIL = 'lena.story@example.com';
const ADDRESS = {
  firstName: 'Lena',
  lastName: 'Story',
  address1: 'Elbweg 3',
  zip: '01097',
  city: 'Dresden',
  countryCode: 'DE',
};
/** the first tier of the default program: from two orders, 5 % */
const FIRST_TIER = { key: 'regular', percentage: 5, lastsDays: 730 };

const SEGMENT_NAMES = ['Prospect', 'New', 'Repeat', 'Lapsed'];

export const orders: [string, Step][] = [
  [
    'a guest orders for the first time: thanked once, and new',
    async (world, expect, memory) => {
      const variant = await anyVariant(world);
      const shopper = world.shopper();
      const begun = await shopper.begin([{ variantId: variant.id, quantity: 2 }], {
        email: EMAIL,
        ...ADDRESS,
      });
      const expected = percentageOff(variant.priceMinor * 2, 0, begun.shippingMinor);
      expect('no discount for a newcomer', begun.discounts, []);
      expect('total', begun.totalMinor, expected.totalMinor);
      memory.lastOrder = await placeOrder(shopper, begun, expect);

      const mail = await world.mail(EMAIL, 1);
      expect('subject', mail.subject, 'Thank you for your first order');
      expect('names the order', mail.text?.includes(memory.lastOrder.name), true);
      expect('greets by name', mail.text?.includes('Lena'), true);
      const customer = (await world.customers()).find(({ email }) => email === EMAIL);
      if (!customer) throw new Error('the shop has no such customer');
      memory.regular = { email: EMAIL, customerId: customer.id };
      expect('segment on the customer page', await segmentOf(world, memory.lastOrder.name), 'New');
    },
  ],
  [
    'the second order makes her a repeat customer, and Shopify holds her standing',
    async (world, expect, memory) => {
      const variant = await anyVariant(world);
      const shopper = world.shopper();
      const begun = await shopper.begin([{ variantId: variant.id, quantity: 1 }], {
        email: EMAIL,
        ...ADDRESS,
      });
      expect('a newcomer price still', begun.discounts, []);
      memory.lastOrder = await placeOrder(shopper, begun, expect);

      const mail = await world.mail(EMAIL, 2);
      expect('subject', mail.subject, 'Thank you for coming back');
      expect('counts the orders', mail.text?.includes('second'), true);
      const standing = await until('her standing in Shopify', () => standingOf(world, memory));
      expect('orders in the standing', standing.n, 2);
      const today = Date.parse(shopDay(await world.now(), TIME_ZONE));
      const lastDay = new Date(today + FIRST_TIER.lastsDays * 86_400_000).toISOString().slice(0, 10);
      expect('last day and tier in the standing', standing.t, lastDay + FIRST_TIER.key);
      expect('segment on the customer page', await segmentOf(world, memory.lastOrder.name), 'Repeat');
    },
  ],
  [
    'her third checkout shows the discount and the reason, and the amounts add up',
    async (world, expect, memory) => {
      const variant = await anyVariant(world);
      const shopper = world.shopper();
      await shopper.signIn(memory.regular.customerId);
      const begun = await shopper.begin([{ variantId: variant.id, quantity: 3 }], ADDRESS);
      const expected = percentageOff(variant.priceMinor * 3, FIRST_TIER.percentage, begun.shippingMinor);
      expect('subtotal', begun.subtotalMinor, expected.subtotalMinor);
      expect('discount', begun.discountsMinor, expected.discountMinor);
      expect('total', begun.totalMinor, expected.totalMinor);
      expect('reason', begun.discounts[0]?.title, '5% because this is your 3rd order with us');
      const page = text(await shopper.page(begun.token));
      expect('the reason is on the page', page.includes('5% because this is your 3rd order with us'), true);
      expect('the total is on the page', page.includes(euros(expected.totalMinor)), true);

      memory.lastOrder = await placeOrder(shopper, begun, expect);
      const mail = await world.mail(EMAIL, 3);
      expect('counts the orders', mail.text?.includes('third'), true);
      const standing = await until('her new standing', async () => {
        const found = await standingOf(world, memory);
        return found?.n === 3 && found;
      });
      expect('orders in the standing', standing.n, 3);
      const figures = customersOf(await shownFigures(world));
      expect('the home page counts her', figures, await expectedSegments(world));
    },
  ],
];

/** Pays, and checks that the order took over what the checkout said. */
export async function placeOrder(
  shopper: Shopper,
  checkout: Checkout,
  expect: Parameters<Step>[1],
): Promise<Memory['lastOrder']> {
  const order = await shopper.pay(checkout.token);
  expect('the order has the total of the checkout', order.totalMinor, checkout.totalMinor);
  return { orderId: order.orderId, name: order.name };
}

/** A variant without a sale price, worth some euros, that is no gift card. */
export async function anyVariant(world: World): Promise<{ id: number; priceMinor: number }> {
  const { products } = await world.operator.json<{
    products: {
      isGiftCard: boolean;
      variants: { id: number; priceMinor: number; compareAtMinor: number | null }[];
    }[];
  }>('GET', '/control/products');
  const variant = products
    .filter((product) => !product.isGiftCard)
    .flatMap((product) => product.variants)
    .find(
      ({ priceMinor, compareAtMinor }) =>
        compareAtMinor === null && priceMinor > 500 && priceMinor % 100 !== 0,
    );
  if (!variant) throw new Error('the shop has nothing to buy');
  return variant;
}

/** The badge on the page of the customer who placed an order, found as a merchant would: by the order's number. */
async function segmentOf(world: World, orderName: string): Promise<string> {
  return until(`the customer of ${orderName}`, async () => {
    const list = await world.appPage(`/app/customers?q=${encodeURIComponent(orderName)}`);
    const link = list.querySelectorAll('a[href*="/app/customers/"]')[0]?.getAttribute('href');
    if (!link) return null;
    const page = await world.appPage(link);
    const badges = page.querySelectorAll('.Polaris-Badge .Polaris-Text--bodySm').map(text);
    return badges.find((badge) => SEGMENT_NAMES.includes(badge)) ?? null;
  });
}

async function standingOf(world: World, memory: Memory): Promise<{ n: number; t?: string } | null> {
  const value = await world.metafield(memory.regular.customerId, 'standing');
  return value === null ? null : (JSON.parse(value) as { n: number; t?: string });
}

/** "12.34", as any of the shop's languages would show it. */
function euros(minor: number): string {
  return `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;
}
