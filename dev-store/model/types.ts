/**
 * What the dev store remembers. Every document is plain JSON, has a numeric `id` that is unique over all kinds (as on
 * Shopify), and is written through to PostgreSQL before an answer leaves. Money: integer minor units of the shop's
 * currency; where an order was paid in another one, `presentment` beside an amount says the same in that currency.
 * Times: ISO instants by the dev store's movable clock.
 */

export interface DevShop {
  id: number;
  /** "roesterei-elbtal.myshopify.com" */
  domain: string;
  /** "roesterei-elbtal", as in admin.shopify.com/store/<handle> */
  handle: string;
  name: string;
  email: string;
  timeZone: string;
  currency: string;
  /** other currencies that the shop sells in: what one unit of its own is worth in them, decimal text */
  presentmentRates?: Record<string, string>;
  countryCode: string;
  primaryLocale: string;
  planName: 'Basic' | 'Grow' | 'Advanced' | 'Shopify Plus';
  createdAt: string;
  nextOrderNumber: number;
  app: InstalledApp | null;
  /** what the merchant set in the editor: handle of the UI extension -> key -> value */
  surfaceSettings?: Record<string, Record<string, string | number | boolean>>;
}

export interface InstalledApp {
  apiKey: string;
  /** app id; "$app" namespaces resolve to "app--<appId>" */
  appId: number;
  installedAt: string;
  scopes: string[];
}

export interface Product {
  id: number;
  handle: string;
  title: string;
  description: string;
  productType: string;
  vendor: string;
  tags: string[];
  collectionIds: number[];
  isGiftCard: boolean;
  /** inline SVG drawn by the dev store, no third-party picture */
  image: string;
  createdAt: string;
  updatedAt: string;
  variants: Variant[];
}

export interface Variant {
  id: number;
  title: string;
  sku: string;
  priceMinor: number;
  compareAtMinor: number | null;
  requiresShipping: boolean;
}

export interface Collection {
  id: number;
  handle: string;
  title: string;
}

export interface Customer {
  id: number;
  firstName: string;
  lastName: string;
  email: string | null;
  phone: string | null;
  locale: string;
  createdAt: string;
  updatedAt: string;
  /** classic account state; a guest has "DISABLED" */
  state: 'ENABLED' | 'DISABLED' | 'INVITED';
  emailMarketing: {
    state: 'SUBSCRIBED' | 'NOT_SUBSCRIBED' | 'UNSUBSCRIBED' | 'PENDING';
    optInLevel: 'SINGLE_OPT_IN' | 'CONFIRMED_OPT_IN' | 'UNKNOWN' | null;
    consentUpdatedAt: string | null;
  };
  tags: string[];
  note: string | null;
  address: Address | null;
  /** set when this record was merged away */
  mergedIntoId: number | null;
  /** what `Customer.numberOfOrders` answers: lags behind `orders`, as on Shopify */
  numberOfOrders: number;
}

export interface Address {
  firstName: string;
  lastName: string;
  address1: string;
  zip: string;
  city: string;
  countryCode: string;
}

export interface OrderLine {
  id: number;
  productId: number | null;
  variantId: number | null;
  title: string;
  quantity: number;
  /** after edits and refunds */
  currentQuantity: number;
  unitPriceMinor: number;
  /** allocated line and order discounts together */
  discountMinor: number;
  requiresShipping: boolean;
  isGiftCard: boolean;
  sellingPlanId: number | null;
  discountAllocations: { amountMinor: number; applicationIndex: number }[];
  presentment?: Pick<OrderLine, 'unitPriceMinor' | 'discountMinor' | 'discountAllocations'>;
}

export interface ShippingLine {
  id: number;
  title: string;
  priceMinor: number;
  discountMinor: number;
  /** the discount application that took `discountMinor` off; left out: the first one on shipping */
  applicationIndex?: number | null;
  presentment?: Pick<ShippingLine, 'priceMinor' | 'discountMinor'>;
}

