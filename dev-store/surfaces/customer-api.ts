import { buildSchema, graphql, type ExecutionResult } from 'graphql';
import type { ShopContext } from '../context';
import { resolveNamespace } from '../model/app-namespace';
import { setMarketingConsent } from '../model/customers';
import type { Customer } from '../model/types';

/**
 * The part of Shopify's Customer Account API (2026-07) that the app's surfaces ask for: names, types and nullability as in its
 * schema, everything else is refused as unknown by graphql-js. An app-owned metafield is null unless its definition grants
 * `customerAccount: READ`. *Unverified*: how the API words its errors, and whether it gives app-owned metafields of the shop.
 */
const SCHEMA = buildSchema(`
  enum EmailMarketingState { INVALID NOT_SUBSCRIBED PENDING REDACTED SUBSCRIBED UNSUBSCRIBED }
  type CustomerEmailAddress { emailAddress: String marketingState: EmailMarketingState! }
  type Metafield { key: String! namespace: String! value: String! type: String! }
  type Customer {
    id: ID! firstName: String lastName: String emailAddress: CustomerEmailAddress
    metafield(namespace: String, key: String!): Metafield
  }
  type Shop { id: ID! name: String! email: String metafield(namespace: String, key: String!): Metafield }
  type UserErrorsCustomerEmailMarketingUserErrors { field: [String!] message: String! }
  type ConsentPayload {
    emailAddress: CustomerEmailAddress
    userErrors: [UserErrorsCustomerEmailMarketingUserErrors!]!
  }
  type Query { customer: Customer! shop: Shop! }
  type Mutation {
    customerEmailMarketingSubscribe: ConsentPayload
    customerEmailMarketingUnsubscribe: ConsentPayload
  }
`);

/** Answers one request of a signed-in customer. */
export async function customerAccountApi(
  context: ShopContext,
  customerId: number,
  source: string,
): Promise<ExecutionResult> {
  const { state } = context;
  const metafield = (ownerId: string, ownerType: string) => (asked: { namespace?: string; key: string }) => {
    const namespace = resolveNamespace(state.shop, asked.namespace);
    const same = (one: { namespace: string; key: string }) =>
      one.namespace === namespace && one.key === asked.key;
    const definition = [...state.all('metafieldDefinition').values()].find(
      (one) => one.ownerType === ownerType && same(one),
    );
    if (!definition?.access.customerAccount?.startsWith('READ')) return null;
    return [...state.all('metafield').values()].find((one) => one.ownerId === ownerId && same(one)) ?? null;
  };
  const email = ({ email: address, emailMarketing }: Customer) =>
    address === null ? null : { emailAddress: address, marketingState: emailMarketing.state };
  const customer = () => {
    const found = state.get('customer', customerId);
    if (!found) throw new Error('there is no such customer any more');
    return found;
  };
  const setConsent = async (marketing: 'SUBSCRIBED' | 'UNSUBSCRIBED') => {
    setMarketingConsent(context, customerId, marketing);
    await state.commit();
    return { emailAddress: email(customer()), userErrors: [] };
  };
  const gid = `gid://shopify/Customer/${customerId}`;
  return graphql({
    schema: SCHEMA,
    source,
    rootValue: {
      customer: () => {
        const found = customer();
        return { ...found, id: gid, emailAddress: email(found), metafield: metafield(gid, 'CUSTOMER') };
      },
      shop: () => {
        const id = `gid://shopify/Shop/${state.shop.id}`;
        return { id, name: state.shop.name, email: state.shop.email, metafield: metafield(id, 'SHOP') };
      },
      customerEmailMarketingSubscribe: () => setConsent('SUBSCRIBED'),
      customerEmailMarketingUnsubscribe: () => setConsent('UNSUBSCRIBED'),
    },
  });
}
