import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createFunctionRunner } from '../checkout/function-runner';
import { priceCheckout } from '../checkout/price';
import { NOW, testShop } from '../checkout/test-shop';
import type { ShopContext } from '../context';
import { movableClock } from '../model/clock';
import { silentEvents } from '../model/events';
import { installApp } from '../model/installation';
import type { ShopState } from '../model/types';
import { mintSessionToken } from '../oauth/session-token';
import { WebhookDispatcher } from '../webhooks/dispatcher';
import type { Mail } from '../mail/mail-store';
import { mountPages } from './mount';

/** The pages over a small shop in memory, with the real checkout and the real function, on a port of their own. */
export interface TestPages {
  url: string;
  state: ShopState;
  context: ShopContext;
  resent: number[];
  /** a browser's request: forms, cookies, no redirects followed */
  browse(path: string, options?: { form?: Record<string, string>; cookie?: string }): Promise<Response>;
  /** a program's request; `status` beside the answer's own fields */
  json(path: string, body?: unknown): Promise<Answer>;
  stop(): Promise<void>;
}

// The tests say what they expect field by field; an answer that lacks one fails there.
export type Answer = { status: number } & Record<string, unknown>;

export const APP = {
  apiKey: 'test-key',
  apiSecret: 'test-secret',
  appUrl: 'http://app.test:3000',
  handle: 'stammkunde',
  name: 'Stammkunde',
  scopes: ['read_customers'],
};

export async function startTestPages(
  prepare: (state: ShopState) => void,
  mails: Mail[] = [],
): Promise<TestPages> {
  const state = testShop();
  prepare(state);
  const functions = await createFunctionRunner();
  const clock = movableClock(
    0,
    () => Promise.resolve(),
    'Europe/Berlin',
    () => Date.parse(NOW),
  );
  const env = { state, clock, events: silentEvents };
  const context: ShopContext = {
    ...env,
    app: APP,
    devStoreUrl: 'http://localhost',
    faults: { admin: 'none', surfaces: 'none' },
    webhooks: new WebhookDispatcher({
      state,
      clock,
      appUrl: () => APP.appUrl,
      secret: APP.apiSecret,
      onError: () => undefined,
    }),
    installApp: () => installApp(env, APP),
    uninstallApp: () => undefined,
    mintSessionToken: (userId = 1) => mintSessionToken(state.shop.domain, userId, APP),
  };
  const resent: number[] = [];
  const app = express();
  mountPages(app, {
    clock,
    domains: () => [state.shop.domain],
    shop: (domain) => (domain === state.shop.domain ? context : undefined),
    priceCheckout: (of, input) => priceCheckout({ ...input, shop: of.state, clock: of.clock, functions }),
    resendWebhook: async (_context, id) => void resent.push(id),
    mailbox: {
      list: async () => ({ mails, total: mails.length }),
      get: async (id) => mails.find((mail) => mail.id === id),
    },
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    state,
    context,
    resent,
    browse: (path, { form, cookie } = {}) =>
      fetch(url + path, {
        method: form ? 'POST' : 'GET',
        redirect: 'manual',
        headers: { Accept: 'text/html,*/*', 'Accept-Language': 'en', ...(cookie ? { Cookie: cookie } : {}) },
        body: form ? new URLSearchParams(form) : undefined,
      }),
    async json(path, body) {
      const response = await fetch(url + path, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      return { status: response.status, ...((await response.json()) as object) };
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // a browser opens connections ahead of time: without a request they would hold the server for minutes
        server.closeAllConnections();
      }),
  };
}

/** "a=1; b=2" from the Set-Cookie headers of answers, later ones winning. */
export function cookiesOf(...responses: Response[]): string {
  const jar = new Map<string, string>();
  for (const line of responses.flatMap((response) => response.headers.getSetCookie())) {
    const [name, value] = (line.split(';')[0] ?? '').split('=');
    if (name) jar.set(name, value ?? '');
  }
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
}
