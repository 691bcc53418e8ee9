import { isoNow, type CommandEnv } from './model/command';
import type { EventSubject } from './model/events';
import type { DraftLine, OrderDraft } from './model/orders';
import type { ShopState } from './model/types';
import { seededShop } from './seed/seed';

export interface Emitted {
  topic: string;
  subject: EventSubject;
  extra?: Record<string, unknown>;
}

export interface TestShop extends CommandEnv {
  emitted: Emitted[];
  topics(): string[];
  set(instant: string): void;
}

export const NOW = '2026-11-22T09:00:00.000Z';

/** A shop in memory with the catalogue, a clock that stands still, and a list of what was emitted. */
export function testShop(
  state: ShopState = seededShop('test.myshopify.com', 'products', Date.parse(NOW)),
): TestShop {
  let present = Date.parse(NOW);
  const emitted: Emitted[] = [];
  return {
    state,
    clock: { now: () => present },
    events: { emit: (topic, subject, extra) => void emitted.push({ topic, subject, extra }) },
    emitted,
    topics: () => emitted.map(({ topic }) => topic),
    set(instant) {
      present = Date.parse(instant);
    },
  };
}

export function line(env: CommandEnv, more: Partial<DraftLine> = {}): DraftLine {
  const product = [...env.state.all('product').values()][0];
  const variant = product?.variants[0];
  if (!product || !variant) throw new Error('The test shop has no products.');
  return {
    productId: product.id,
    variantId: variant.id,
    title: product.title,
    quantity: 1,
    unitPriceMinor: variant.priceMinor,
    requiresShipping: true,
    isGiftCard: false,
    ...more,
  };
}

export function draft(env: CommandEnv, more: Partial<OrderDraft> = {}): OrderDraft {
  return {
    customerId: null,
    email: 'nina.neu@example.com',
    firstName: 'Nina',
    lastName: 'Neu',
    locale: 'de',
    address: {
      firstName: 'Nina',
      lastName: 'Neu',
      address1: 'Elbstraße 1',
      zip: '01099',
      city: 'Dresden',
      countryCode: 'DE',
    },
    lines: [line(env)],
    shipping: { title: 'Standardversand', priceMinor: 490, discountMinor: 0 },
    ...more,
  };
}

/** A code discount of the app with the given codes, one use each. */
export function giftDiscount(env: CommandEnv, codes: string[], more: { usageLimit?: number | null } = {}) {
  const now = isoNow(env);
  const node = {
    id: env.state.nextId(),
    method: 'code' as const,
    type: 'app' as const,
    title: 'Jahrestag',
    functionId: 'loyalty',
    startsAt: now,
    endsAt: null,
    createdAt: now,
    updatedAt: now,
    discountClasses: ['ORDER' as const],
    combinesWith: { orderDiscounts: false, productDiscounts: true, shippingDiscounts: true },
    usageLimit: more.usageLimit === undefined ? 1 : more.usageLimit,
    appliesOncePerCustomer: true,
    recurringCycleLimit: null,
    appliesOnOneTimePurchase: true,
    appliesOnSubscription: false,
    codes: codes.map((code) => ({ id: env.state.nextId(), code, usageCount: 0 })),
    input: null,
  };
  env.state.put('discountNode', node);
  return node;
}
