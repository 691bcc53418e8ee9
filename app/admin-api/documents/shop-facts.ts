/** What we need to know about the shop itself, and which scopes were really granted. */
export const shopFactsQuery = `#graphql
  query ShopFacts {
    shop {
      id
      name
      contactEmail
      ianaTimezone
      currencyCode
      plan {
        publicDisplayName
      }
      shopAddress {
        countryCodeV2
      }
    }
    currentAppInstallation {
      accessScopes {
        handle
      }
    }
  }
`;
