import type { Express } from 'express';
import type { Logger } from 'pino';
import { createFunctionRunner } from '../checkout/function-runner';
import { priceCheckout } from '../checkout/price';
import type { ShopContext } from '../context';
import type { MailStore } from '../mail/mail-store';
import type { MovableClock } from '../model/clock';
import { mountPages } from '../pages/mount';
import { handle, type ShopLookup } from './route';

export interface PartsDeps {
  shop: ShopLookup;
  domains(): string[];
  contexts: ReadonlyMap<string, ShopContext>;
  mail: MailStore;
  clock: MovableClock;
  log: Logger;
}

/** Joins the parts that are worlds of their own: the Admin API, and the pages with the checkout behind them. */
export async function mountParts(app: Express, deps: PartsDeps): Promise<void> {
  const functions = await createFunctionRunner();
  app.use(
    '/shops/:domain/admin/api',
    handle((_request, response) => {
      response.status(501).json({ errors: 'DEV_STORE_NOT_IMPLEMENTED' });
    }),
  );
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
