import { customerByEmail, survivingCustomer } from '../model/customers';
import { normalCode } from '../model/redeem-codes';
import type { Customer } from '../model/types';
import { presentmentOf } from '../model/presentment';
import { cartLines, deliveryGroups } from './cart';
import { enteredCodes, refusalText, type EnteredCode } from './codes';
import { bestCombination, type Applied } from './combine';
import { runDiscounts, type DiscountRuns } from './run-discounts';
import type { CheckoutRequest, PricedCheckout } from './types';

export type { CheckoutRequest, PricedCheckout };

/**
 * What this checkout costs: runs the installed app's discount function as Shopify would, combines what it gives and
 * allocates it to lines and delivery. Money in minor units of the currency the shopper pays in. Changes nothing.
 * docs/dev-store/checkout.md says which rules are Shopify's documented ones and which are unverified.
 */
export async function priceCheckout(request: CheckoutRequest): Promise<PricedCheckout> {
  const { shop, language } = request;
  const presentment = presentmentOf(shop.shop, request.presentmentCurrency);
  if (!presentment) throw new Error(`the shop does not sell in ${request.presentmentCurrency}`);
  const { currency } = presentment;
  const lines = cartLines(shop, request.lines, presentment);
  const chosen = [request.deliveryOptionHandle, ...(request.furtherDeliveryOptionHandles ?? [])];
  const groups = deliveryGroups(shop, lines, chosen, language, presentment);
  const options = groups.flatMap((group) => group.options);
  const selectedHandles = new Set(groups.flatMap(({ selectedHandle }) => selectedHandle ?? []));
  const customer = buyerOf(request);
  const codes = enteredCodes(shop, request.codes, customer?.id ?? null, request.clock.now());

  const ran = await runDiscounts({ request, presentment, lines, groups, customer }, codes);
  const eligible = ran.offers.filter(
    (offer) => offer.code === null || !ran.rejected.has(normalCode(offer.code)),
  );
  const applied = bestCombination(eligible, { lines, options, selectedHandles, currency });

  const pricedLines = lines.map((line, index) => {
    const allocations = applied.allocations[index] ?? [];
    return {
      variantId: line.variantId,
      title: line.title,
      quantity: line.quantity,
      unitPriceMinor: line.unitPriceMinor,
      shopUnitPriceMinor: line.shopUnitPriceMinor,
      compareAtMinor: line.compareAtMinor,
      discountMinor: sum(allocations.map((allocation) => allocation.amountMinor)),
      allocations,
    };
  });
  const pricedOptions = options.map((option, index) => ({
    ...option,
    discountMinor: applied.deliveryDiscounts[index]?.amountMinor ?? 0,
    applicationIndex: applied.deliveryDiscounts[index]?.applicationIndex ?? null,
  }));
  const selectedDeliveries = pricedOptions.filter(({ handle }) => selectedHandles.has(handle));
  const lineDiscounts = sum(pricedLines.map((line) => line.discountMinor));
  const subtotalMinor = sum(lines.map((line) => line.totalMinor)) - lineDiscounts;
  const shippingDiscounts = sum(selectedDeliveries.map(({ discountMinor }) => discountMinor));
  const shippingMinor = sum(selectedDeliveries.map(({ priceMinor }) => priceMinor)) - shippingDiscounts;
  return {
    currency,
    presentmentCurrencyRate: presentment.rate,
    lines: pricedLines,
    applications: applied.applications,
    deliveryGroups: groups.map(({ id, type, lines: sent, selectedHandle }) => ({
      id,
      type,
      lineTitles: sent.map(({ title }) => title),
      selectedHandle,
    })),
    deliveryOptions: pricedOptions,
    selectedDelivery: selectedDeliveries[0] ?? null,
    selectedDeliveries,
    subtotalMinor,
    discountsMinor: lineDiscounts + shippingDiscounts,
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
