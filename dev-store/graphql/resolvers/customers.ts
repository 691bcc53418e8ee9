import type { Customer } from '../../model/types';
import { createCustomer, deleteCustomer, updateCustomer } from '../../model/customers';
import { type Fields, type RequestContext, typed } from '../context';
import { badRequest } from '../errors';
import { dateTime, money } from '../format';
import { gid, idFor } from '../gid';
import { count, facetsOf, filtered, list, type ListArgs, type ListRules } from '../lists';
import { visibleOrders } from '../visible-orders';
import { addressOf } from './addresses';
import { listOrders } from './order-lists';
import { metafieldAccess } from './metafields';
import { loadNode } from './nodes';

const living = (context: RequestContext): Customer[] =>
  [...context.state.all('customer').values()].filter((customer) => customer.mergedIntoId === null);

const displayName = (customer: Customer): string =>
  [customer.firstName, customer.lastName].filter(Boolean).join(' ') ||
  (customer.email ?? customer.phone ?? '');

export const customerFields: Fields<Customer> = {
  ...metafieldAccess<Customer>((customer) => gid('Customer', customer.id)),
  id: (customer) => gid('Customer', customer.id),
  legacyResourceId: (customer) => String(customer.id),
  firstName: (customer) => customer.firstName || null,
  lastName: (customer) => customer.lastName || null,
  displayName,
  email: (customer) => customer.email,
  phone: (customer) => customer.phone,
  locale: (customer) => customer.locale,
  state: (customer) => customer.state,
  note: (customer) => customer.note,
  tags: (customer) => [...customer.tags].sort(),
  createdAt: (customer) => dateTime(customer.createdAt),
  updatedAt: (customer) => dateTime(customer.updatedAt),
  verifiedEmail: (customer) => customer.email !== null,
  validEmailAddress: (customer) => customer.email !== null,
  taxExempt: () => false,
  dataSaleOptOut: () => false,
  hasTimelineComment: () => false,
  canDelete: (customer, _args: never, context) => context.lookup.ordersOf(customer.id).length === 0,
  numberOfOrders: (customer) => String(customer.numberOfOrders),
  amountSpent: (customer, _args: never, context) => {
    const spent = context.lookup
      .ordersOf(customer.id)
      .filter((order) => !order.test && order.cancelledAt === null)
      .reduce((sum, order) => sum + order.currentTotalMinor, 0);
    return money(spent, context.state.shop.currency);
  },
  defaultEmailAddress: (customer) =>
    customer.email === null
      ? null
      : {
          emailAddress: customer.email,
          marketingState: customer.emailMarketing.state,
          marketingOptInLevel: customer.emailMarketing.optInLevel,
          marketingUpdatedAt: dateTime(customer.emailMarketing.consentUpdatedAt),
          validFormat: true,
          sourceLocation: null,
        },
  emailMarketingConsent: (customer) =>
    customer.email === null
      ? null
      : {
          marketingState: customer.emailMarketing.state,
          marketingOptInLevel: customer.emailMarketing.optInLevel,
          consentUpdatedAt: dateTime(customer.emailMarketing.consentUpdatedAt),
          sourceLocation: null,
        },
  defaultPhoneNumber: (customer) => (customer.phone === null ? null : { phoneNumber: customer.phone }),
  defaultAddress: (customer) => addressOf(customer.address, customer.id),
  addresses: (customer) => (customer.address ? [addressOf(customer.address, customer.id)] : []),
  lastOrder: (customer, _args: never, context) =>
    visibleOrders(context, context.lookup.ordersOf(customer.id))
      .sort((a, b) => a.processedAt.localeCompare(b.processedAt))
      .at(-1) ?? null,
  orders: (customer, args: ListArgs, context) =>
    listOrders(context, context.lookup.ordersOf(customer.id), args),
};

const rules: ListRules<Customer> = {
  facets: (customer) =>
    facetsOf(customer, {
      id: ({ id }) => [id],
      email: ({ email }) => [email],
      first_name: ({ firstName }) => [firstName],
      last_name: ({ lastName }) => [lastName],
      phone: ({ phone }) => [phone],
      state: ({ state }) => [state],
      tag: ({ tags }) => tags,
      orders_count: ({ numberOfOrders }) => [numberOfOrders],
      customer_date: ({ createdAt }) => [createdAt],
      created_at: ({ createdAt }) => [createdAt],
      updated_at: ({ updatedAt }) => [updatedAt],
      default: (item) => [displayName(item), item.email],
    }),
  sortBy: {
    CREATED_AT: ({ createdAt }) => createdAt,
    UPDATED_AT: ({ updatedAt }) => updatedAt,
    NAME: (customer) => `${customer.lastName}, ${customer.firstName}`,
  },
};

