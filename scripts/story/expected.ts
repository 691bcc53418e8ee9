/**
 * The story's own arithmetic: what the app should say, worked out from what the dev store remembers, in the plainest way
 * and without a line of the app. Where the two differ, one of them is wrong.
 */
export interface StoreOrder {
  id: number;
  name: string;
  customerId: number | null;
  email: string | null;
  processedAt: string;
  cancelledAt: string | null;
  test: boolean;
  sourceName: string;
  companyId: number | null;
  financialStatus: string;
  totalMinor: number;
  currentTotalMinor: number;
}

export interface StoreCustomer {
  id: number;
  email: string | null;
  firstName: string;
  locale: string;
  mergedIntoId: number | null;
  emailMarketing: { state: string; optInLevel: string | null };
}

export interface Person {
  customerIds: number[];
  emails: string[];
  /** qualifying orders, oldest first */
  qualifying: StoreOrder[];
}

/** Everybody, joined by customer record, merge and e-mail address. */
export function people(customers: StoreCustomer[], orders: StoreOrder[]): Person[] {
  const parent = new Map<string, string>();
  const find = (key: string): string => {
    const up = parent.get(key);
    if (up === undefined || up === key) {
      parent.set(key, key);
      return key;
    }
    const root = find(up);
    parent.set(key, root);
    return root;
  };
  const join = (keys: string[]) => keys.forEach((key) => parent.set(find(key), find(keys[0] ?? key)));

  for (const customer of customers) {
    const keys = [`customer ${customer.id}`];
    if (customer.mergedIntoId) keys.push(`customer ${customer.mergedIntoId}`);
    join(keys);
  }
  const keysOf = (order: StoreOrder) => [
    ...(order.customerId ? [`customer ${order.customerId}`] : []),
    ...(order.email ? [`mail ${order.email.trim().toLowerCase()}`] : []),
  ];
  for (const order of orders) if (keysOf(order).length) join(keysOf(order));

  const groups = new Map<string, Person>();
  const personOf = (key: string) => {
    const root = find(key);
    const person = groups.get(root) ?? { customerIds: [], emails: [], qualifying: [] };
    groups.set(root, person);
    return person;
  };
  const withOrders = new Set(orders.flatMap(keysOf).map(find));
  for (const key of [...parent.keys()]) {
    if (!withOrders.has(find(key))) continue; // without any order the ledger has never heard of them
    const [kind, ...rest] = key.split(' ');
    if (kind === 'customer') personOf(key).customerIds.push(Number(rest[0]));
    else personOf(key).emails.push(rest.join(' '));
  }
  for (const order of [...orders].sort((a, b) => a.processedAt.localeCompare(b.processedAt))) {
    const key = keysOf(order)[0];
    if (key && counts(order)) personOf(key).qualifying.push(order);
  }
  return [...groups.values()];
}

/** The default program: paid, not cancelled, no test, not fully refunded, no B2B, no subscription renewal. */
function counts(order: StoreOrder): boolean {
  return (
    !order.test &&
    !order.cancelledAt &&
    order.companyId === null &&
    order.sourceName !== 'subscription_contract' &&
    (order.financialStatus === 'paid' || order.financialStatus === 'partially_refunded')
  );
}

/** A day in the shop's zone, "2026-11-22". */
export function shopDay(instant: string | Date, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(instant));
}

export interface Segments {
  prospect: number;
  new: number;
  repeat: number;
  lapsed: number;
}

export function segments(
  everybody: Person[],
  now: Date,
  timeZone: string,
  lapsedAfterDays: number,
): Segments {
  const result: Segments = { prospect: 0, new: 0, repeat: 0, lapsed: 0 };
  const today = Date.parse(shopDay(now, timeZone));
  for (const person of everybody) {
    const last = person.qualifying.at(-1);
    if (!last) result.prospect += 1;
    else if (person.qualifying.length === 1) result.new += 1;
    else if ((today - Date.parse(shopDay(last.processedAt, timeZone))) / 86_400_000 > lapsedAfterDays)
      result.lapsed += 1;
    else result.repeat += 1;
  }
  return result;
}

/** The n-th return of a day in a year: Feb 29 falls on Feb 28 in other years. */
export function anniversary(first: string, year: number): string {
  const monthDay = first.slice(5);
  const leap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
  return `${year}-${monthDay === '02-29' && !leap ? '02-28' : monthDay}`;
}

export interface Discounted {
  subtotalMinor: number;
  discountMinor: number;
  totalMinor: number;
}

/** A percentage off the whole order, rounded to the cent (half up). */
export function percentageOff(linesMinor: number, percentage: number, shippingMinor: number): Discounted {
  const discountMinor = Math.round((linesMinor * percentage) / 100);
  return {
    subtotalMinor: linesMinor - discountMinor,
    discountMinor,
    totalMinor: linesMinor - discountMinor + shippingMinor,
  };
}
