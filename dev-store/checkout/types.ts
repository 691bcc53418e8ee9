import type { Address, Clock, DiscountApplication, DiscountNode, ShopState } from '../model/types';
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
  address: Address | null;
  /** "de", "en", "de-AT" */
  language: string;
  /** default: the shop's; another one is not implemented yet and throws */
  presentmentCurrency?: string;
}

export interface PricedCheckout {
  lines: PricedLine[];
  applications: DiscountApplication[];
  deliveryOptions: PricedDeliveryOption[];
  selectedDelivery: PricedDeliveryOption | null;
  /** lines after line and order discounts */
  subtotalMinor: number;
  /** everything taken off, the selected delivery's share included */
  discountsMinor: number;
  /** the selected delivery after discounts */
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
  compareAtMinor: number | null;
  discountMinor: number;
  allocations: { amountMinor: number; applicationIndex: number }[];
}

export interface PricedDeliveryOption {
  handle: string;
  title: string;
  priceMinor: number;
  discountMinor: number;
}

export interface FunctionRun {
  discountId: number;
  target: string;
  code: string | null;
  instructions: number;
  output: unknown;
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
  { kind: 'percentage'; hundredths: number } | { kind: 'fixed'; amountMinor: number; each: boolean };

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
  /** handles of delivery options; null: every option */
  handles: ReadonlySet<string> | null;
}
