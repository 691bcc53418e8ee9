import type { HTMLElement } from 'node-html-parser';
import type { StoreCustomer, StoreOrder } from './expected';
import { until, USER_AGENT, Visitor } from './web';

export interface Addresses {
  /** base address of the app */
  app: string;
  /** base address of the dev store */
  store: string;
  /** myshopify domain */
  shop: string;
  /** as in admin.shopify.com/store/<handle> */
  handle: string;
  apiSecret: string;
}

export interface Mail {
  id: number;
  to: string[];
  subject: string;
  html: string | null;
  text: string | null;
  headers: { name: string; value: string }[];
}

/** A checkout as the page shows it and as programs get it. Money in minor units. */
export interface Checkout {
  token: string;
  lines: { unitPriceMinor: number; quantity: number }[];
  discounts: { title: string; amountMinor: number; code: string | null }[];
  subtotalMinor: number;
  discountsMinor: number;
  shippingMinor: number;
  totalMinor: number;
  errors: { code: string; message: string }[];
  orderId?: number;
}

export const TIME_ZONE = 'Europe/Berlin';

/** The places where a person would look: the shop, the Shopify admin with the app in it, the mailbox. */
export class World {
  readonly operator: Visitor;
  readonly merchant: Visitor;

  constructor(readonly at: Addresses) {
    this.operator = new Visitor(at.store);
    this.merchant = new Visitor(at.app);
  }

  shopper(): Shopper {
    return new Shopper(new Visitor(this.at.store), `/shops/${this.at.shop}`);
  }

  /** A page of the app as the merchant sees it in the admin: the shell's frame leads to it, with a session token. */
  async appPage(path = '/'): Promise<HTMLElement> {
    const shell = await this.operator.page(`/store/${this.at.handle}/apps/stammkunde${path}`);
    const source = shell.querySelector('iframe')?.getAttribute('data-source');
    if (!source) throw new Error('the admin shows no frame with the app');
    return this.merchant.page(source.replaceAll('&amp;', '&'));
  }

  async saveProgram<T>(body: unknown): Promise<T> {
    const { token } = await this.operator.json<{ token: string }>('GET', '/control/session-token');
    const response = await fetch(`${this.at.app}/app/program/save`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
        'User-Agent': USER_AGENT,
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`saving the program answered ${response.status}`);
    return (await response.json()) as T;
  }

  async orders(): Promise<StoreOrder[]> {
    return (await this.operator.json<{ orders: StoreOrder[] }>('GET', '/control/orders')).orders;
  }

  async customers(): Promise<StoreCustomer[]> {
    return (await this.operator.json<{ customers: StoreCustomer[] }>('GET', '/control/customers?merged=true'))
      .customers;
  }

  async mailsTo(address: string): Promise<Mail[]> {
    const { mails } = await this.operator.json<{ mails: { id: number; to: string[] }[] }>(
      'GET',
      `/mailbox.json?limit=1000&search=${encodeURIComponent(address)}`,
    );
    const theirs = mails.filter((mail) =>
      mail.to.some((to) => to.toLowerCase().includes(address.toLowerCase())),
    );
    return Promise.all(theirs.map((mail) => this.operator.json<Mail>('GET', `/mailbox/${mail.id}.json`)));
  }

  /** Waits for the n-th message to an address; more than n is an error. */
  async mail(address: string, n: number): Promise<Mail> {
    const mails = await until(`message ${n} to ${address}`, async () => {
      const found = await this.mailsTo(address);
      return found.length >= n && found;
    });
    if (mails.length !== n) throw new Error(`${mails.length} messages to ${address}, expected ${n}`);
    const newest = mails.sort((one, other) => other.id - one.id)[0];
    if (!newest) throw new Error('no message');
    return newest;
  }

  async now(): Promise<Date> {
    return new Date((await this.operator.json<{ now: string }>('GET', '/clock')).now);
  }

  async moveClock(to: { to: string } | { advance: string }): Promise<Date> {
    return new Date((await this.operator.json<{ now: string }>('POST', '/clock', to)).now);
  }

  /** The customer metafields of one key, by customer id. */
  async metafield(customerId: number, key: string): Promise<string | null> {
    const owner = encodeURIComponent(`gid://shopify/Customer/${customerId}`);
    const { metafields } = await this.operator.json<{ metafields: { value: string }[] }>(
      'GET',
      `/control/metafields?ownerId=${owner}&key=${key}`,
    );
    return metafields[0]?.value ?? null;
  }
}

/** Somebody who buys in the online store. */
export class Shopper {
  constructor(
    private readonly visitor: Visitor,
    private readonly base: string,
  ) {}

  async signIn(customerId: number): Promise<void> {
    await this.visitor.form(`${this.base}/account/login`, { customerId: String(customerId) });
  }

  /** Begins the checkout of some lines, as whoever is signed in, in English. */
  begin(
    lines: { variantId: number; quantity: number }[],
    more: Record<string, unknown> = {},
  ): Promise<Checkout> {
    return this.visitor.json('POST', `${this.base}/checkouts`, { lines, language: 'en', ...more });
  }

  checkout(token: string): Promise<Checkout> {
    return this.visitor.json('GET', `${this.base}/checkouts/${token}`);
  }

  step(token: string, change: Record<string, unknown>): Promise<Checkout> {
    return this.visitor.json('POST', `${this.base}/checkouts/${token}`, change);
  }

  page(token: string): Promise<HTMLElement> {
    return this.visitor.page(`${this.base}/checkouts/${token}`);
  }

  async pay(token: string): Promise<{ orderId: number; name: string; totalMinor: number }> {
    const { order } = await this.visitor.json<{ order: { id: number; name: string; totalMinor: number } }>(
      'POST',
      `${this.base}/checkouts/${token}/pay`,
      {},
    );
    return { orderId: order.id, name: order.name, totalMinor: order.totalMinor };
  }
}
