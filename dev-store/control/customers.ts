import { Router } from 'express';
import { z } from 'zod';
import type { ShopContext } from '../context';
import { answer, handle, text } from '../http/route';
import {
  createCustomer,
  deleteCustomer,
  mergeCustomers,
  ordersOf,
  setMarketingConsent,
  updateCustomer,
} from '../model/customers';
import { requestCompliance } from '../model/installation';
import type { Customer } from '../model/types';
import { limitOf } from './orders';

const creation = z.strictObject({
  firstName: z.string(),
  lastName: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable().optional(),
  locale: z.string().optional(),
  account: z.boolean().optional(),
  acceptsMarketing: z.boolean().optional(),
  tags: z.array(z.string()).optional(),
  note: z.string().nullable().optional(),
});
const change = z.strictObject({
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  email: z.string().nullable().optional(),
  phone: z.string().nullable().optional(),
  locale: z.string().optional(),
  state: z.enum(['ENABLED', 'DISABLED', 'INVITED']).optional(),
  tags: z.array(z.string()).optional(),
  note: z.string().nullable().optional(),
});
const consent = z.strictObject({ state: z.enum(['SUBSCRIBED', 'NOT_SUBSCRIBED', 'UNSUBSCRIBED']) });
const merge = z.strictObject({ removedId: z.number().int() });

/** Customers for programs: /control/customers, e-mail addresses included. */
export function customerControl(contextOf: (request: { query: unknown }) => ShopContext): Router {
  const router = Router();
  router.get(
    '/customers',
    handle((request, response) => {
      const found = [...contextOf(request).state.all('customer').values()].filter(matches(request.query));
      response.json({ total: found.length, customers: found.slice(0, limitOf(request.query)) });
    }),
  );
  router.get(
    '/customers/:id(\\d+)',
    handle((request, response) => {
      const { state } = contextOf(request);
      const customer = state.get('customer', Number(request.params.id));
      if (customer)
        response.json({ ...customer, orderIds: ordersOf(state, customer.id).map(({ id }) => id) });
      else response.status(404).json({ ok: false, reason: 'not-found' });
    }),
  );
  router.post(
    '/customers',
    handle(async (request, response) => {
      const context = contextOf(request);
      await answer(response, context, createCustomer(context, creation.parse(request.body)));
    }),
  );
  const command = (path: string, run: (context: ShopContext, id: number, body: unknown) => { ok: boolean }) =>
    router.post(
      `/customers/:id(\\d+)${path}`,
      handle(async (request, response) => {
        const context = contextOf(request);
        await answer(response, context, run(context, Number(request.params.id), request.body));
      }),
    );
  command('', (context, id, body) => updateCustomer(context, id, change.parse(body)));
  command('/consent', (context, id, body) => setMarketingConsent(context, id, consent.parse(body).state));
  command('/merge', (context, id, body) => mergeCustomers(context, id, merge.parse(body).removedId));
  command('/data_request', (context, customerId) =>
    requestCompliance(context, { topic: 'customers/data_request', customerId }),
  );
  command('/redact', (context, customerId) =>
    requestCompliance(context, { topic: 'customers/redact', customerId }),
  );
  router.delete(
    '/customers/:id(\\d+)',
    handle(async (request, response) => {
      const context = contextOf(request);
      await answer(response, context, deleteCustomer(context, Number(request.params.id)));
    }),
  );
  return router;
}

/** ?email=, ?tag=, ?merged=true for the ones merged away as well */
function matches(query: Record<string, unknown>): (customer: Customer) => boolean {
  return (customer) =>
    (query.merged === 'true' || customer.mergedIntoId === null) &&
    (query.email === undefined || customer.email?.toLowerCase() === text(query.email).toLowerCase()) &&
    (query.tag === undefined || customer.tags.includes(text(query.tag)));
}
