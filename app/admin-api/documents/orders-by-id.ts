import { orderFactsFragment } from './order-facts';

/** The present state of known orders: what the self-audit compares the ledger with. */
export const ordersByIdQuery = `#graphql
  query OrdersById($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on Order {
        ...OrderFacts
      }
    }
  }
  ${orderFactsFragment}
`;
