/** Deleting what is not there is no error. */
export const metafieldsDeleteMutation = `#graphql
  mutation MetafieldsDelete($metafields: [MetafieldIdentifierInput!]!) {
    metafieldsDelete(metafields: $metafields) {
      deletedMetafields {
        ownerId
        key
      }
      userErrors {
        field
        message
      }
    }
  }
`;
