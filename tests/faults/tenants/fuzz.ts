import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRequestHandler, type ServerBuild } from '@remix-run/node';
import { createDb } from '../../../app/database/client.server';
import { createHandlers } from '../../../app/jobs/handlers.server';
import { QUEUE_NAMES } from '../../../app/jobs/queues';
import type { RunningServices, Services } from '../../../app/services.server';
import { createShopify } from '../../../app/shopify.server';
import { ledgerServices } from '../../support/ledger';
import type { FaultContext, FaultResult } from '../fault';
import { adminOf, everythingOf, makeShop, sessionToken, type FuzzShop } from '../tenants-world';

const BROWSER =
  'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';
const SIDE_BY_SIDE = 4;

/** What the cart form sends, so that the request gets as far as looking for the customer. */
const CART = {
  lines: [{ amount: '20', inCollection: false, tagged: false, inExcludedCollection: false, giftCard: false, onSale: false, subscription: false }],
  delivery: '', code: '', date: '2026-11-22', currency: 'EUR', rate: '1', signedIn: true, language: 'de',
}; // prettier-ignore

/**
 * Three shops, each signed in, ask for what belongs to the others: every route by every method, every job, with the
 * others' ids in path, query and body. No foreign byte comes back, no answer is a bug's, nothing of the others changes,
 * and what belongs to somebody else is answered exactly as what does not exist.
 */
