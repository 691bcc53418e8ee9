/** The one automatic app discount: create, update, look for it, switch it on and off. */
export const automaticDiscountCreateMutation = `#graphql
  mutation AutomaticDiscountCreate($discount: DiscountAutomaticAppInput!) {
    discountAutomaticAppCreate(automaticAppDiscount: $discount) {
      automaticAppDiscount {
        discountId
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

export const automaticDiscountUpdateMutation = `#graphql
  mutation AutomaticDiscountUpdate($id: ID!, $discount: DiscountAutomaticAppInput!) {
    discountAutomaticAppUpdate(id: $id, automaticAppDiscount: $discount) {
      automaticAppDiscount {
        discountId
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

export const automaticDiscountActivateMutation = `#graphql
  mutation AutomaticDiscountActivate($id: ID!) {
    discountAutomaticActivate(id: $id) {
      automaticDiscountNode {
        id
      }
      userErrors {
        field
        message
        code
      }
    }
  }
`;

export const automaticDiscountDeactivateMutation = `#graphql
  mutation AutomaticDiscountDeactivate($id: ID!) {
    discountAutomaticDeactivate(id: $id) {
      automaticDiscountNode {
        id
      }
      userErrors {
        field
        message
        code
      }
    }
  }
`;

/** One discount node; null when the merchant deleted it in Shopify. */
export const discountNodeQuery = `#graphql
  query DiscountNode($id: ID!) {
    discountNode(id: $id) {
      id
      discount {
        __typename
        ... on DiscountAutomaticApp {
          status
          title
        }
        ... on DiscountCodeApp {
          status
          title
        }
      }
    }
  }
`;

/** Automatic app discounts that carry our config: finds one whose creation succeeded while its answer was lost. */
export const ownAutomaticDiscountsQuery = `#graphql
  query OwnAutomaticDiscounts($namespace: String!, $key: String!) {
    discountNodes(first: 100, query: "method:automatic AND type:app") {
      nodes {
        id
        metafield(namespace: $namespace, key: $key) {
          id
          value
        }
        discount {
          __typename
        }
      }
    }
  }
`;