export interface DiscountApplication {
  type: 'automatic' | 'discount_code';
  /** the message a function gave, or the discount's title */
  title: string;
  code: string | null;
  valueType: 'percentage' | 'fixed_amount';
  /** a fixed amount: in the currency the buyer paid in */
  value: string;
  targetType: 'line_item' | 'shipping_line';
  targetSelection: 'all' | 'entitled' | 'explicit';
  allocationMethod: 'across' | 'each' | 'one';
  discountNodeId: number | null;
}

export interface Order {
  id: number;
  /** "#1042" */
  name: string;
  number: number;
  customerId: number | null;
  email: string | null;
  phone: string | null;
  createdAt: string;
  processedAt: string;
  updatedAt: string;
  cancelledAt: string | null;
  cancelReason: string | null;
  closedAt: string | null;
  test: boolean;
  /** web, pos, shopify_draft_order, subscription_contract */
  sourceName: string;
  tags: string[];
  note: string | null;
  currency: string;
  presentmentCurrency: string;
  /** the rate at which the order was placed; left out when it was placed in the shop's currency */
  presentmentRate?: string;
  customerLocale: string;
  financialStatus:
    'pending' | 'authorized' | 'partially_paid' | 'paid' | 'partially_refunded' | 'refunded' | 'voided';
  fulfillmentStatus: 'fulfilled' | 'partial' | null;
  deliveredAt: string | null;
  /** company id for B2B orders */
  companyId: number | null;
  address: Address | null;
  lines: OrderLine[];
  shipping: ShippingLine | null;
  /** of a cart with several delivery groups: the shipping of the second group and on */
  furtherShipping?: ShippingLine[];
  discountApplications: DiscountApplication[];
  discountCodes: {
    code: string;
    amountMinor: number;
    type: 'percentage' | 'fixed_amount' | 'shipping';
    presentment?: { amountMinor: number };
  }[];
  /** sums: lines after discounts; all discounts; shipping after discounts; everything */
  subtotalMinor: number;
  discountsMinor: number;
  shippingMinor: number;
  totalMinor: number;
  /** after edits and refunds */
  currentTotalMinor: number;
  presentment?: Pick<
    Order,
    'subtotalMinor' | 'discountsMinor' | 'shippingMinor' | 'totalMinor' | 'currentTotalMinor'
  >;
  transactions: Transaction[];
  refunds: Refund[];
  fulfillments: { id: number; createdAt: string; status: 'success'; deliveredAt: string | null }[];
  checkoutToken: string | null;
}

export interface Transaction {
  id: number;
  kind: 'sale' | 'authorization' | 'capture' | 'refund' | 'void';
  status: 'success' | 'failure' | 'pending';
  gateway: string;
  amountMinor: number;
  createdAt: string;
  parentId: number | null;
  presentment?: { amountMinor: number };
}

export interface Refund {
  id: number;
  createdAt: string;
  note: string | null;
  amountMinor: number;
  lines: {
    lineId: number;
    quantity: number;
    subtotalMinor: number;
    presentment?: { subtotalMinor: number };
  }[];
  transactionIds: number[];
  presentment?: { amountMinor: number };
}

export interface Metafield {
  id: number;
  /** gid of the owner */
  ownerId: string;
  /** resolved: "app--<appId>--loyalty" for "$app:loyalty" */
  namespace: string;
  key: string;
  type: string;
  value: string;
  createdAt: string;
  updatedAt: string;
}

export interface MetafieldDefinition {
  id: number;
  ownerType: string;
  namespace: string;
  key: string;
  name: string;
  description: string | null;
  type: string;
  access: { admin: string | null; storefront: string | null; customerAccount: string | null };
  pinnedPosition: number | null;
  validations: { name: string; value: string | null }[];
}

export interface DiscountNode {
  id: number;
  method: 'automatic' | 'code';
  /** app: runs a function; the others exist so that recorded operations can be replayed */
  type: 'app' | 'basic' | 'bxgy' | 'free_shipping';
  title: string;
  functionId: string | null;
  startsAt: string;
  endsAt: string | null;
  createdAt: string;
  updatedAt: string;
  discountClasses: ('PRODUCT' | 'ORDER' | 'SHIPPING')[];
  combinesWith: { orderDiscounts: boolean; productDiscounts: boolean; shippingDiscounts: boolean };
  usageLimit: number | null;
  appliesOncePerCustomer: boolean;
  recurringCycleLimit: number | null;
  appliesOnOneTimePurchase: boolean;
  appliesOnSubscription: boolean;
  /** code discounts only */
  codes: RedeemCode[];
  /** the input of other types, as given */
  input: unknown;
}

