import type express from 'express';
import type { Request, Response } from 'express';
import { Temporal } from 'temporal-polyfill';
import type { ShopContext } from '../../context';
import type { MovableClock } from '../../model/clock';
import type { PagesDeps } from '../deps';
import { sendMissing, sendPage } from '../html';
import { bodies, field, idOf, page, queryText, readCookie, wantsJson, writeCookie } from '../http';
import { AppFrame } from './app-frame';
import { Discounts, discountStatus, findProducts, Products } from './catalog';
import { CustomerPage, isCustomer, metafieldsOf } from './customer';
import { isDiscount } from '../../checkout/function-input-metafields';
import { Customers, findCustomers } from './customers';
import { Home } from './home';
import { listing } from './list';
import { deliveriesOf, OrderPage } from './order';
import { actOnOrder, REFUSALS } from './order-actions';
import { findOrders, Orders } from './orders';
import { extensionStatuses } from '../../surfaces/statuses';
import { pickableCollections } from './resource-picker';
import type { AdminLanguage } from './texts';

interface AdminRequest {
  context: ShopContext;
  language: AdminLanguage;
  store: string;
}

/** The pages below /store/{handle}; the lists and details also as JSON. */
export function mountAdmin(app: express.Express, deps: PagesDeps): void {
  const byHandle = (handle: string): ShopContext | undefined =>
    deps
      .domains()
      .map((domain) => deps.shop(domain))
      .find((context) => context?.state.shop.handle === handle);

  type Handler = (admin: AdminRequest, request: Request, response: Response) => Promise<void> | void;
  const admin = (handle: Handler) =>
    page((request, response) => {
      const context = byHandle(request.params['handle'] ?? '');
      if (!context) {
        sendMissing(request, response, 'There is no such shop.', '/');
        return;
      }
      const language = readCookie(request, 'admin_language') === 'de' ? 'de' : 'en';
      return handle({ context, language, store: `/store/${context.state.shop.handle}` }, request, response);
    });

  app.get(
    '/store/:handle',
    admin(({ context, language }, request, response) => {
      const notice = clockNotice(queryText(request, 'clock'), language);
      sendPage(response, <Home context={context} language={language} notice={notice} />);
    }),
  );

  app.post(
    '/store/:handle/language',
    bodies,
    admin(({ store }, request, response) => {
      writeCookie(response, 'admin_language', field(request, 'language') === 'de' ? 'de' : 'en', '/store');
      const back = field(request, 'back');
      // Only a page of this shop: an address of somebody else's would make this an open redirect.
      response.redirect(303, back === store || back.startsWith(`${store}/`) ? back : store);
    }),
  );

  app.post(
    '/store/:handle/clock',
    bodies,
    admin(async ({ context, store }, request, response) => {
      const moved = await moveClock(
        deps.clock,
        context.state.shop.timeZone,
        field(request, 'days'),
        field(request, 'date'),
      );
      response.redirect(303, `${store}?clock=${moved}#clock`);
    }),
  );

  app.post(
    '/store/:handle/apps/:app/session-token',
    bodies,
    admin(({ context }, _request, response) => {
      response.set('Cache-Control', 'no-store').json({ token: context.mintSessionToken() });
    }),
  );

  app.get(
    '/store/:handle/apps/:app/resource-picker/collections',
    admin(({ context }, _request, response) => {
      // "Both the app and the user must have the necessary permissions to access the resources selected."
      if (!context.state.shop.app?.scopes.includes('read_products')) {
        response.status(403).type('text').send('the app may not read products (scope read_products)');
        return;
      }
      response.set('Cache-Control', 'no-store').json({ collections: pickableCollections(context) });
    }),
  );

  app.get(
    '/store/:handle/apps/:app/extensions',
    admin(({ context }, _request, response) => {
      response.set('Cache-Control', 'no-store').json({ extensions: extensionStatuses(context) });
    }),
  );

  app.get(
    ['/store/:handle/apps/:app', '/store/:handle/apps/:app/*'],
    admin(async ({ context, language, store }, request, response) => {
      const name = request.params['app'];
      if (name !== context.app.handle && name !== context.app.apiKey) {
        sendMissing(request, response, 'There is no such app.', store);
        return;
      }
      const query = request.originalUrl.split('?')[1];
      const rest = `/${request.params['0'] ?? ''}${query === undefined ? '' : `?${query}`}`;
      // The installation happens when the merchant opens the app: Shopify installs without a consent page of its own.
      if (!context.state.shop.app) {
        context.installApp();
        await context.state.commit();
      }
      sendPage(response, <AppFrame context={context} language={language} rest={rest} path={request.path} />);
    }),
  );

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

  app.get(
    '/store/:handle/customers',
    admin(({ context, language }, request, response) => {
      const search = queryText(request, 'q');
      const list = listing(findCustomers(context, search), search, queryText(request, 'page'));
      if (wantsJson(request)) response.json({ customers: list.rows, total: list.total, page: list.page });
      else sendPage(response, <Customers context={context} language={language} list={list} />);
    }),
  );

  app.get(
    '/store/:handle/customers/:id',
    admin(({ context, language, store }, request, response) => {
      const customer = context.state.get('customer', idOf(request.params['id']));
      if (!customer) {
        sendMissing(request, response, 'There is no such customer.', `${store}/customers`);
        return;
      }
      if (customer.mergedIntoId !== null) {
        response.redirect(302, `${store}/customers/${customer.mergedIntoId}`);
        return;
      }
      if (wantsJson(request)) {
        const orders = findOrders(context, '').filter(({ customerId }) => customerId === customer.id);
        const metafields = metafieldsOf(context, isCustomer(customer.id));
        return void response.json({ customer, orders, metafields });
      }
      sendPage(response, <CustomerPage context={context} language={language} customer={customer} />);
    }),
  );

  app.get(
    '/store/:handle/products',
    admin(({ context, language }, request, response) => {
      const search = queryText(request, 'q');
      const list = listing(findProducts(context, search), search, queryText(request, 'page'));
      if (wantsJson(request)) response.json({ products: list.rows, total: list.total, page: list.page });
      else sendPage(response, <Products context={context} language={language} list={list} />);
    }),
  );

  app.get(
    '/store/:handle/discounts',
    admin(({ context, language }, request, response) => {
      if (!wantsJson(request)) {
        sendPage(
          response,
          <Discounts context={context} language={language} search={queryText(request, 'q')} />,
        );
        return;
      }
      const discounts = [...context.state.all('discountNode').values()].map((node) => {
        return {
          ...node,
          status: discountStatus(node, context.clock.now()),
          metafields: metafieldsOf(context, isDiscount(node.id)),
        };
      });
      response.json({ discounts });
    }),
  );
}

