import type { Presentment } from '../model/presentment';
import type { Address, Clock, Customer, DiscountApplication, DiscountNode, ShopState } from '../model/types';
import type { FunctionRunner } from './function-runner';

export interface CheckoutRequest {
  shop: ShopState;
  clock: Clock;
  functions: FunctionRunner;
  lines: { variantId: number; quantity: number; sellingPlanId: number | null }[];
  /** signed in, or chosen */
  customerId: number | null;
  /** signed in, as opposed to known by a typed e-mail address */
  isAuthenticated: boolean;
  email: string | null;
  codes: string[];
  deliveryOptionHandle: string | null;
  /** what was chosen for further delivery groups */
  furtherDeliveryOptionHandles?: string[];
  address: Address | null;
  /** "de", "en", "de-AT" */
  language: string;
  /** what the shopper pays in, default the shop's; one that the shop does not sell in throws */
  presentmentCurrency?: string;
}

/** All amounts are minor units of `currency`, but those that are called `shop...`. */
export interface PricedCheckout {
  currency: string;
  /** one unit of the shop's currency in `currency` */
  presentmentCurrencyRate: string;
  lines: PricedLine[];
  applications: DiscountApplication[];
  deliveryGroups: PricedDeliveryGroup[];
  /** of all groups */
  deliveryOptions: PricedDeliveryOption[];
  /** of the first group */
  selectedDelivery: PricedDeliveryOption | null;
  /** one a group */
  selectedDeliveries: PricedDeliveryOption[];
  /** lines after line and order discounts */
  subtotalMinor: number;
  /** everything taken off, the selected deliveries' share included */
  discountsMinor: number;
  /** the selected deliveries after discounts */
  shippingMinor: number;
  totalMinor: number;
  codes: { code: string; accepted: boolean; reason: string | null }[];
  runs: FunctionRun[];
}

export interface PricedLine {
  variantId: number;
  title: string;
  quantity: number;
  unitPriceMinor: number;
  /** the catalogue's price, in the shop's currency */
  shopUnitPriceMinor: number;
  compareAtMinor: number | null;
  discountMinor: number;
  allocations: { amountMinor: number; applicationIndex: number }[];
}

export interface DeliveryOption {
  /** unique in the cart */
  handle: string;
  title: string;
  /** of the delivery group it belongs to */
  groupId: string;
  priceMinor: number;
  shopPriceMinor: number;
}

export interface PricedDeliveryOption extends DeliveryOption {
  discountMinor: number;
  /** of the discount on it; null without one, and for an option that is not selected */
  applicationIndex: number | null;
}

/** Lines that are sent together: what is bought once, and what is subscribed to. */
export interface DeliveryGroup {
  /** "gid://shopify/CartDeliveryGroup/0" */
  id: string;
  type: 'ONE_TIME_PURCHASE' | 'SUBSCRIPTION';
  lines: CartLine[];
  options: DeliveryOption[];
  /** null only when there are no options */
  selectedHandle: string | null;
}

export interface PricedDeliveryGroup {
  id: string;
  type: DeliveryGroup['type'];
  /** titles of its lines */
  lineTitles: string[];
  selectedHandle: string | null;
}

export interface FunctionRun {
  discountId: number;
  target: string;
  code: string | null;
  instructions: number;
  inputBytes: number;
  outputBytes: number;
  /** the platform's limits for this cart, null when the run never began */
  limits: { instructions: number; inputBytes: number; outputBytes: number } | null;
  output: unknown;
  /** the platform keeps the first 1,000 bytes */
  logs: string;
  /** why the run gave nothing, or its output was refused; null when all went well */
  error: string | null;
}

/** A cart line with what its product says. */
export interface CartLine {
  /** "gid://shopify/CartLine/0" */
  gid: string;
  variantId: number;
  productId: number;
  title: string;
  quantity: number;
  unitPriceMinor: number;
  shopUnitPriceMinor: number;
  compareAtMinor: number | null;
  sellingPlanId: number | null;
  requiresShipping: boolean;
  /** quantity times unit price */
  totalMinor: number;
}

/** What one discount node wants to give to this cart. */
export interface Offer {
  node: DiscountNode;
  /** the entered code that triggered it; null for an automatic discount */
  code: string | null;
  order: OrderStep[];
  product: ProductStep[];
  delivery: DeliveryStep[];
}

export type Value =
  | { kind: 'percentage'; hundredths: number }
  /** `each`: per unit; otherwise once, over all that it is for */
  | { kind: 'fixed'; amountMinor: number; each: boolean };

export interface OrderStep {
  message: string | null;
  value: Value;
  excludedLines: ReadonlySet<string>;
}

export interface ProductStep {
  message: string | null;
  value: Value;
  /** cart line gid -> how many units, null for all */
  targets: ReadonlyMap<string, number | null>;
}

export interface DeliveryStep {
  message: string | null;
  value: Value;
  /** ids of delivery groups: every option of them */
  groups: ReadonlySet<string>;
  /** handles of single delivery options */
  handles: ReadonlySet<string>;
}

/** Of a candidate in a function's output. */
export interface Condition {
  orderMinimumSubtotal?: { excludedCartLineIds: string[]; minimumAmount: string };
  cartLineMinimumSubtotal?: { ids: string[]; minimumAmount: string };
  cartLineMinimumQuantity?: { ids: string[]; minimumQuantity: number };
}

/** What one run of a function gets to see. */
export interface InputFacts {
  request: CheckoutRequest;
  presentment: Presentment;
  lines: CartLine[];
  groups: DeliveryGroup[];
  customer: Customer | null;
  node: DiscountNode;
  /** the entered code that this run is for */
  triggeringCode: string | null;
  enteredCodes: { code: string; rejectable: boolean }[];
}
