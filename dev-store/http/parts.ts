import type { Express } from 'express';
import { createFunctionRunner, type FunctionRunner } from '../checkout/function-runner';
import { priceCheckout } from '../checkout/price';
import type { ShopContext } from '../context';
import { createAdminApi } from '../graphql/execute';
import type { MailStore } from '../mail/mail-store';
import type { MovableClock } from '../model/clock';
import { mountPages } from '../pages/mount';
import { adminRoutes, type AdminApis } from './admin-routes';
import type { ShopLookup } from './route';

export interface PartsDeps {
  shop: ShopLookup;
  domains(): string[];
  contexts: ReadonlyMap<string, ShopContext>;
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

function adminApis({ contexts, url }: PartsDeps, functions: FunctionRunner): AdminApis {
  const apis = [...contexts].map(([domain, { state, clock, events, faults, app }]) => {
    const api = createAdminApi({
      state,
      clock,
      events,
      functions: functions.catalog,
      faults: () => faults.admin,
      signingSecret: app.apiSecret,
      publicUrl: url,
    });
    return [domain, api] as const;
  });
  return new Map(apis);
}
