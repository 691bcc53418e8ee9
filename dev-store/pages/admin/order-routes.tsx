import type express from 'express';
import type { PagesDeps } from '../deps';
import { sendMissing, sendPage } from '../html';
import { bodies, field, idOf, queryText, wantsJson } from '../http';
import type { AdminPage } from './admin-page';
import { listing } from './list';
import { deliveriesOf, OrderPage } from './order';
import { actOnOrder, REFUSALS } from './order-actions';
import { findOrders, Orders } from './orders';

export function mountOrders(app: express.Express, admin: AdminPage, deps: PagesDeps): void {
  app.get(
    '/store/:handle/orders',
    admin(({ context, language }, request, response) => {
      const search = queryText(request, 'q');
      const list = listing(findOrders(context, search), search, queryText(request, 'page'));
      if (wantsJson(request)) response.json({ orders: list.rows, total: list.total, page: list.page });
      else sendPage(response, <Orders context={context} language={language} list={list} />);
    }),
  );

  app.get(
    '/store/:handle/orders/:id',
    admin(({ context, language, store }, request, response) => {
      const order = context.state.get('order', idOf(request.params['id']));
      if (!order) {
        sendMissing(request, response, 'There is no such order.', `${store}/orders`);
        return;
      }
      const deliveries = deliveriesOf(context, order);
      if (wantsJson(request)) return void response.json({ order, webhookDeliveries: deliveries });
      const refusal = REFUSALS[queryText(request, 'refused')]?.[language] ?? null;
      sendPage(
        response,
        <OrderPage
          context={context}
          language={language}
          order={order}
          deliveries={deliveries}
          refusal={refusal}
        />,
      );
    }),
  );

  app.post(
    '/store/:handle/orders/:id/:action',
    bodies,
    admin(async ({ context, store }, request, response) => {
      const id = idOf(request.params['id']);
      const action = request.params['action'] ?? '';
      const here = `${store}/orders/${id}`;
      if (action === 'resend') {
        const deliveryId = idOf(field(request, 'deliveryId'));
        if (!context.state.get('webhookDelivery', deliveryId)) {
          sendMissing(request, response, 'There is no such delivery.', here);
          return;
        }
        await deps.resendWebhook(context, deliveryId);
        if (wantsJson(request)) response.json({ ok: true });
        else response.redirect(303, here);
        return;
      }
      const outcome = actOnOrder(context, id, action, request);
      if (!outcome) {
        sendMissing(request, response, 'There is no such action.', here);
        return;
      }
      await context.state.commit();
      if (wantsJson(request)) return void response.status(outcome.ok ? 200 : 422).json(outcome);
      response.redirect(303, outcome.ok ? here : `${here}?refused=${outcome.reason}`);
    }),
  );
}
