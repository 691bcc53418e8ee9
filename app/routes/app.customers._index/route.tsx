import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData, useNavigate, useNavigation, useSearchParams } from '@remix-run/react';
import { TitleBar } from '@shopify/app-bridge-react';
import {
  Badge,
  Banner,
  Box,
  Card,
  EmptySearchResult,
  Form,
  IndexTable,
  InlineStack,
  Link,
  Page,
  Tabs,
  Text,
  TextField,
  Button,
  useBreakpoints,
} from '@shopify/polaris';
import { SearchIcon } from '@shopify/polaris-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchCustomerNames } from '~/components/customer-names.server';
import type { CustomerName } from '~/components/customer-names.server';
import { useShopFormat } from '~/components/format';
import type { ShopFormat } from '~/components/format';
import { authenticateMerchant, currentProgram, requireShopFacts } from '~/components/merchant.server';
import { PageControls } from '~/components/page-controls';
import { SegmentBadge } from '~/components/state-badge';
import { tableHeadings } from '~/components/table-headings';
import { findCustomers, PAGE_SIZE, SEGMENT_TABS } from './find-customers.server';
import type { CustomerRow } from './find-customers.server';

export { PageError as ErrorBoundary } from '~/components/page-error';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const merchant = await authenticateMerchant(request, context);
  const { currency, timeZone, hidden, version } = await requireShopFacts(merchant);
  const { searchParams } = new URL(request.url);
  const segment = SEGMENT_TABS.find((one) => one === searchParams.get('segment')) ?? 'all';
  const search = (searchParams.get('q') ?? '').trim().slice(0, 200);
  const page = Math.max(1, Math.trunc(Number(searchParams.get('page'))) || 1);
  const [found, program] = await Promise.all([
    findCustomers(merchant, { segment, search, page }),
    currentProgram(merchant, version),
  ]);
  const names = await fetchCustomerNames(
    merchant,
    found.rows.map((row) => row.shopifyCustomerId),
  );
  const tierNames = Object.fromEntries(program.loyalty.tiers.map((tier) => [tier.key, tier.name]));
  return {
    ...found,
    segments: SEGMENT_TABS.filter((one) => one !== 'unknown' || one === segment || hidden !== null),
    segment,
    search,
    page,
    pageSize: PAGE_SIZE,
    names,
    tierNames,
    currency,
    timeZone,
  };
}

export default function CustomersPage() {
  const { t } = useTranslation();
  const data = useLoaderData<typeof loader>();
  const { rows, total, searchFailed, segments, segment, search, page, pageSize, names, tierNames } = data;
  const format = useShopFormat(data);
  const navigate = useNavigate();
  const [, setSearch] = useSearchParams();
  const loading = useNavigation().state === 'loading';
  const { smDown: condensed } = useBreakpoints();
  const nameOf = (row: CustomerRow) => (row.shopifyCustomerId ? names[row.shopifyCustomerId] : undefined);
  const tierOf = (row: CustomerRow) => row.tierKey && (tierNames[row.tierKey] ?? row.tierKey);
  const columns = ['customer', 'segment', 'tier', 'orders', 'spend', 'firstOrder', 'lastOrder'] as const;
  return (
    <Page title={t('customers.title')} subtitle={t('customers.subtitle')} fullWidth>
      <TitleBar title={t('customers.title')} />
      <Card padding="0">
        <Tabs
          tabs={segments.map((id) => ({ id, content: t(`segment.${id}`), panelID: 'customer-list' }))}
          selected={segments.indexOf(segment)}
          onSelect={(index) => setSearch({ segment: segments[index] ?? 'all', ...(search && { q: search }) })}
        />
        <SearchField key={search} value={search} onSearch={(q) => setSearch({ segment, ...(q && { q }) })} />
        {searchFailed && (
          <Box padding="300">
            <Banner tone="warning">{t('customers.searchFailed')}</Banner>
          </Box>
        )}
        <div id="customer-list">
          <IndexTable
            selectable={false}
            condensed={condensed}
            loading={loading}
            resourceName={{ singular: t('customers.one'), plural: t('customers.many') }}
            itemCount={rows.length}
            headings={tableHeadings(
              columns.map((column) => t(`customers.column.${column}`)),
              [3, 4],
            )}
            emptyState={
              <EmptySearchResult
                title={search ? t('customers.none.search', { search }) : t('customers.none.segment')}
                description={search ? t('customers.none.hint') : ''}
                withIllustration
              />
            }
          >
            {rows.map((row, index) => {
              const url = `/app/customers/${row.id}`;
              const props = { row, url, name: nameOf(row), tier: tierOf(row), format };
              return (
                <IndexTable.Row id={row.id} key={row.id} position={index} onClick={() => navigate(url)}>
                  {condensed ? <NarrowRow {...props} /> : <WideRow {...props} />}
                </IndexTable.Row>
              );
            })}
          </IndexTable>
        </div>
        <PageControls page={page} pageSize={pageSize} total={total} />
      </Card>
    </Page>
  );
}

