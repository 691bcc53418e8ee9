import type express from 'express';
import type { PagesDeps } from '../deps';
import { adminPages } from './admin-page';
import { mountApp } from './app-routes';
import { mountCatalog } from './catalog-routes';
import { mountCustomers } from './customer-routes';
import { mountHome } from './home-routes';
import { mountOrders } from './order-routes';

/** The pages below /store/{handle}; the lists and details also as JSON. */
export function mountAdmin(app: express.Express, deps: PagesDeps): void {
  const admin = adminPages(deps);
  mountHome(app, admin, deps);
  mountApp(app, admin);
  mountOrders(app, admin, deps);
  mountCustomers(app, admin);
  mountCatalog(app, admin);
}
