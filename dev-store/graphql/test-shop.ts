import { memoryState } from '../model/memory-state';
import type { Customer, Product } from '../model/types';
import { createAdminApi, type AdminApi } from './execute';
import type { AdminApiDeps } from './ports';

/** Everything the app asks for, and more: tests of scopes pass their own. */
export const ALL_SCOPES = [
  'write_customers',
  'write_discounts',
  'write_orders',
  'read_all_orders',
  'write_products',
  'read_locales',
  'write_customer_merge',
];

export interface TestShop {
  api: AdminApi;
  deps: AdminApiDeps;
  /** topics in the order in which they were emitted */
  events: string[];
  /** runs what waits for a timer */
  passTime(): Promise<void>;
  call(query: string, variables?: Record<string, unknown>, scopes?: string[]): Promise<Answer>;
  customer(change?: Partial<Customer>): Customer;
  product(title: string): Product;
  moveClock(ms: number): void;
}

export interface Answer {
  data?: Record<string, unknown> | null;
  errors?: {
    message: string;
    path?: unknown[];
    locations?: unknown[];
    extensions?: Record<string, unknown>;
  }[];
  extensions?: { cost: { requestedQueryCost: number; actualQueryCost: number | null } };
}

/** A shop in memory with a clock and timers that the test moves. */
export function testShop(change: Partial<AdminApiDeps> = {}): TestShop {
  const state = memoryState({
    id: 1,
    domain: 'test.myshopify.com',
    handle: 'test',
    name: 'Test',
    email: 'owner@example.com',
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    countryCode: 'DE',
    primaryLocale: 'de',
    planName: 'Basic',
    createdAt: '2024-01-01T00:00:00.000Z',
    nextOrderNumber: 1001,
    app: { apiKey: 'key', appId: 4711, installedAt: '2024-01-01T00:00:00.000Z', scopes: ALL_SCOPES },
  });
  let now = Date.parse('2026-11-20T10:00:00Z');
  let waiting: (() => void | Promise<void>)[] = [];
  const events: string[] = [];
  const deps: AdminApiDeps = {
    state,
    clock: { now: () => now },
    events: { emit: (topic) => void events.push(topic) },
    functions: {
      list: () => [
        {
          id: 'f-1',
          title: 'Loyalty',
          handle: 'loyalty-discount',
          apiType: 'discount',
          apiVersion: '2026-07',
          appTitle: 'Stammkunde',
        },
      ],
    },
    schedule: (step) => void waiting.push(step),
    realNow: () => 0,
    ...change,
  };
  const api = createAdminApi(deps);
  return {
    api,
    deps,
    events,
    async passTime() {
      while (waiting.length > 0) {
        const due = waiting;
        waiting = [];
        for (const step of due) await step();
      }
    },
    async call(query, variables = {}, scopes = ALL_SCOPES) {
      return (await api.handle({ scopes, query, variables })).body as Answer;
    },
    customer(fields = {}) {
      const customer: Customer = {
        id: state.nextId(),
        firstName: 'Erika',
        lastName: 'Muster',
        email: 'erika@example.com',
        phone: null,
        locale: 'de',
        createdAt: '2024-05-01T08:00:00.000Z',
        updatedAt: '2024-05-01T08:00:00.000Z',
        state: 'DISABLED',
        emailMarketing: { state: 'NOT_SUBSCRIBED', optInLevel: null, consentUpdatedAt: null },
        tags: [],
        note: null,
        address: null,
        mergedIntoId: null,
        numberOfOrders: 2,
        ...fields,
      };
      state.put('customer', customer);
      return customer;
    },
    product(title) {
      const now = '2024-01-01T00:00:00.000Z';
      const variant = {
        id: state.nextId(),
        title: 'Default Title',
        sku: '',
        priceMinor: 1250,
        compareAtMinor: null,
        requiresShipping: true,
      };
      const product: Product = {
        id: state.nextId(),
        handle: title.toLowerCase(),
        title,
        description: '',
        productType: '',
        vendor: '',
        tags: [],
        collectionIds: [],
        isGiftCard: false,
        image: '',
        createdAt: now,
        updatedAt: now,
        variants: [variant, { ...variant, id: state.nextId(), title: 'Large' }],
      };
      state.put('product', product);
      return product;
    },
    moveClock: (ms) => void (now += ms),
  };
}
