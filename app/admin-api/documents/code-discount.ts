/** The code app discount that holds one season's redeem codes, and the codes themselves. */
export const codeDiscountCreateMutation = `#graphql
  mutation CodeDiscountCreate($discount: DiscountCodeAppInput!) {
    discountCodeAppCreate(codeAppDiscount: $discount) {
      codeAppDiscount {
        discountId
      }
      userErrors {
        field
        message
        code
      }
    }
  }
`;

export const codeDiscountUpdateMutation = `#graphql
  mutation CodeDiscountUpdate($id: ID!, $discount: DiscountCodeAppInput!) {
    discountCodeAppUpdate(id: $id, codeAppDiscount: $discount) {
      codeAppDiscount {
        discountId
      }
      userErrors {
        field
        message
        code
      }
    }
  }
`;

/** Asynchronous, at most 250 codes a call: poll the bulk creation until it is done. */
export const redeemCodesAddMutation = `#graphql
  mutation RedeemCodesAdd($discountId: ID!, $codes: [DiscountRedeemCodeInput!]!) {
    discountRedeemCodeBulkAdd(discountId: $discountId, codes: $codes) {
      bulkCreation {
        id
        done
        codesCount
      }
      userErrors {
        field
        message
        code
      }
    }
  }
`;

export const redeemCodesCreationQuery = `#graphql
  query RedeemCodesCreation($id: ID!, $after: String) {
    discountRedeemCodeBulkCreation(id: $id) {
      id
      done
      codesCount
      importedCount
      failedCount
      codes(first: 250, after: $after) {
        nodes {
          code
          discountRedeemCode {
            id
          }
          errors {
            message
            code
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`;

/** Which discount holds this code; null when none does. */
export const discountByCodeQuery = `#graphql
  query DiscountByCode($code: String!) {
    codeDiscountNodeByCode(code: $code) {
      id
    }
  }
`;
