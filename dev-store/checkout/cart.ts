import type { Product, ShopState, Variant } from '../model/types';
import type { CartLine, CheckoutRequest, PricedDeliveryOption } from './types';

/** Cart lines with what product and variant say. Unknown variants and quantities below 1 throw: the cart's bug. */
export function cartLines(shop: ShopState, lines: CheckoutRequest['lines']): CartLine[] {
  const variants = new Map<number, { product: Product; variant: Variant }>();
  for (const product of shop.all('product').values()) {
    for (const variant of product.variants) variants.set(variant.id, { product, variant });
  }
  return lines.map((line, index) => {
    const found = variants.get(line.variantId);
    if (!found) throw new Error(`no variant ${line.variantId}`);
    if (!Number.isSafeInteger(line.quantity) || line.quantity < 1)
      throw new Error(`quantity ${line.quantity}`);
    const { product, variant } = found;
    return {
      gid: `gid://shopify/CartLine/${index}`,
      variantId: variant.id,
      productId: product.id,
      title: variant.title === 'Default Title' ? product.title : `${product.title} – ${variant.title}`,
      quantity: line.quantity,
      unitPriceMinor: variant.priceMinor,
      compareAtMinor: variant.compareAtMinor,
      sellingPlanId: line.sellingPlanId,
      requiresShipping: variant.requiresShipping && !product.isGiftCard,
      totalMinor: variant.priceMinor * line.quantity,
    };
  });
}

/** Made-up rates of the dev store, minor units; a cart without anything to ship has none. */
const RATES = [
  { handle: 'standard', priceMinor: 490, title: { en: 'Standard shipping', de: 'Standardversand' } },
  { handle: 'express', priceMinor: 990, title: { en: 'Express shipping', de: 'Expressversand' } },
];

export function deliveryOptions(lines: CartLine[], language: string): PricedDeliveryOption[] {
  if (!lines.some((line) => line.requiresShipping)) return [];
  const inGerman = language.toLowerCase().startsWith('de');
  return RATES.map(({ handle, priceMinor, title }) => ({
    handle,
    priceMinor,
    title: inGerman ? title.de : title.en,
    discountMinor: 0,
  }));
}
