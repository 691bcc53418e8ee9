import type { Fields } from '../context';
import { bulkMutations, bulkOperationFields, bulkQueries } from './bulk-operations';
import { customerFields, customerMutations, customerQueries } from './customers';
import { discountCollectionsFields, discountProductsFields } from './discount-contents';
import { pinMutations } from './definition-pins';
import { discountMutations, discountQueries } from './discounts';
import { emailConsentMutations } from './email-consent';
import {
  automaticNodeFields,
  codeNodeFields,
  discountFields,
  discountNodeFields,
  redeemCodeFields,
} from './discount-views';
import { appDiscountTypeFields, appFields, functionFields, functionQueries } from './functions';
import { definitionFields, definitionMutations, definitionQueries } from './metafield-definitions';
import { metafieldFields } from './metafields';
import { metafieldMutations } from './metafields-set';
import { nodeQueries } from './nodes';
import { orderMutations } from './order-mutations';
import {
  discountApplicationFields,
  lineItemFields,
  orderFields,
  orderQueries,
  refundFields,
  transactionFields,
} from './orders';
import { collectionFields, productFields, productMutations, productQueries, variantFields } from './products';
import {
  codeCreationFields,
  creationCodeFields,
  redeemCodeMutations,
  redeemCodeQueries,
} from './redeem-codes';
import { refundMutations } from './refunds';
import { installationFields, shopFields, shopQueries } from './shop';
import { subscriptionFields, subscriptionMutations, subscriptionQueries } from './webhook-subscriptions';

/** Type -> field -> resolver. What is neither here nor a property of the object answers DEV_STORE_NOT_IMPLEMENTED. */
export const resolvers: Record<string, Fields<never>> = {
  QueryRoot: {
    ...bulkQueries,
    ...customerQueries,
    ...definitionQueries,
    ...discountQueries,
    ...functionQueries,
    ...nodeQueries,
    ...orderQueries,
    ...productQueries,
    ...redeemCodeQueries,
    ...shopQueries,
    ...subscriptionQueries,
  },
  Mutation: {
    ...bulkMutations,
    ...customerMutations,
    ...definitionMutations,
    ...discountMutations,
    ...emailConsentMutations,
    ...metafieldMutations,
    ...orderMutations,
    ...pinMutations,
    ...productMutations,
    ...redeemCodeMutations,
    ...refundMutations,
    ...subscriptionMutations,
  },
  App: appFields,
  AppDiscountType: appDiscountTypeFields,
  AppInstallation: installationFields,
  AutomaticDiscountApplication: discountApplicationFields,
  BulkOperation: bulkOperationFields,
  Collection: collectionFields,
  Customer: customerFields,
  DiscountAutomaticApp: discountFields,
  DiscountAutomaticBasic: discountFields,
  DiscountAutomaticBxgy: discountFields,
  DiscountAutomaticFreeShipping: discountFields,
  DiscountAutomaticNode: automaticNodeFields,
  DiscountCodeApp: discountFields,
  DiscountCodeApplication: discountApplicationFields,
  DiscountCodeBasic: discountFields,
  DiscountCodeBxgy: discountFields,
  DiscountCodeFreeShipping: discountFields,
  DiscountCodeNode: codeNodeFields,
  DiscountCollections: discountCollectionsFields,
  DiscountNode: discountNodeFields,
  DiscountProducts: discountProductsFields,
  DiscountRedeemCode: redeemCodeFields,
  DiscountRedeemCodeBulkCreation: codeCreationFields,
  DiscountRedeemCodeBulkCreationCode: creationCodeFields,
  LineItem: lineItemFields,
  Metafield: metafieldFields,
  MetafieldDefinition: definitionFields,
  Order: orderFields,
  OrderTransaction: transactionFields,
  Product: productFields,
  ProductVariant: variantFields,
  Refund: refundFields,
  Shop: shopFields,
  ShopifyFunction: functionFields,
  WebhookSubscription: subscriptionFields,
};

/** Whether an operation's root field is there at all: what a replay can be held to. */
export function implementsRoot(operation: 'query' | 'mutation', field: string): boolean {
  return resolvers[operation === 'query' ? 'QueryRoot' : 'Mutation']?.[field] !== undefined;
}
