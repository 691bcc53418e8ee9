/** The youngest customer of those who were there at an instant: ids grow. */
export const lastCustomerBeforeQuery = `#graphql
  query LastCustomerBefore($query: String!) {
    customers(first: 1, sortKey: ID, reverse: true, query: $query) {
      nodes {
        id
      }
    }
  }
`;