export interface RedeemCode {
  id: number;
  code: string;
  usageCount: number;
}

/** What discountRedeemCodeBulkAdd started: imported a little later, code by code. */
export interface RedeemCodeCreation {
  id: number;
  discountNodeId: number;
  createdAt: string;
  done: boolean;
  codes: { code: string; redeemCodeId: number | null; error: string | null }[];
}

export interface WebhookSubscription {
  id: number;
  topic: string;
  uri: string;
  format: 'JSON' | 'XML';
  includeFields: string[];
  metafieldNamespaces: string[];
  filter: string | null;
  createdAt: string;
  updatedAt: string;
  /** declared in shopify.app.toml: not visible through webhookSubscriptions */
  appSpecific: boolean;
}

export interface WebhookDelivery {
  id: number;
  /** X-Shopify-Webhook-Id, the same for every try */
  webhookId: string;
  /** X-Shopify-Event-Id, shared by subscriptions that one event reaches */
  eventId: string;
  subscriptionId: number;
  topic: string;
  uri: string;
  triggeredAt: string;
  /** the raw body, as signed */
  body: string;
  attempts: { at: string; status: number | null; error: string | null }[];
  nextAttemptAt: string | null;
  state: 'pending' | 'delivered' | 'failed';
}

export interface BulkOperation {
  id: number;
  type: 'QUERY' | 'MUTATION';
  status: 'CREATED' | 'RUNNING' | 'COMPLETED' | 'CANCELING' | 'CANCELED' | 'FAILED' | 'EXPIRED';
  errorCode: 'ACCESS_DENIED' | 'INTERNAL_SERVER_ERROR' | 'TIMEOUT' | null;
  query: string;
  groupObjects: boolean;
  createdAt: string;
  completedAt: string | null;
  objectCount: number;
  rootObjectCount: number;
  fileSize: number | null;
}

export interface OfflineToken {
  id: number;
  accessToken: string;
  refreshToken: string | null;
  /** by the real clock, as the client library compares it with Date.now() */
  expiresAt: number | null;
  refreshExpiresAt: number | null;
  scopes: string[];
  /** set on an online token: the staff member it acts for */
  userId?: number;
  /** the token that was refreshed into this one: its refresh token is retired when this one's is first used */
  replacesId?: number;
  /** when the refresh token was first used, by the real clock; it may be used again for 30 days, or until it is retired */
  refreshFirstUsedAt?: number;
}

/** Document kinds of one shop, by name of their map in ShopState. */
export interface Documents {
  product: Product;
  collection: Collection;
  customer: Customer;
  order: Order;
  metafield: Metafield;
  metafieldDefinition: MetafieldDefinition;
  discountNode: DiscountNode;
  redeemCodeCreation: RedeemCodeCreation;
  webhookSubscription: WebhookSubscription;
  webhookDelivery: WebhookDelivery;
  bulkOperation: BulkOperation;
  offlineToken: OfflineToken;
}

export type DocumentKind = keyof Documents;

/** One shop's documents in memory, written through by `commit`. */
export interface ShopState {
  readonly shop: DevShop;
  all<K extends DocumentKind>(kind: K): ReadonlyMap<number, Documents[K]>;
  get<K extends DocumentKind>(kind: K, id: number): Documents[K] | undefined;
  /** Replaces the document (never mutate one in place). */
  put<K extends DocumentKind>(kind: K, document: Documents[K]): void;
  remove(kind: DocumentKind, id: number): void;
  putShop(shop: DevShop): void;
  nextId(): number;
  /** Resolves when everything put or removed so far is in the database. */
  commit(): Promise<void>;
}

export interface Clock {
  /** the dev store's present, milliseconds since 1970 */
  now(): number;
}
