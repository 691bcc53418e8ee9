import { Badge, BlockStack, Card, IndexTable, InlineStack, Text, useBreakpoints } from '@shopify/polaris';
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

/** Order by order: which counted, which not, and why not in words. On a phone the facts of one stand below each other. */
export function OrdersCard({ orders, format }: { orders: StoryOrder[]; format: ShopFormat }) {
  const { t } = useTranslation();
  const { smDown: condensed } = useBreakpoints();
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
        condensed={condensed}
        itemCount={orders.length}
        headings={tableHeadings(
          headings.map((heading) => t(`customer.orders.${heading}`)),
          [2],
        )}
        emptyState={<Text as="p">{t('customer.orders.none')}</Text>}
      >
        {[...orders].reverse().map((order, index) => (
          <IndexTable.Row id={order.orderId} key={order.orderId} position={index}>
            {condensed ? (
              <NarrowRow order={order} format={format} />
            ) : (
              <WideRow order={order} format={format} />
            )}
          </IndexTable.Row>
        ))}
      </IndexTable>
    </Card>
  );
}

interface RowProps {
  order: StoryOrder;
  format: ShopFormat;
}

function WideRow({ order, format }: RowProps) {
  return (
    <>
      <IndexTable.Cell>
        <Name order={order} />
      </IndexTable.Cell>
      <IndexTable.Cell>{format.instant(order.processedAt)}</IndexTable.Cell>
      <IndexTable.Cell>
        <Amount order={order} format={format} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <div className="cell-text">
          <Counts order={order} />
        </div>
      </IndexTable.Cell>
    </>
  );
}

function NarrowRow({ order, format }: RowProps) {
  return (
    <div className="narrow-row">
      <InlineStack align="space-between" blockAlign="start" gap="200" wrap={false}>
        <BlockStack>
          <Name order={order} />
          <Text as="span" tone="subdued">
            {format.instant(order.processedAt)}
          </Text>
        </BlockStack>
        <div>
          <Amount order={order} format={format} />
        </div>
      </InlineStack>
      <div>
        <Counts order={order} />
      </div>
    </div>
  );
}

function Name({ order }: { order: StoryOrder }) {
  return (
    <Text as="span" fontWeight="medium">
      {order.name ?? order.orderId}
    </Text>
  );
}

function Amount({ order, format }: RowProps) {
  const { t } = useTranslation();
  const { totalMinor, discountMinor, refundedMinor } = order;
  return (
    <>
      <Text as="p" alignment="end" numeric>
        {format.money(totalMinor)}
      </Text>
      {discountMinor > 0 && (
        <Text as="p" alignment="end" tone="subdued" numeric>
          {t('customer.orders.discount', { amount: format.money(discountMinor) })}
        </Text>
      )}
      {refundedMinor > 0 && (
        <Text as="p" alignment="end" tone="subdued" numeric>
          {t('customer.orders.refunded', { amount: format.money(refundedMinor) })}
        </Text>
      )}
    </>
  );
}

function Counts({ order }: { order: StoryOrder }) {
  const { t } = useTranslation();
  if (order.counts)
    return (
      <Badge tone="success">
        {order.number === null
          ? t('customer.orders.counted')
          : t('customer.orders.number', { count: order.number, ordinal: true })}
      </Badge>
    );
  return (
    <Text as="span" tone="subdued">
      {t(`excluded.${(order.excludedReason ?? 'unpaid').replaceAll('-', '_')}`)}
    </Text>
  );
}
