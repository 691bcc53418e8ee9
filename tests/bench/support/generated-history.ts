import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

/**
 * Writes a bulk result: orders as Shopify writes them, of a quarter as many customers in no order, and one line item for
 * each, which stands anywhere, before its order as often as behind it. The same for the same numbers.
 */
export async function generateHistory(file: string, orders: number): Promise<void> {
  const random = mulberry32(orders);
  const out = createWriteStream(file);
  const customers = orders / 4;
  let text = '';
  for (let index = 0; index < orders; index += 1) {
    text += `${JSON.stringify(order(index, customers, random))}\n`;
    const parent = (index * 7_919) % orders;
    text += `${JSON.stringify({
      id: `gid://shopify/LineItem/${9_000_000_000_000 + parent}`,
      quantity: 1 + (parent % 3),
      __parentId: orderId(parent),
    })}\n`;
    if (text.length < 1_000_000) continue;
    if (!out.write(text)) await once(out, 'drain');
    text = '';
  }
  out.end(text);
  await once(out, 'close');
}

const FIRST = Date.UTC(2021, 0, 1);
const SPAN_SECONDS = 5 * 365 * 86_400;

function orderId(index: number): string {
  return `gid://shopify/Order/${5_000_000_000_000 + index * 1_024}`;
}

/** One in ten orders is a guest's, one in thirty was refunded in part, one in a hundred was cancelled. */
function order(index: number, customers: number, random: () => number) {
  const customer = 1 + Math.floor(random() * customers);
  const processed = FIRST + Math.floor(random() * SPAN_SECONDS) * 1_000;
  const guest = random() < 0.1;
  const cancelled = random() < 0.01;
  const refunded = random() < 0.03 ? 500 : 0;
  const paid = refunded + Math.floor(random() * 20_000);
  const shopMoney = (minor: number) => ({
    shopMoney: { amount: (minor / 100).toFixed(2), currencyCode: 'EUR' },
  });
  const discountCodes = random() < 0.1 ? ['WELCOME10'] : [];
  return {
    id: orderId(index),
    name: `#${1_001 + index}`,
    processedAt: instant(processed),
    updatedAt: instant(processed + 86_400_000),
    cancelledAt: cancelled ? instant(processed + 3_600_000) : null,
    sourceName: random() < 0.05 ? 'pos' : 'web',
    test: false,
    tags: random() < 0.1 ? ['vip', 'newsletter'] : [],
    discountCodes,
    customerLocale: 'de',
    email: `customer.${customer}@example.com`,
    displayFinancialStatus: refunded ? 'PARTIALLY_REFUNDED' : 'PAID',
    displayFulfillmentStatus: 'FULFILLED',
    fulfillments: [{ status: 'SUCCESS', displayStatus: index % 3 === 0 ? 'FULFILLED' : 'DELIVERED' }],
    currentTotalPriceSet: shopMoney(paid - refunded),
    totalRefundedSet: shopMoney(refunded),
    currentTotalDiscountsSet: shopMoney(discountCodes.length > 0 ? Math.floor(paid / 9) : 0),
    customer: guest ? null : { id: `gid://shopify/Customer/${7_000_000_000_000 + customer}` },
    purchasingEntity: guest ? null : { __typename: 'Customer' },
  };
}

function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
