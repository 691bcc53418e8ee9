import {
  BlockStack,
  Button,
  Card,
  DataTable,
  InlineStack,
  SkeletonDisplayText,
  Text,
} from '@shopify/polaris';
import { lazy, Suspense, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShopFormat } from '~/components/format';
import type { RevenueMonth } from '~/ledger/figures.server';

// The chart library measures the page, so it has no place on the server, nor in the first load.
const RevenueChart = lazy(() => import('./revenue-chart'));

const neverChanges = () => () => undefined;

/** Revenue by month from first orders and from later ones: a chart, and the same numbers as a table. */
export function RevenueSection({ months, format }: { months: RevenueMonth[]; format: ShopFormat }) {
  const { t } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  const inBrowser = useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t('home.chart.title')}
          </Text>
          <Button variant="plain" onClick={() => setAsTable(!asTable)} ariaExpanded={asTable}>
            {asTable ? t('home.chart.asChart') : t('home.chart.asTable')}
          </Button>
        </InlineStack>
        <Text as="p" tone="subdued">
          {t('home.chart.definition')}
        </Text>
        {asTable ? (
          <DataTable
            columnContentTypes={['text', 'numeric', 'numeric', 'numeric']}
            headings={[
              t('home.chart.month'),
              t('home.chart.new'),
              t('home.chart.repeat'),
              t('home.chart.sum'),
            ]}
            rows={months.map(({ month, newMinor, repeatMinor }) => [
              format.month(month),
              format.money(newMinor),
              format.money(repeatMinor),
              format.money(newMinor + repeatMinor),
            ])}
          />
        ) : (
          <div className="chart" role="img" aria-label={t('home.chart.label', { count: months.length })}>
            {inBrowser ? (
              <Suspense fallback={<SkeletonDisplayText size="extraLarge" />}>
                <RevenueChart
                  months={months}
                  format={format}
                  labels={[t('home.chart.new'), t('home.chart.repeat')]}
                />
              </Suspense>
            ) : (
              <SkeletonDisplayText size="extraLarge" />
            )}
          </div>
        )}
      </BlockStack>
    </Card>
  );
}
