import { isoNow } from '../model/command';
import { silentEvents } from '../model/events';
import { memoryState } from '../model/memory-state';
import { seededRandom } from '../model/random';
import type { DevShop, DocumentKind, ShopState } from '../model/types';
import { awkwardCases } from './awkward';
import { addCatalogue } from './catalogue';
import { histories } from './histories';
import type { SeedEnv, Step } from './script';

/**
 * What a new shop starts with. 'full': about 500 customers and three years of orders; 'products': the catalogue only;
 * 'empty': nothing.
 */
export type SeedChoice = 'full' | 'products' | 'empty' | { customers: number; random: number };

export const ALL_KINDS: DocumentKind[] = [
  'product',
  'collection',
  'customer',
  'order',
  'metafield',
  'metafieldDefinition',
  'discountNode',
  'webhookSubscription',
  'webhookDelivery',
  'bulkOperation',
  'offlineToken',
];

/** What of a new shop is not the demo's. */
export type ShopProfile = Partial<
  Pick<
    DevShop,
    'name' | 'currency' | 'presentmentRates' | 'timeZone' | 'countryCode' | 'primaryLocale' | 'planName'
  >
>;

const DEFAULT_CUSTOMERS = 500;
const DEFAULT_RANDOM = 20_261_122;
const YEAR_MS = 365.25 * 86_400_000;

/**
 * A shop with a past, the same for the same choice and present. Every order went through the same commands that the
 * checkout and the order pages use, each at its own time.
 * @param nowMs the dev store's present: the past ends here
 */
export function seededShop(
  domain: string,
  choice: SeedChoice,
  nowMs: number,
  profile: ShopProfile = {},
): ShopState {
  const state = memoryState({ ...newShop(domain, nowMs), ...profile });
  if (choice === 'empty') return state;
  const catalogue = addCatalogue(state, new Date(nowMs - 3.2 * YEAR_MS).toISOString());
  if (choice === 'products') return state;
  const { customers, random } =
    choice === 'full' ? { customers: DEFAULT_CUSTOMERS, random: DEFAULT_RANDOM } : choice;

  const steps: Step[] = [];
  const script = { random: seededRandom(random), nowMs, catalogue, add: (step: Step) => steps.push(step) };
  const special = awkwardCases(script);
  histories(script, Math.max(0, customers - special));
  play(state, steps, nowMs);
  return state;
}

/** Runs the steps in order of their time, each under a clock that stands at it. */
function play(state: ShopState, steps: Step[], nowMs: number): void {
  let present = 0;
  const env: SeedEnv = { state, clock: { now: () => present }, events: silentEvents };
  const ordered = steps
    .map((step, index) => ({ step, index }))
    .filter(({ step }) => step.at <= nowMs)
    .sort((one, other) => one.step.at - other.step.at || one.index - other.index);
  for (const { step } of ordered) {
    present = step.at;
    step.run(env);
  }
  present = nowMs;
  countOrders(env);
}

/** The counters are up to date for a past that is over, without touching when a customer last changed. */
function countOrders(env: SeedEnv): void {
  const counts = new Map<number, number>();
  const latest = new Map<number, string>();
  for (const order of env.state.all('order').values()) {
    if (order.customerId === null) continue;
    counts.set(order.customerId, (counts.get(order.customerId) ?? 0) + 1);
    const known = latest.get(order.customerId) ?? '';
    if (order.updatedAt > known) latest.set(order.customerId, order.updatedAt);
  }
  for (const customer of env.state.all('customer').values()) {
    if (customer.mergedIntoId !== null) continue;
    env.state.put('customer', {
      ...customer,
      numberOfOrders: counts.get(customer.id) ?? 0,
      updatedAt: [customer.updatedAt, latest.get(customer.id) ?? ''].sort().at(-1) ?? isoNow(env),
    });
  }
}

const FIRST_SHOP_ID = 68_817_551_382;
/** The demo sells in these besides its euros. Made-up rates, near those of late 2026. */
const DEMO_RATES = { CHF: '0.9384', JPY: '163.42', USD: '1.0847' };

/** Ids are unique over all shops on Shopify: each shop counts in a range of its own. */
function checksum(domain: string): number {
  return Buffer.from(domain).reduce((sum, byte) => (sum * 31 + byte) % 90_000, 7);
}

function newShop(domain: string, nowMs: number): DevShop {
  const handle = domain.replace(/\.myshopify\.com$/, '');
  const known = handle === 'roesterei-elbtal';
  return {
    id: known ? FIRST_SHOP_ID : FIRST_SHOP_ID + 1_000_000_000 * (1 + checksum(domain)),
    domain,
    handle,
    name: known ? 'Rösterei Elbtal' : handle,
    email: `hallo@${handle}.example`,
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    ...(known ? { presentmentRates: DEMO_RATES } : {}),
    countryCode: 'DE',
    primaryLocale: 'de',
    planName: 'Shopify Plus',
    createdAt: new Date(nowMs - 3.2 * YEAR_MS).toISOString(),
    nextOrderNumber: 1_001,
    app: null,
  };
}