export const customerQueries: Fields<unknown> = {
  customer: (_source, { id }: { id: string }, context) => {
    idFor(id, 'Customer');
    return loadNode(context, id);
  },
  customerByIdentifier: (
    _source,
    { identifier }: { identifier: { id?: string; emailAddress?: string; phoneNumber?: string } },
    context,
  ) => {
    if (identifier.id) {
      idFor(identifier.id, 'Customer');
      return loadNode(context, identifier.id);
    }
    const match = (customer: Customer) =>
      identifier.emailAddress
        ? customer.email?.toLowerCase() === identifier.emailAddress.toLowerCase()
        : customer.phone === identifier.phoneNumber;
    return living(context).find(match) ?? null;
  },
  customers: (_source, args: ListArgs, context) => list(living(context), args, rules),
  customersCount: (_source, args: { query?: string | null; limit?: number | null }, context) =>
    count(filtered(living(context), args.query, rules).length, args.limit),
};

interface CustomerInput {
  id?: string;
  firstName?: string | null;
  lastName?: string | null;
  email?: string | null;
  phone?: string | null;
  locale?: string | null;
  tags?: string[];
  note?: string | null;
}

const taken = { field: ['email'], message: 'Email has already been taken', code: 'TAKEN' };
const missing = (field: string) => ({
  field: [field],
  message: "Customer can't be found",
  code: 'CUSTOMER_DOES_NOT_EXIST',
});

export const customerMutations: Fields<unknown> = {
  customerCreate: (_source, { input }: { input: CustomerInput }, context) => {
    if (!input.email && !input.phone && !input.firstName && !input.lastName) {
      const message = 'A name, phone number, or email address must be present';
      return { customer: null, userErrors: [{ field: null, message, code: 'INVALID' }] };
    }
    const { locale, ...rest } = input;
    const created = createCustomer(context, {
      firstName: rest.firstName ?? '',
      lastName: rest.lastName ?? '',
      email: rest.email || null,
      phone: rest.phone ?? null,
      tags: rest.tags ?? [],
      note: rest.note ?? null,
      ...(locale ? { locale } : {}),
    });
    return created.ok
      ? { customer: created.customer, userErrors: [] }
      : { customer: null, userErrors: [taken] };
  },
  customerUpdate: (_source, { input }: { input: CustomerInput }, context) => {
    if (!input.id) throw badRequest('Customer ID must be present');
    const { id, ...change } = input;
    const given = Object.fromEntries(Object.entries(change).filter(([key]) => KNOWN.has(key)));
    const updated = updateCustomer(context, idFor(id, 'Customer'), given);
    if (updated.ok) return { customer: updated.customer, userErrors: [] };
    return { customer: null, userErrors: [updated.reason === 'email-taken' ? taken : missing('id')] };
  },
  customerDelete: (_source, { input }: { input: { id: string } }, context) => {
    const deleted = deleteCustomer(context, idFor(input.id, 'Customer'));
    if (deleted.ok) return { deletedCustomerId: input.id, shop: context.state.shop, userErrors: [] };
    const error =
      deleted.reason === 'not-found'
        ? missing('id')
        : {
            field: ['id'],
            message: 'Customer can’t be deleted because they have associated orders',
            code: 'INVALID',
          };
    return { deletedCustomerId: null, shop: context.state.shop, userErrors: [error] };
  },
};

const KNOWN = new Set(['firstName', 'lastName', 'email', 'phone', 'locale', 'tags', 'note']);

/** A B2B order's buyer is a company, any other's a customer. */
export function purchasingEntity(
  context: RequestContext,
  customerId: number | null,
  companyId: number | null,
) {
  if (companyId !== null) return { __typename: 'PurchasingCompany', id: companyId };
  const customer = customerId === null ? undefined : context.state.get('customer', customerId);
  return customer && customer.mergedIntoId === null ? typed('Customer', customer) : null;
}
