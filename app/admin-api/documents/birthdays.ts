/** The day that a merchant keeps in a customer metafield, for many customers at once. Read when it is needed, and not kept. */
export const birthdaysQuery = `#graphql
  query Birthdays($ids: [ID!]!, $namespace: String!, $key: String!) {
    nodes(ids: $ids) {
      ... on Customer {
        id
        metafield(namespace: $namespace, key: $key) {
          value
        }
      }
    }
  }
`;
