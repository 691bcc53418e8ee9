import { customerByEmail, survivingCustomer } from '../model/customers';
import { normalCode } from '../model/redeem-codes';
import type { Customer } from '../model/types';
import { cartLines, deliveryOptions } from './cart';
import { enteredCodes, refusalText, type EnteredCode } from './codes';
import { bestCombination, type Applied } from './combine';
import { runDiscounts, type DiscountRuns } from './run-discounts';
import type { CheckoutRequest, PricedCheckout } from './types';

export type { CheckoutRequest, PricedCheckout };

/**
 * What this checkout costs: runs the installed app's discount function as Shopify would, combines what it gives and
 * allocates it to lines and delivery. Money in minor units of the shop's currency. Changes nothing.
 * docs/dev-store/checkout.md says which rules are Shopify's documented ones and which are unverified.
 */
export async function priceCheckout(request: CheckoutRequest): Promise<PricedCheckout> {
  const { shop, language } = request;
  const { currency } = shop.shop;
  if (request.presentmentCurrency !== undefined && request.presentmentCurrency !== currency) {
    throw new Error(`DEV_STORE_NOT_IMPLEMENTED: presentment currency ${request.presentmentCurrency}`);
  }
  const lines = cartLines(shop, request.lines);
  const options = deliveryOptions(lines, language);
  const selectedHandle =
    options.find((option) => option.handle === request.deliveryOptionHandle)?.handle ??
    options[0]?.handle ??
    null;
  const customer = buyerOf(request);
  const codes = enteredCodes(shop, request.codes, customer?.id ?? null, request.clock.now());

  const ran = await runDiscounts({ request, lines, options, customer }, codes);
  const eligible = ran.offers.filter(
    (offer) => offer.code === null || !ran.rejected.has(normalCode(offer.code)),
  );
  const applied = bestCombination(eligible, { lines, options, selectedHandle, currency });

  const pricedLines = lines.map((line, index) => {
    const allocations = applied.allocations[index] ?? [];
    return {
      variantId: line.variantId,
      title: line.title,
      quantity: line.quantity,
      unitPriceMinor: line.unitPriceMinor,
      compareAtMinor: line.compareAtMinor,
      discountMinor: sum(allocations.map((allocation) => allocation.amountMinor)),
      allocations,
    };
  });
  const pricedOptions = options.map((option, index) => ({
    ...option,
    discountMinor: applied.deliveryDiscounts[index]?.amountMinor ?? 0,
  }));
  const selectedDelivery = pricedOptions.find((option) => option.handle === selectedHandle) ?? null;
  const lineDiscounts = sum(pricedLines.map((line) => line.discountMinor));
  const subtotalMinor = sum(lines.map((line) => line.totalMinor)) - lineDiscounts;
  const shippingMinor = (selectedDelivery?.priceMinor ?? 0) - (selectedDelivery?.discountMinor ?? 0);
  return {
    lines: pricedLines,
    applications: applied.applications,
    deliveryOptions: pricedOptions,
    selectedDelivery,
    subtotalMinor,
    discountsMinor: lineDiscounts + (selectedDelivery?.discountMinor ?? 0),
    shippingMinor,
    totalMinor: subtotalMinor + shippingMinor,
    codes: codes.map((code) => verdict(code, ran, applied, language)),
    runs: ran.runs,
  };
}

/** The signed-in customer, or the one whose e-mail address was typed in. */
function buyerOf(request: CheckoutRequest): Customer | null {
  const { shop, customerId, email } = request;
  if (customerId !== null) return survivingCustomer(shop, customerId) ?? null;
  return email ? (customerByEmail(shop, email) ?? null) : null;
}

/** Why a code works or does not, in the words the checkout shows. */
function verdict(
  { code, state }: EnteredCode,
  ran: DiscountRuns,
  applied: Applied,
  language: string,
): PricedCheckout['codes'][number] {
  const refused = (reason: string) => ({ code, accepted: false, reason });
  if (!state.ok) return refused(refusalText(state.reason, code, language));
  const rejection = ran.rejected.get(normalCode(code));
  if (rejection !== undefined) return refused(rejection);
  const offer = ran.offers.find((candidate) => candidate.code === code);
  const given = offer ? offer.order.length + offer.product.length + offer.delivery.length : 0;
  if (!offer || given === 0) return refused(refusalText('nothing-given', code, language));
  if (!applied.offers.includes(offer)) return refused(refusalText('not-combinable', code, language));
  return { code, accepted: true, reason: null };
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
