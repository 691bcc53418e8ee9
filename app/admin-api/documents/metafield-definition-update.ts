/** Brings a definition of an earlier version of the app to the access that surfaces need today. */
export const metafieldDefinitionUpdateMutation = `#graphql
  mutation MetafieldDefinitionUpdate($definition: MetafieldDefinitionUpdateInput!) {
    metafieldDefinitionUpdate(definition: $definition) {
      updatedDefinition {
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
