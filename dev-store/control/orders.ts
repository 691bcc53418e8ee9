import { Router } from 'express';
import { z } from 'zod';
import type { ShopContext } from '../context';
import { answer, handle, text } from '../http/route';
import {
  annotateOrder,
  cancelOrder,
  deleteOrder,
  deliverOrder,
  editOrder,
  fulfilOrder,
  markPaid,
  placeOrder,
  refundOrder,
  type OrderDraft,
} from '../model/orders';
import { presented, presentmentOf } from '../model/presentment';
import type { Order } from '../model/types';

const minor = z.number().int();
const address = z.object({
  firstName: z.string(),
  lastName: z.string(),
  address1: z.string(),
  zip: z.string(),
  city: z.string(),
  countryCode: z.string().length(2),
});
const line = z.object({
  variantId: z.number().int(),
  quantity: z.number().int().min(1),
  unitPriceMinor: minor.optional(),
  sellingPlanId: z.number().int().nullable().optional(),
});
const draft = z.strictObject({
  /** what it is paid in; amounts below are the shop's all the same */
  presentmentCurrency: z.string().length(3).optional(),
  customerId: z.number().int().nullable().default(null),
  email: z.string().nullable().default(null),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  address: address.nullable().optional(),
  locale: z.string().default('de'),
  acceptsMarketing: z.boolean().optional(),
  lines: z.array(line).min(1),
  shipping: z.object({ title: z.string(), priceMinor: minor, discountMinor: minor }).nullable().optional(),
  discountCodes: z
    .array(
      z.object({
        code: z.string(),
        amountMinor: minor,
        type: z.enum(['percentage', 'fixed_amount', 'shipping']),
      }),
    )
    .optional(),
  sourceName: z.string().optional(),
  test: z.boolean().optional(),
  companyId: z.number().int().nullable().optional(),
  tags: z.array(z.string()).optional(),
  note: z.string().nullable().optional(),
  paid: z.boolean().optional(),
});

const refund = z.strictObject({
  everything: z.boolean().optional(),
  lines: z.array(z.object({ lineId: z.number().int(), quantity: z.number().int().min(1) })).optional(),
  amountMinor: minor.min(0).optional(),
  note: z.string().nullable().optional(),
});
const edits = z.array(
  z.union([
    z.strictObject({ lineId: z.number().int(), quantity: z.number().int().min(0) }),
    z.strictObject({ variantId: z.number().int(), quantity: z.number().int().min(1) }),
  ]),
);
const cancellation = z.strictObject({
  reason: z.enum(['customer', 'inventory', 'fraud', 'declined', 'staff', 'other']).default('customer'),
  refund: z.boolean().default(true),
});
const annotation = z.strictObject({
  tags: z.array(z.string()).optional(),
  note: z.string().nullable().optional(),
});

/** Orders for programs: /control/orders. Prices of a placed order default to the variant's. */
export function orderControl(contextOf: (request: { query: unknown }) => ShopContext): Router {
  const router = Router();
  router.get(
    '/orders',
    handle((request, response) => {
      const orders = [...contextOf(request).state.all('order').values()].filter(matches(request.query));
      response.json({ total: orders.length, orders: orders.slice(-limitOf(request.query)).reverse() });
    }),
  );
  router.get(
    '/orders/:id(\\d+)',
    handle((request, response) => {
      const order = contextOf(request).state.get('order', Number(request.params.id));
      if (order) response.json(order);
      else response.status(404).json({ ok: false, reason: 'not-found' });
    }),
  );
  router.post(
    '/orders',
    handle(async (request, response) => {
      const context = contextOf(request);
      const { lines, presentmentCurrency, shipping, discountCodes, ...rest } = draft.parse(request.body);
      const { shop } = context.state;
      const presentment = presentmentOf(shop, presentmentCurrency);
      const price = (shopMinor: number) =>
        presentment ? presented(shop, presentment, shopMinor) : shopMinor;
      const order: OrderDraft = {
        ...rest,
        currency: presentmentCurrency,
        lines: lines
          .map((each) => draftLine(context, each))
          .map((each) => ({
            ...each,
            unitPriceMinor: price(each.unitPriceMinor),
            shopUnitPriceMinor: each.unitPriceMinor,
          })),
        shipping: shipping && {
          ...shipping,
          priceMinor: price(shipping.priceMinor),
          shopPriceMinor: shipping.priceMinor,
          discountMinor: price(shipping.discountMinor),
        },
        discountCodes: discountCodes?.map((each) => ({ ...each, amountMinor: price(each.amountMinor) })),
      };
      await answer(response, context, placeOrder(context, order));
    }),
  );
  const command = (path: string, run: (context: ShopContext, id: number, body: unknown) => { ok: boolean }) =>
    router.post(
      `/orders/:id(\\d+)/${path}`,
      handle(async (request, response) => {
        const context = contextOf(request);
        await answer(response, context, run(context, Number(request.params.id), request.body));
      }),
    );
  command('pay', (context, id) => markPaid(context, id));
  command('fulfil', (context, id) => fulfilOrder(context, id));
  command('deliver', (context, id) => deliverOrder(context, id));
  command('cancel', (context, id, body) => cancelOrder(context, id, cancellation.parse(body ?? {})));
  command('refund', (context, id, body) => refundOrder(context, id, refund.parse(body)));
  command('edit', (context, id, body) => editOrder(context, id, edits.parse(body)));
  command('annotate', (context, id, body) => annotateOrder(context, id, annotation.parse(body)));
  router.delete(
    '/orders/:id(\\d+)',
    handle(async (request, response) => {
      const context = contextOf(request);
      await answer(response, context, deleteOrder(context, Number(request.params.id)));
    }),
  );
  return router;
}

function draftLine(context: ShopContext, given: z.output<typeof line>) {
  for (const product of context.state.all('product').values()) {
    const variant = product.variants.find(({ id }) => id === given.variantId);
    if (!variant) continue;
    return {
      ...given,
      productId: product.id,
      title: product.title,
      unitPriceMinor: given.unitPriceMinor ?? variant.priceMinor,
      requiresShipping: variant.requiresShipping,
      isGiftCard: product.isGiftCard,
    };
  }
  throw new z.ZodError([
    { code: 'custom', path: ['lines', 'variantId'], message: 'no such variant', input: given },
  ]);
}

/** ?customerId=, ?email=, ?name=, ?tag= */
function matches(query: Record<string, unknown>): (order: Order) => boolean {
  return (order) =>
    (query.customerId === undefined || order.customerId === Number(query.customerId)) &&
    (query.email === undefined || order.email?.toLowerCase() === text(query.email).toLowerCase()) &&
    (query.name === undefined || order.name === query.name) &&
    (query.tag === undefined || order.tags.includes(text(query.tag)));
}

export const limitOf = (query: Record<string, unknown>): number =>
  query.limit === undefined ? 100_000 : Math.max(1, Number(query.limit));