export async function run({ full, random, database }: FaultContext): Promise<FaultResult> {
  const requests = full ? 20_000 : 1_500;
  const { db, url } = await database({ durable: false });
  const guarded = createDb(url, SIDE_BY_SIDE + 2);
  const shops = [await makeShop(db, 1), await makeShop(db, 2), await makeShop(db, 3)];
  const asked = new Set<string>();
  const mails: unknown[] = [];
  const base = ledgerServices(db);
  const services: Services = {
    ...base,
    db: guarded,
    admin: (shop) => adminOf(shops.find((one) => one.shop === shop) ?? nobody(shop), asked),
    mail: { send: async (mail: unknown) => (mails.push(mail), { outcome: 'sent' }) } as unknown as Services['mail'],
  }; // prettier-ignore
  const { env } = services;
  const shopify = createShopify(services, () => Promise.reject(new TypeError('no network')));
  const build = (await import(pathToFileURL(path.resolve('build/server/index.js')).href)) as ServerBuild;
  const handle = createRequestHandler(build, 'production');
  const routes = addressesOf(build, () => true);
  const loaders = new Set(addressesOf(build, ({ loader }) => loader !== undefined));
  const problems = new Set<string>();
  const statuses: Record<string, number> = {};
  const { console: loud } = globalThis;
  globalThis.console = { ...loud, error: () => undefined }; // Remix tells of each refused request

  /** One request of `own`, whose session it has, for what belongs to `other`. */
  const ask = async (own: FuzzShop, other: FuzzShop, route: string): Promise<void> => {
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const id = pick([...other.customers, ...Object.values(other.ids), other.shop]);
    const made = `request as ${shops.indexOf(own)} for ${shops.indexOf(other)}`;
    const request = (wanted: string, method: string, how: number, shop: string) => {
      const address = new URL(
        `https://app.example.com${route.replace(/:\w+|\*/g, encodeURIComponent(wanted))}`,
      );
      if (how % 2) address.pathname += '.data';
      for (const name of ['shop', 'id', 'customer', 'order', 'q', 'token', 'customerId'].slice(0, how % 8))
        address.searchParams.set(name, name === 'shop' ? shop : wanted);
      if (route.startsWith('/app/activity'))
        address.searchParams.set('kind', pick(['messages', 'coupons', 'events']));
      const body = {
        ...CART,
        id: wanted,
        shop,
        customerId: wanted,
        version: 1,
        locale: 'de',
        orderId: wanted,
      };
      const json = how % 3 > 0;
      return new Request(address, {
        method,
        headers: {
          Authorization: `Bearer ${sessionToken(own.shop, env.SHOPIFY_API_KEY, env.SHOPIFY_API_SECRET)}`,
          'User-Agent': BROWSER,
          'X-Shopify-Shop-Domain': shop,
          ...(method !== 'GET' && {
            'Content-Type': json ? 'application/json' : 'application/x-www-form-urlencoded',
          }),
        },
        ...(method !== 'GET' && {
          body: json ? JSON.stringify(body) : new URLSearchParams({ id: wanted, shop }),
        }),
      });
    };
    const send = async (wanted: string, method: string, how: number, shop: string) => {
      const response = await handle(request(wanted, method, how, shop), { services, shopify });
      const text = `${JSON.stringify([...response.headers])}\n${await response.text()}`;
      statuses[response.status] = (statuses[response.status] ?? 0) + 1;
      if (response.status >= 500) problems.add(`${method} ${route}: ${response.status}`);
      return { status: response.status, text };
    };
    const method = pick(['GET', 'GET', 'POST', 'PUT', 'DELETE']);
    const how = Math.floor(random() * 24);
    const answer = await send(id, method, how, other.shop);
    // what the request itself said may come back; whatever else has the canary came out of the other's data
    const echoed = new Set([id, encodeURIComponent(id), other.shop]);
    let text = answer.text;
    for (const said of echoed) text = text.replaceAll(said, '');
    if (text.includes(other.canary)) problems.add(`${made}: foreign bytes by ${method} ${route}`);
    // a short number stands in many places: the answers could not be compared
    if (route.includes('/:id') && id.length > 5) {
      const nothing = randomUUID();
      const unknown = await send(nothing, method, how, `none-${own.canary}.myshopify.com`);
      const same = (text: string, said: string[]) =>
        said.reduce((rest, part) => rest.replaceAll(part, '*'), text);
      const a = same(answer.text, [id, encodeURIComponent(id), other.shop]);
      const b = same(unknown.text, [nothing, `none-${own.canary}.myshopify.com`]);
      if (answer.status !== unknown.status || withoutTimes(a) !== withoutTimes(b)) {
        problems.add(
          `${method} ${route}: ${answer.status} for a foreign id, ${unknown.status} for one that is not there`,
        );
      }
      const looks =
        method === 'GET'
          ? loaders.has(route)
          : method === 'POST' && route.endsWith('/cart') && how % 3 > 0 && how % 2 === 0;
      if (looks && answer.status !== 404) problems.add(`${method} ${route}: ${answer.status} instead of 404`);
    }
  };

  let made = 0;
  for (const own of shops) {
    const others = shops.filter((shop) => shop !== own);
    const before = await everythingOf(db, others);
    const share = Math.ceil(requests / shops.length);
    const line = async () => {
      for (; made < share * (shops.indexOf(own) + 1);) {
        made += 1;
        const route = routes[made % routes.length] as string;
        await ask(own, others[made % others.length] as FuzzShop, route);
      }
    };
    asked.clear();
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, line));
    for (const other of others)
      if (asked.has(other.shop)) problems.add(`the Admin API of another shop was asked`);
    await runJobs(own, others);
    if ((await everythingOf(db, others)) !== before) problems.add('rows of another shop have changed');
  }
  // the own pages do answer, with the own canary: the check above looks at the right thing
  for (const own of shops) {
    const request = new Request(`https://app.example.com/app/customers/${own.customers[0]}.data`, {
      headers: { Authorization: `Bearer ${sessionToken(own.shop, env.SHOPIFY_API_KEY, env.SHOPIFY_API_SECRET)}`, 'User-Agent': BROWSER },
    }); // prettier-ignore
    const response = await handle(request, { services, shopify });
    if (response.status !== 200 || !(await response.text()).includes(own.canary)) {
      problems.add(`the own customer page answered ${response.status}`);
    }
  }
  globalThis.console = loud;
  await guarded.$disconnect();
  return { injected: made, problems: [...problems], figures: { requests: made, routes: routes.length, queues: QUEUE_NAMES.length, ...statuses } }; // prettier-ignore

  /** Every job with the own shop and the others' ids: it finds nothing, and mails nothing of theirs. */
  async function runJobs(own: FuzzShop, others: FuzzShop[]): Promise<void> {
    const handlers = createHandlers({
      ...services,
      close: async () => undefined,
    } as unknown as RunningServices);
    mails.length = 0;
    for (const queue of QUEUE_NAMES) {
      if (queue === 'tick') continue;
      for (const other of others) {
        const data = { shop: own.shop, inboxId: other.ids.inbox, messageId: other.ids.message, messageIds: [other.ids.message], runId: other.ids.run };
        // a job that fails for want of what it asks for has shown nothing
        await (handlers[queue] as (data: unknown) => Promise<unknown>)(data).catch(() => undefined);
      } // prettier-ignore
    }
    const sent = JSON.stringify(mails);
    for (const other of others) if (sent.includes(other.canary)) problems.add('a mail has foreign bytes');
  }
}

/** Every address that the build answers, with its parameters as they stand. */
function addressesOf(build: ServerBuild, has: (module: { loader?: unknown }) => boolean): string[] {
  const routes = build.routes as Record<
    string,
    { path?: string; parentId?: string; module: { loader?: unknown } } | undefined
  >;
  const addressOf = (id: string | undefined): string => {
    const route = id === undefined ? undefined : routes[id];
    return route ? `${addressOf(route.parentId)}${route.path ? `/${route.path}` : ''}` : '';
  };
  return [
    ...new Set(
      Object.entries(routes).flatMap(([id, route]) =>
        route && has(route.module) ? [addressOf(id) || '/'] : [],
      ),
    ),
  ].sort();
}

/** Instants and digests that differ between two answers anyway. */
function withoutTimes(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'T').replace(/nonce-[\w+/=-]+/g, 'N');
}

function nobody(shop: string): FuzzShop {
  throw new Error(`no such shop: ${shop}`);
}
