import type { RequestContext } from '../context';
import { parseGid } from '../gid';

/** Reserved namespaces of other apps can neither be written nor defined. */
export function isForeignNamespace(context: RequestContext, resolved: string): boolean {
  const match = /^app--(\d+)(--|$)/.exec(resolved);
  return match !== null && Number(match[1]) !== context.state.shop.app?.appId;
}

const OWNER_TYPES: Record<string, string> = {
  AppInstallation: 'API_PERMISSION',
  Article: 'ARTICLE',
  Blog: 'BLOG',
  CartTransform: 'CARTTRANSFORM',
  Collection: 'COLLECTION',
  Company: 'COMPANY',
  CompanyLocation: 'COMPANY_LOCATION',
  Customer: 'CUSTOMER',
  DeliveryCustomization: 'DELIVERY_CUSTOMIZATION',
  DiscountNode: 'DISCOUNT',
  DiscountCodeNode: 'DISCOUNT',
  DiscountAutomaticNode: 'DISCOUNT',
  DraftOrder: 'DRAFTORDER',
  Location: 'LOCATION',
  Market: 'MARKET',
  Order: 'ORDER',
  Page: 'PAGE',
  PaymentCustomization: 'PAYMENT_CUSTOMIZATION',
  Product: 'PRODUCT',
  ProductVariant: 'PRODUCTVARIANT',
  Shop: 'SHOP',
  Validation: 'VALIDATION',
};

/** MetafieldOwnerType of a gid, null for things that have no metafields. */
export function ownerTypeOf(ownerId: string): string | null {
  const type = parseGid(ownerId)?.type;
  return type ? (OWNER_TYPES[type] ?? null) : null;
}
