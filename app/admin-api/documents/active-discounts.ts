/**
 * What else is active in the shop, as far as a stack of discounts can be reckoned from it. Ours carry our config
 * metafield; `$app:` namespaces belong to this app alone.
 */
export const activeDiscountsQuery = `#graphql
  query ActiveDiscounts($namespace: String!, $key: String!, $first: Int!) {
    discountNodes(first: $first, query: "status:active") {
      nodes {
        id
        metafield(namespace: $namespace, key: $key) {
          id
        }
        discount {
          __typename
          ... on DiscountAutomaticApp {
            title
          }
          ... on DiscountCodeApp {
            title
          }
          ... on DiscountAutomaticBxgy {
            title
          }
          ... on DiscountCodeBxgy {
            title
          }
          ... on DiscountAutomaticBasic {
            title
            discountClasses
            combinesWith {
              ...Combines
            }
            customerGets {
              ...Gets
            }
            minimumRequirement {
              ...Minimum
            }
          }
          ... on DiscountCodeBasic {
            title
            discountClasses
            combinesWith {
              ...Combines
            }
            customerGets {
              ...Gets
            }
            minimumRequirement {
              ...Minimum
            }
          }
          ... on DiscountAutomaticFreeShipping {
            title
            combinesWith {
              ...Combines
            }
            appliesOnOneTimePurchase
            maximumShippingPrice {
              amount
            }
            minimumRequirement {
              ...Minimum
            }
          }
          ... on DiscountCodeFreeShipping {
            title
            combinesWith {
              ...Combines
            }
            appliesOnOneTimePurchase
            maximumShippingPrice {
              amount
            }
            minimumRequirement {
              ...Minimum
            }
          }
        }
      }
      pageInfo {
        hasNextPage
      }
    }
  }
  fragment Combines on DiscountCombinesWith {
    orderDiscounts
    productDiscounts
    shippingDiscounts
  }
  fragment Gets on DiscountCustomerGets {
    appliesOnOneTimePurchase
    value {
      __typename
      ... on DiscountPercentage {
        percentage
      }
      ... on DiscountAmount {
        amount {
          amount
        }
      }
    }
  }
  fragment Minimum on DiscountMinimumRequirement {
    __typename
    ... on DiscountMinimumQuantity {
      greaterThanOrEqualToQuantity
    }
    ... on DiscountMinimumSubtotal {
      greaterThanOrEqualToSubtotal {
        amount
      }
    }
  }
`;
