/** Which of the app's surfaces the shop's plan shows: checkout blocks are for Plus and for development stores. */
export const shopPlanQuery = `#graphql
  query ShopPlan {
    shop {
      plan {
        publicDisplayName
        shopifyPlus
        partnerDevelopment
      }
    }
  }
`;
