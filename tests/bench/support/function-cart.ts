/**
 * Cart lines as a shop has them, the same ones each time: prices of 4.90 to 129.00, every fifth reduced, every tenth a
 * subscription, every fiftieth a gift card, products spread over collections and tags.
 */
export interface GeneratedLine {
  totalMinor: number;
  /** the line with every field that a query may ask for */
  value: Record<string, unknown>;
}

/** Collections are gid://shopify/Collection/1 to 8, tags "tag1" to "tag8". */
export function generatedLines(count: number): GeneratedLine[] {
  return Array.from({ length: count }, (_, index) => generatedLine(index));
}

const PRICES = [490, 990, 1495, 1990, 2450, 3900, 5950, 7900, 12_900];

function generatedLine(index: number): GeneratedLine {
  const unit = PRICES[index % PRICES.length] as number;
  const quantity = 1 + ((index * 7) % 3);
  const money = (minor: number) => ({ amount: String(minor / 100), currencyCode: 'EUR' });
  const group = 1 + ((index * 5) % 8);
  const product = {
    id: `gid://shopify/Product/${8_100_000_000_000 + index}`,
    handle: `product-${index}`,
    title: `Product ${index}`,
    productType: 'Coffee',
    vendor: 'Rösterei Kowalski',
    isGiftCard: index % 50 === 49,
    hasAnyTag: ({ tags }: { tags?: string[] }) => (tags ?? []).includes(`tag${group}`),
    inAnyCollection: ({ ids }: { ids?: string[] }) =>
      (ids ?? []).includes(`gid://shopify/Collection/${group}`),
    metafield: () => null,
  };
  return {
    totalMinor: unit * quantity,
    value: {
      id: `gid://shopify/CartLine/${index}`,
      quantity,
      attribute: () => null,
      parentRelationship: null,
      cost: {
        amountPerQuantity: money(unit),
        compareAtAmountPerQuantity: index % 5 === 4 ? money(unit + 500) : null,
        subtotalAmount: money(unit * quantity),
        totalAmount: money(unit * quantity),
      },
      sellingPlanAllocation:
        index % 10 === 9
          ? { sellingPlan: { id: 'gid://shopify/SellingPlan/1', recurringDeliveries: true } }
          : null,
      merchandise: {
        __typename: 'ProductVariant',
        id: `gid://shopify/ProductVariant/${44_100_000_000_000 + index}`,
        sku: `SKU-${index}`,
        title: '250 g',
        requiresShipping: true,
        product,
        metafield: () => null,
      },
    },
  };
}
