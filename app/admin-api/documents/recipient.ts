/**
 * Whom messages go to: fetched when they are sent, for many at once, never stored (protected customer data, level 2). A
 * guest's order may have an address although no customer record exists.
 */
export const recipientsQuery = `#graphql
  query Recipients($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on Order {
        id
        email
        customerLocale
        cancelledAt
        displayFinancialStatus
        billingAddress {
          firstName
          lastName
        }
        customer {
          id
          firstName
          lastName
          locale
        }
      }
      ... on Customer {
        id
        firstName
        lastName
        locale
        defaultEmailAddress {
          emailAddress
          marketingState
          marketingOptInLevel
          marketingUpdatedAt
        }
      }
    }
  }
`;
