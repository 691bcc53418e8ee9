/**
 * What the ledger's rules ask of an order. The history import asks for the same fields; whether a bulk operation takes
 * fragments is not documented, so its query spells them out.
 */
export const orderFactsFragment = `#graphql
  fragment OrderFacts on Order {
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
    fulfillments {
      status
      displayStatus
    }
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
    currentTotalDiscountsSet {
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
`;
