/** Name and e-mail of the customers on one page, for display only: fetched live, never stored (protected data, level 2). */
export const customerNamesQuery = `#graphql
  query CustomerNames($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on Customer {
        id
        displayName
        defaultEmailAddress {
          emailAddress
        }
      }
    }
  }
`;
