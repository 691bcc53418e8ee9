import type { CommandEnv } from '../model/command';
import { createCustomer, type CustomerInput } from '../model/customers';
import { deliverOrder, fulfilOrder, placeOrder, type DraftLine, type OrderDraft } from '../model/orders';
import { localPrice } from './prices';
import { between, pick, weighted, type Random } from '../model/random';
import type { Customer, Order, Product } from '../model/types';

export type SeedEnv = CommandEnv;

/** Something that happened in the shop's past. */
export interface Step {
  /** milliseconds since 1970 */
  at: number;
  run(env: SeedEnv): void;
}

export interface Script {
  random: Random;
  nowMs: number;
  catalogue: Product[];
  add(step: Step): void;
}

export const DAY_MS = 86_400_000;

/** Somebody who appears in the story at some time; the id is known once their step has run. */
export interface Actor {
  id: number | null;
  input: CustomerInput;
  consent: Customer['emailMarketing']['state'];
}

export const actor = (input: CustomerInput, consent: Actor['consent'] = 'NOT_SUBSCRIBED'): Actor => ({
  id: null,
  input,
  consent,
});

/** Creates the customer at a time of its own (a prospect, an account made before buying). */
export function join(script: Script, who: Actor, at: number): void {
  script.add({ at, run: (env) => void ensure(env, who) });
}

function ensure(env: SeedEnv, who: Actor): number {
  if (who.id !== null) return who.id;
  const created = createCustomer(env, who.input);
  if (!created.ok) throw new Error(`The seed has two customers with one address: ${created.reason}.`);
  const { customer } = created;
  const since = who.consent === 'NOT_SUBSCRIBED' ? null : customer.createdAt;
  // Every third one; the named cases never, so that a mail to one of them does not hang on how ids fall.
  const isSingle = customer.id % 3 === 0 && !customer.tags.some((tag) => tag.startsWith('case:'));
  const optInLevel = since === null ? null : isSingle ? 'SINGLE_OPT_IN' : 'CONFIRMED_OPT_IN';
  env.state.put('customer', {
    ...customer,
    emailMarketing: { state: who.consent, optInLevel, consentUpdatedAt: since },
  });
  who.id = customer.id;
  return customer.id;
}

export interface Purchase {
  at: number;
  draft?: Partial<OrderDraft>;
  /** default: one to three products drawn at random */
  lines?: DraftLine[];
  /** false: not sent; default true */
  ship?: boolean;
  /** runs right after the order is placed */
  then?: (env: SeedEnv, order: Order) => void;
}

/** An order at a time, sent a day or two later and delivered after that. */
export function buy(script: Script, who: Actor, purchase: Purchase): { order(env: SeedEnv): Order } {
  const lines = purchase.lines ?? basket(script);
  const sendAfter = DAY_MS * (0.5 + script.random() * 1.5);
  const deliverAfter = sendAfter + DAY_MS * (1 + script.random() * 2);
  let id: number | null = null;
  script.add({
    at: purchase.at,
    run(env) {
      const customerId = ensure(env, who);
      const merchandise = lines.reduce((sum, line) => sum + line.unitPriceMinor * line.quantity, 0);
      const placed = placeOrder(env, {
        customerId,
        email: who.input.email,
        address: who.input.address,
        phone: who.input.phone,
        locale: who.input.locale ?? 'de',
        lines,
        shipping: delivery(merchandise, env.state.shop.currency),
        gateway: pick(script.random, ['shopify_payments', 'paypal', 'klarna']),
        ...purchase.draft,
      });
      if (!placed.ok) throw new Error(`The seed's order was refused: ${placed.reason}.`);
      id = placed.order.id;
      purchase.then?.(env, placed.order);
    },
  });
  if (purchase.ship !== false) {
    const ship = (command: typeof fulfilOrder | typeof deliverOrder) => (env: SeedEnv) => {
      // Cancelled, refunded or deleted meanwhile: then it is not sent, and that is right.
      if (id !== null) command(env, id);
    };
    script.add({ at: purchase.at + sendAfter, run: ship(fulfilOrder) });
    script.add({ at: purchase.at + deliverAfter, run: ship(deliverOrder) });
  }
  return {
    order(env) {
      const order = id === null ? undefined : env.state.get('order', id);
      if (!order) throw new Error('The seed asks for an order that is not there.');
      return order;
    },
  };
}

function delivery(merchandiseMinor: number, currency: string): NonNullable<OrderDraft['shipping']> {
  const priceMinor = merchandiseMinor >= localPrice(4_000, currency) ? 0 : localPrice(490, currency);
  return { title: priceMinor === 0 ? 'Gratisversand' : 'Standardversand', priceMinor, discountMinor: 0 };
}

/** How often each product is bought, by place in the catalogue: a few favourites, a long tail. */
const POPULARITY = [20, 16, 12, 10, 8, 8, 6, 5, 4, 4, 3, 3, 3, 2, 2, 1];

function basket(script: Script): DraftLine[] {
  const { random, catalogue } = script;
  const count = weighted(random, [60, 28, 12]) + 1;
  const chosen = new Set<number>();
  while (chosen.size < count) {
    chosen.add(weighted(random, POPULARITY.slice(0, catalogue.length)));
  }
  return [...chosen].map((index) => lineOf(catalogue[index] as Product, random));
}

export function lineOf(product: Product, random: Random, sellingPlanId: number | null = null): DraftLine {
  const variant = pick(random, product.variants);
  return {
    productId: product.id,
    variantId: variant.id,
    title: product.title,
    quantity: weighted(random, [70, 22, 8]) + 1,
    unitPriceMinor: variant.priceMinor,
    requiresShipping: variant.requiresShipping,
    isGiftCard: product.isGiftCard,
    sellingPlanId,
  };
}

/** A time of day when people shop, on the day of `at` (UTC; the shop is one or two hours ahead). */
export function atShoppingHour(random: Random, at: number): number {
  const day = Math.floor(at / DAY_MS) * DAY_MS;
  const hour = [6, 7, 8, 9, 10, 11, 12, 15, 16, 17, 18, 19, 20][
    weighted(random, [2, 3, 4, 5, 5, 5, 6, 5, 6, 8, 10, 10, 6])
  ] as number;
  return day + (hour * 3_600 + between(random, 0, 3_599)) * 1_000;
}
