/** Which of these customers still exist: a deleted one is null in the answer. */
export const existingCustomersQuery = `#graphql
  query ExistingCustomers($ids: [ID!]!) {
    nodes(ids: $ids) {
      id
    }
  }
`;
