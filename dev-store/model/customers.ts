import { isoNow, type CommandEnv, type Refused } from './command';
import type { Address, Customer, ShopState } from './types';

export interface CustomerInput {
  firstName: string;
  lastName: string;
  email: string | null;
  phone?: string | null;
  locale?: string;
  /** true: has signed in at least once; a guest checkout makes a DISABLED one */
  account?: boolean;
  acceptsMarketing?: boolean;
  tags?: string[];
  note?: string | null;
  address?: Address | null;
}

export type CustomerResult<Reason extends string> = { ok: true; customer: Customer } | Refused<Reason>;

/** Shopify compares e-mail addresses without regard to case and surrounding blanks. */
const normalEmail = (email: string): string => email.trim().toLowerCase();

/** The living customer record with this e-mail address: there is at most one. */
export function customerByEmail(state: ShopState, email: string): Customer | undefined {
  const wanted = normalEmail(email);
  for (const customer of state.all('customer').values()) {
    if (customer.mergedIntoId === null && customer.email !== null && normalEmail(customer.email) === wanted) {
      return customer;
    }
  }
  return undefined;
}

/** The record itself, or the one it was merged into. */
export function survivingCustomer(state: ShopState, id: number): Customer | undefined {
  let customer = state.get('customer', id);
  while (customer?.mergedIntoId) customer = state.get('customer', customer.mergedIntoId);
  return customer;
}

export function ordersOf(state: ShopState, customerId: number) {
  return [...state.all('order').values()].filter((order) => order.customerId === customerId);
}

export function createCustomer(env: CommandEnv, input: CustomerInput): CustomerResult<'email-taken'> {
  if (input.email && customerByEmail(env.state, input.email)) return { ok: false, reason: 'email-taken' };
  const now = isoNow(env);
  const customer: Customer = {
    id: env.state.nextId(),
    firstName: input.firstName,
    lastName: input.lastName,
    email: input.email?.trim() ?? null,
    phone: input.phone ?? null,
    locale: input.locale ?? env.state.shop.primaryLocale,
    createdAt: now,
    updatedAt: now,
    state: input.account ? 'ENABLED' : 'DISABLED',
    emailMarketing: consent(input.acceptsMarketing ? 'SUBSCRIBED' : 'NOT_SUBSCRIBED', now),
    tags: input.tags ?? [],
    note: input.note ?? null,
    address: input.address ?? null,
    mergedIntoId: null,
    numberOfOrders: 0,
  };
  env.state.put('customer', customer);
  env.events.emit('customers/create', { kind: 'customer', id: customer.id });
  return { ok: true, customer };
}

export type CustomerChange = Partial<
  Pick<
    Customer,
    'firstName' | 'lastName' | 'email' | 'phone' | 'locale' | 'state' | 'tags' | 'note' | 'address'
  >
>;

export function updateCustomer(
  env: CommandEnv,
  id: number,
  change: CustomerChange,
): CustomerResult<'not-found' | 'email-taken'> {
  const before = env.state.get('customer', id);
  if (!before || before.mergedIntoId !== null) return { ok: false, reason: 'not-found' };
  const owner = change.email ? customerByEmail(env.state, change.email) : undefined;
  if (owner && owner.id !== id) return { ok: false, reason: 'email-taken' };
  const customer = { ...before, ...change, updatedAt: isoNow(env) };
  env.state.put('customer', customer);
  env.events.emit('customers/update', { kind: 'customer', id });
  return { ok: true, customer };
}

export function setMarketingConsent(
  env: CommandEnv,
  id: number,
  state: Customer['emailMarketing']['state'],
  given?: Pick<Customer['emailMarketing'], 'optInLevel' | 'consentUpdatedAt'>,
): CustomerResult<'not-found'> {
  const before = env.state.get('customer', id);
  if (!before || before.mergedIntoId !== null) return { ok: false, reason: 'not-found' };
  const now = isoNow(env);
  const emailMarketing = { ...consent(state, now), ...given };
  const customer = { ...before, emailMarketing, updatedAt: now };
  env.state.put('customer', customer);
  env.events.emit('customers_email_marketing_consent/update', { kind: 'customer', id });
  env.events.emit('customers/update', { kind: 'customer', id });
  return { ok: true, customer };
}

function consent(state: Customer['emailMarketing']['state'], now: string): Customer['emailMarketing'] {
  if (state === 'NOT_SUBSCRIBED') return { state, optInLevel: null, consentUpdatedAt: null };
  return { state, optInLevel: 'SINGLE_OPT_IN', consentUpdatedAt: now };
}

/** Shopify refuses to delete a customer who has orders; erasure then goes through redaction. */
export function deleteCustomer(
  env: CommandEnv,
  id: number,
): { ok: true } | Refused<'not-found' | 'has-orders'> {
  const customer = env.state.get('customer', id);
  if (!customer || customer.mergedIntoId !== null) return { ok: false, reason: 'not-found' };
  if (ordersOf(env.state, id).length > 0) return { ok: false, reason: 'has-orders' };
  env.state.remove('customer', id);
  removeMetafieldsOf(env.state, `gid://shopify/Customer/${id}`);
  env.events.emit('customers/delete', { kind: 'customer', id });
  return { ok: true };
}

/** Orders, tags, and metafields that the kept record lacks move over; the other record is gone for the API. */
export function mergeCustomers(
  env: CommandEnv,
  keptId: number,
  removedId: number,
): CustomerResult<'not-found' | 'same'> {
  if (keptId === removedId) return { ok: false, reason: 'same' };
  const kept = env.state.get('customer', keptId);
  const removed = env.state.get('customer', removedId);
  if (!kept || !removed || kept.mergedIntoId !== null || removed.mergedIntoId !== null) {
    return { ok: false, reason: 'not-found' };
  }
  const now = isoNow(env);
  for (const order of ordersOf(env.state, removedId)) {
    env.state.put('order', { ...order, customerId: keptId, updatedAt: now });
  }
  moveMetafields(env.state, removedId, keptId);
  const customer: Customer = {
    ...kept,
    email: kept.email ?? removed.email,
    phone: kept.phone ?? removed.phone,
    address: kept.address ?? removed.address,
    tags: [...new Set([...kept.tags, ...removed.tags])],
    numberOfOrders: kept.numberOfOrders + removed.numberOfOrders,
    updatedAt: now,
  };
  env.state.put('customer', customer);
  env.state.put('customer', { ...removed, mergedIntoId: keptId, updatedAt: now });
  env.events.emit('customers/merge', { kind: 'customer', id: keptId }, { removedId });
  return { ok: true, customer };
}

function moveMetafields(state: ShopState, fromId: number, toId: number): void {
  const to = `gid://shopify/Customer/${toId}`;
  const taken = new Set<string>();
  for (const field of state.all('metafield').values()) {
    if (field.ownerId === to) taken.add(`${field.namespace}.${field.key}`);
  }
  for (const field of metafieldsOf(state, `gid://shopify/Customer/${fromId}`)) {
    if (taken.has(`${field.namespace}.${field.key}`)) state.remove('metafield', field.id);
    else state.put('metafield', { ...field, ownerId: to });
  }
}

const metafieldsOf = (state: ShopState, ownerId: string) =>
  [...state.all('metafield').values()].filter((field) => field.ownerId === ownerId);

function removeMetafieldsOf(state: ShopState, ownerId: string): void {
  for (const field of metafieldsOf(state, ownerId)) state.remove('metafield', field.id);
}
