/** Whom a message goes to: fetched when it is sent, never stored (protected customer data, level 2). */
export const recipientQuery = `#graphql
  query Recipient($id: ID!) {
    customer(id: $id) {
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
`;

/** A guest's order may have an address although no customer record exists. */
export const orderRecipientQuery = `#graphql
  query OrderRecipient($id: ID!) {
    order(id: $id) {
      id
      name
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
  }
`;
