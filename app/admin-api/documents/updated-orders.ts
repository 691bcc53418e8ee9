import { orderFactsFragment } from './order-facts';

/** Orders changed since an instant, oldest change first: what the reconciliation compares with the ledger. */
export const updatedOrdersQuery = `#graphql
  query UpdatedOrders($query: String!, $after: String) {
    orders(first: 50, after: $after, sortKey: UPDATED_AT, query: $query) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...OrderFacts
      }
    }
  }
  ${orderFactsFragment}
`;
