import { currencyExponent } from '../../app/loyalty/money';
import { presented, type Presentment } from '../model/presentment';
import type { Product, ShopState, Variant } from '../model/types';
import type { CartLine, CheckoutRequest, DeliveryGroup, DeliveryOption } from './types';

/**
 * Cart lines with what product and variant say, priced for the buyer: a unit's price is converted and rounded, then
 * multiplied. Unknown variants and quantities below 1 throw: the cart's bug.
 */
export function cartLines(
  shop: ShopState,
  lines: CheckoutRequest['lines'],
  presentment: Presentment = { currency: shop.shop.currency, rate: '1.0' },
): CartLine[] {
  const variants = new Map<number, { product: Product; variant: Variant }>();
  for (const product of shop.all('product').values()) {
    for (const variant of product.variants) variants.set(variant.id, { product, variant });
  }
  const price = (minor: number) => presented(shop.shop, presentment, minor);
  return lines.map((line, index) => {
    const found = variants.get(line.variantId);
    if (!found) throw new Error(`no variant ${line.variantId}`);
    if (!Number.isSafeInteger(line.quantity) || line.quantity < 1)
      throw new Error(`quantity ${line.quantity}`);
    const { product, variant } = found;
    const unitPriceMinor = price(variant.priceMinor);
    return {
      gid: `gid://shopify/CartLine/${index}`,
      variantId: variant.id,
      productId: product.id,
      title: variant.title === 'Default Title' ? product.title : `${product.title} – ${variant.title}`,
      quantity: line.quantity,
      unitPriceMinor,
      shopUnitPriceMinor: variant.priceMinor,
      compareAtMinor: variant.compareAtMinor === null ? null : price(variant.compareAtMinor),
      sellingPlanId: line.sellingPlanId,
      requiresShipping: variant.requiresShipping && !product.isGiftCard,
      totalMinor: unitPriceMinor * line.quantity,
    };
  });
}

/** Made-up rates of the dev store: minor units by places of the shop's currency (4.90, 800 yen, 1.500 dinars). */
const RATES: {
  handle: string;
  priceMinor: Record<number, number>;
  title: { en: string; de: string };
}[] = [
  {
    handle: 'standard',
    priceMinor: { 0: 800, 2: 490, 3: 1_500 },
    title: { en: 'Standard shipping', de: 'Standardversand' },
  },
  {
    handle: 'express',
    priceMinor: { 0: 1_600, 2: 990, 3: 3_000 },
    title: { en: 'Express shipping', de: 'Expressversand' },
  },
];

/**
 * What is shipped, once and on subscription apart; a cart without anything to ship has no group. In each group the first
 * chosen handle that is one of its options is selected, else its first option.
 */
export function deliveryGroups(
  shop: ShopState,
  lines: CartLine[],
  chosen: (string | null)[],
  language: string,
  presentment: Presentment = { currency: shop.shop.currency, rate: '1.0' },
): DeliveryGroup[] {
  const shipped = lines.filter((line) => line.requiresShipping);
  const once = shipped.filter((line) => line.sellingPlanId === null);
  const subscribed = shipped.filter((line) => line.sellingPlanId !== null);
  const german = language.toLowerCase().startsWith('de');
  const places = currencyExponent(shop.shop.currency);
  const groups = [
    { type: 'ONE_TIME_PURCHASE' as const, lines: once },
    { type: 'SUBSCRIPTION' as const, lines: subscribed },
  ].filter((group) => group.lines.length > 0);
  return groups.map((group, index) => {
    const id = `gid://shopify/CartDeliveryGroup/${index}`;
    const options = RATES.map(({ handle, priceMinor, title }): DeliveryOption => {
      const shopPriceMinor = priceMinor[places] ?? 0;
      return {
        handle: index === 0 ? handle : `${handle}-${index + 1}`,
        title: german ? title.de : title.en,
        groupId: id,
        priceMinor: presented(shop.shop, presentment, shopPriceMinor),
        shopPriceMinor,
      };
    });
    const wanted = options.find(({ handle }) => chosen.includes(handle));
    return { ...group, id, options, selectedHandle: (wanted ?? options[0])?.handle ?? null };
  });
}
