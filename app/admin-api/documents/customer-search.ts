/** Who a merchant means by a name or an e-mail: Shopify searches, since neither is stored here. */
export const customerSearchQuery = `#graphql
  query CustomerSearch($query: String!, $first: Int!) {
    customers(first: $first, query: $query) {
      nodes {
        id
      }
    }
  }
`;
