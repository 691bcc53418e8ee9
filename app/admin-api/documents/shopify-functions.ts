/** The functions of this app; discounts name ours by its handle. */
export const shopifyFunctionsQuery = `#graphql
  query ShopifyFunctions {
    shopifyFunctions(first: 25) {
      nodes {
        id
        handle
        apiType
      }
    }
  }
`;
