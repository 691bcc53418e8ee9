/** The shop's own metafield with the program as a card, and the id that its owner goes by. */
export const shopProgramQuery = `#graphql
  query ShopProgram($namespace: String!, $key: String!) {
    shop {
      id
      metafield(namespace: $namespace, key: $key) {
        value
      }
    }
  }
`;
