export interface BulkOrder {
  id: number;
  customer?: number | null;
  email?: string | null;
  at: string;
  total?: string;
  refunded?: string;
  discount?: string;
  status?: string;
  updatedAt?: string;
}

/** One order of a bulk result's JSONL. */
export function bulkLine(order: BulkOrder): string {
  const { id, customer, email, at, total = '20.0', refunded = '0.0', discount = '0.0' } = order;
  const { status = 'PAID', updatedAt } = order;
  return JSON.stringify({
    id: `gid://shopify/Order/${id}`,
    name: `#${id}`,
    processedAt: at,
    updatedAt: updatedAt ?? at,
    cancelledAt: null,
    sourceName: 'web',
    test: false,
    tags: [],
    discountCodes: [],
    customerLocale: 'de',
    email: email ?? null,
    displayFinancialStatus: status,
    displayFulfillmentStatus: 'UNFULFILLED',
    currentTotalPriceSet: { shopMoney: { amount: total, currencyCode: 'EUR' } },
    totalRefundedSet: { shopMoney: { amount: refunded } },
    currentTotalDiscountsSet: { shopMoney: { amount: discount } },
    customer: customer ? { id: `gid://shopify/Customer/${customer}` } : null,
    purchasingEntity: customer ? { __typename: 'Customer' } : null,
  });
}

/** A line item: a child of an order, which may stand before it. */
export function bulkChild(id: number, order: number): string {
  return JSON.stringify({ id: `gid://shopify/LineItem/${id}`, __parentId: `gid://shopify/Order/${order}` });
}
