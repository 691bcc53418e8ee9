/** The present state of known orders: what the self-audit compares the ledger with. */
export const ordersByIdQuery = `#graphql
  query OrdersById($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on Order {
        id
        name
        processedAt
        updatedAt
        cancelledAt
        sourceName
        test
        tags
        discountCodes
        customerLocale
        email
        displayFinancialStatus
        displayFulfillmentStatus
        currentTotalPriceSet {
          shopMoney {
            amount
            currencyCode
          }
        }
        totalRefundedSet {
          shopMoney {
            amount
          }
        }
        customer {
          id
        }
        purchasingEntity {
          __typename
        }
      }
    }
  }
`;
