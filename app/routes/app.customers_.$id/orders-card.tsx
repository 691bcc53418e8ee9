import { Badge, BlockStack, Card, IndexTable, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { ShopFormat } from '~/components/format';
import { tableHeadings } from '~/components/table-headings';

export interface StoryOrder {
  orderId: string;
  name: string | null;
  /** ISO instant */
  processedAt: string;
  totalMinor: number;
  discountMinor: number;
  refundedMinor: number;
  source: string;
  financialStatus: string;
  counts: boolean;
  excludedReason: string | null;
  /** 1, 2, 3 for orders that count */
  number: number | null;
}

/** Order by order: which counted, which not, and why not in words. */
export function OrdersCard({ orders, format }: { orders: StoryOrder[]; format: ShopFormat }) {
  const { t } = useTranslation();
  const headings = ['order', 'date', 'amount', 'counts'] as const;
  return (
    <Card padding="0">
      <div className="card-heading">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('customer.orders.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('customer.orders.text')}
          </Text>
        </BlockStack>
      </div>
      <IndexTable
        selectable={false}
        itemCount={orders.length}
        headings={tableHeadings(
          headings.map((heading) => t(`customer.orders.${heading}`)),
          [2],
        )}
        emptyState={<Text as="p">{t('customer.orders.none')}</Text>}
      >
        {[...orders].reverse().map((order, index) => (
          <IndexTable.Row id={order.orderId} key={order.orderId} position={index}>
            <IndexTable.Cell>
              <Text as="span" fontWeight="medium">
                {order.name ?? order.orderId}
              </Text>
            </IndexTable.Cell>
            <IndexTable.Cell>{format.instant(order.processedAt)}</IndexTable.Cell>
            <IndexTable.Cell>
              <Text as="p" alignment="end" numeric>
                {format.money(order.totalMinor)}
              </Text>
              {order.discountMinor > 0 && (
                <Text as="p" alignment="end" tone="subdued" numeric>
                  {t('customer.orders.discount', { amount: format.money(order.discountMinor) })}
                </Text>
              )}
              {order.refundedMinor > 0 && (
                <Text as="p" alignment="end" tone="subdued" numeric>
                  {t('customer.orders.refunded', { amount: format.money(order.refundedMinor) })}
                </Text>
              )}
            </IndexTable.Cell>
            <IndexTable.Cell>
              <div className="cell-text">
                {order.counts ? (
                  <Badge tone="success">
                    {t('customer.orders.number', { count: order.number ?? 0, ordinal: true })}
                  </Badge>
                ) : (
                  <Text as="span" tone="subdued">
                    {t(`excluded.${(order.excludedReason ?? 'unpaid').replaceAll('-', '_')}`)}
                  </Text>
                )}
              </div>
            </IndexTable.Cell>
          </IndexTable.Row>
        ))}
      </IndexTable>
    </Card>
  );
}
