import type express from 'express';
import { sendMissing, sendPage } from '../html';
import { idOf, queryText, wantsJson } from '../http';
import type { AdminPage } from './admin-page';
import { CustomerPage, isCustomer, metafieldsOf } from './customer';
import { Customers, findCustomers } from './customers';
import { listing } from './list';
import { findOrders } from './orders';

export function mountCustomers(app: express.Express, admin: AdminPage): void {
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
}
