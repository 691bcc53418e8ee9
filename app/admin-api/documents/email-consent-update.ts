/** Repeatable: the same state, level and instant once more changes nothing. */
export const emailConsentUpdateMutation = `#graphql
  mutation EmailConsentUpdate($input: CustomerEmailMarketingConsentUpdateInput!) {
    customerEmailMarketingConsentUpdate(input: $input) {
      customer {
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