interface RowProps {
  row: CustomerRow;
  url: string;
  name: CustomerName | undefined;
  tier: string | null;
  format: ShopFormat;
}

function WideRow({ row, url, name, tier, format }: RowProps) {
  const orders = useOrdersText(row, format);
  return (
    <>
      <IndexTable.Cell>
        <WhoLink row={row} url={url} name={name} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <SegmentBadge segment={row.segment} />
      </IndexTable.Cell>
      <IndexTable.Cell>{tier ? <Badge>{tier}</Badge> : '–'}</IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="p" alignment="end" numeric>
          {orders}
        </Text>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="p" alignment="end" numeric>
          {format.money(row.netSpendMinor)}
        </Text>
      </IndexTable.Cell>
      <IndexTable.Cell>{row.firstOrderDate ? format.date(row.firstOrderDate) : '–'}</IndexTable.Cell>
      <IndexTable.Cell>{row.lastOrderAt ? format.instant(row.lastOrderAt) : '–'}</IndexTable.Cell>
    </>
  );
}

/** On a phone: the same facts below each other. */
function NarrowRow({ row, url, name, tier, format }: RowProps) {
  const { t } = useTranslation();
  const orders = useOrdersText(row, format);
  return (
    <div className="narrow-row">
      <div>
        <WhoLink row={row} url={url} name={name} />
      </div>
      <InlineStack gap="100">
        <SegmentBadge segment={row.segment} />
        {tier && <Badge>{tier}</Badge>}
      </InlineStack>
      <Text as="p" tone="subdued">
        {[`${t('customers.column.orders')}: ${orders}`, format.money(row.netSpendMinor)].join(' · ')}
      </Text>
    </div>
  );
}

function WhoLink({ row, url, name }: Pick<RowProps, 'row' | 'url' | 'name'>) {
  const { t } = useTranslation();
  const fallback = row.shopifyCustomerId
    ? t('customers.numbered', { id: row.shopifyCustomerId })
    : t('customers.guest');
  return (
    <>
      <Link url={url} dataPrimaryLink monochrome removeUnderline>
        <Text as="span" fontWeight="semibold">
          {name?.displayName ?? fallback}
        </Text>
      </Link>
      {name?.email && (
        <Text as="p" tone="subdued" breakWord>
          {name.email}
        </Text>
      )}
    </>
  );
}

function useOrdersText(row: CustomerRow, format: ShopFormat): string {
  const { t } = useTranslation();
  if (row.qualifyingCount === row.orderCount) return format.number(row.orderCount);
  return t('customers.countOf', { counted: row.qualifyingCount, all: row.orderCount });
}

function SearchField({ value, onSearch }: { value: string; onSearch(text: string): void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  return (
    <Box padding="300" borderBlockEndWidth="025" borderColor="border">
      <Form onSubmit={() => onSearch(text.trim())}>
        <InlineStack gap="200" wrap={false} blockAlign="center">
          <div className="grow">
            <TextField
              label={t('customers.search.label')}
              labelHidden
              name="q"
              value={text}
              onChange={setText}
              placeholder={t('customers.search.placeholder')}
              autoComplete="off"
              clearButton
              onClearButtonClick={() => onSearch('')}
            />
          </div>
          <Button submit icon={SearchIcon}>
            {t('customers.search.button')}
          </Button>
        </InlineStack>
      </Form>
    </Box>
  );
}