type ClockOutcome = 'moved' | 'backwards' | 'malformed';

async function moveClock(
  clock: MovableClock,
  timeZone: string,
  days: string,
  day: string,
): Promise<ClockOutcome> {
  if (/^\d{1,4}$/.test(days)) {
    const moved = await clock.advance(`P${days}D`);
    return moved.ok ? 'moved' : moved.reason;
  }
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return 'malformed';
  const nine = wallTime(day, timeZone);
  if (!nine) return 'malformed';
  const moved = await clock.moveTo(nine);
  return moved.ok ? 'moved' : moved.reason;
}

/** Nine in the morning of a shop date, as an instant; null when there is no such day. */
function wallTime(day: string, timeZone: string): string | null {
  try {
    return Temporal.PlainDateTime.from(`${day}T09:00`).toZonedDateTime(timeZone).toInstant().toString();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function clockNotice(
  outcome: string,
  language: AdminLanguage,
): { tone: 'success' | 'critical'; text: string } | null {
  const de = language === 'de';
  switch (outcome) {
    case 'moved':
      return { tone: 'success', text: de ? 'Die Uhr wurde vorgestellt.' : 'The clock was moved forward.' };
    case 'backwards':
      return { tone: 'critical', text: de ? 'Die Uhr geht nur vorwärts.' : 'The clock only moves forward.' };
    case 'malformed':
      return { tone: 'critical', text: de ? 'Das ist kein Datum.' : 'That is not a date.' };
    default:
      return null;
  }
}
