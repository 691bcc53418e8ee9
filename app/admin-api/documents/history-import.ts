/**
 * The history import's inner query: every order with what the rules need, nothing personal but the e-mail, which the
 * importer hashes line by line and drops. Bulk rules: edges and node, ids everywhere, at most two levels.
 */
export const ordersBulkQuery = `#graphql
  query OrdersHistory {
    orders(sortKey: PROCESSED_AT) {
      edges {
        node {
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
      }
    }
  }
`;

export const bulkOperationRunMutation = `#graphql
  mutation BulkOperationRun($query: String!) {
    bulkOperationRunQuery(query: $query) {
      bulkOperation {
        id
        status
      }
      userErrors {
        field
        message
        code
      }
    }
  }
`;

export const bulkOperationStatusQuery = `#graphql
  query BulkOperationStatus($id: ID!) {
    bulkOperation(id: $id) {
      id
      status
      errorCode
      objectCount
      rootObjectCount
      url
      partialDataUrl
    }
  }
`;
