import type { Express } from 'express';
import { createFunctionRunner, type FunctionRunner } from '../checkout/function-runner';
import { priceCheckout } from '../checkout/price';
import { createAdminApi, type AdminApi } from '../graphql/execute';
import type { MailStore } from '../mail/mail-store';
import type { MovableClock } from '../model/clock';
import { mountPages } from '../pages/mount';
import { adminRoutes, type AdminApis } from './admin-routes';
import type { ShopLookup } from './route';

export interface PartsDeps {
  shop: ShopLookup;
  domains(): string[];
  mail: MailStore;
  clock: MovableClock;
  url: string;
}

/** Joins the parts that are worlds of their own: the Admin API, and the pages with the checkout behind them. */
export async function mountParts(app: Express, deps: PartsDeps): Promise<void> {
  const functions = await createFunctionRunner();
  app.use(adminRoutes(deps.shop, adminApis(deps, functions)));
  mountPages(app, {
    clock: deps.clock,
    domains: deps.domains,
    shop: deps.shop,
    mailbox: deps.mail,
    priceCheckout: (context, input) =>
      priceCheckout({ ...input, shop: context.state, clock: context.clock, functions }),
    async resendWebhook(context, deliveryId) {
      context.webhooks.redeliver(deliveryId);
      await context.state.commit();
    },
  });
}

/** One a shop, made when it is first asked for: a shop may be opened while the dev store runs. */
function adminApis({ shop, url }: PartsDeps, functions: FunctionRunner): AdminApis {
  const apis = new Map<string, AdminApi>();
  const open = (domain: string): AdminApi | undefined => {
    const context = shop(domain);
    if (!context) return undefined;
    const { state, clock, events, faults, app } = context;
    const api = createAdminApi({
      state,
      clock,
      events,
      functions: functions.catalog,
      faults: () => faults.admin,
      signingSecret: app.apiSecret,
      publicUrl: url,
    });
    apis.set(domain, api);
    return api;
  };
  return { get: (domain) => apis.get(domain) ?? open(domain) };
}
