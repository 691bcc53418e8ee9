import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData, useNavigation, useSearchParams } from '@remix-run/react';
import { TitleBar } from '@shopify/app-bridge-react';
import {
  BlockStack,
  Box,
  Card,
  EmptySearchResult,
  IndexTable,
  Link,
  Page,
  Select,
  Tabs,
  Text,
  InlineStack,
  useBreakpoints,
} from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { fetchCustomerNames } from '~/components/customer-names.server';
import type { CustomerName } from '~/components/customer-names.server';
import { useShopFormat } from '~/components/format';
import type { ShopFormat } from '~/components/format';
import { authenticateMerchant, requireShopFacts } from '~/components/merchant.server';
import { ReasonText } from '~/components/reason-text';
import { StateBadge } from '~/components/state-badge';
import { tableHeadings } from '~/components/table-headings';
import { OccasionText } from '~/components/occasion-text';
import { PageControls } from '~/components/page-controls';
import type { ActivityRow } from './activity.server';
import { ACTIVITY_KINDS, COUPON_STATES, MESSAGE_STATES, PAGE_SIZE, readActivity } from './activity.server';
import { EventText } from './activity-text';

export { PageError as ErrorBoundary } from '~/components/page-error';

const STATES = { messages: MESSAGE_STATES, coupons: COUPON_STATES, events: [] } as const;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const merchant = await authenticateMerchant(request, context);
  const { currency, timeZone } = await requireShopFacts(merchant);
  const { searchParams } = new URL(request.url);
  const kind = ACTIVITY_KINDS.find((one) => one === searchParams.get('kind')) ?? 'messages';
  const states: readonly string[] = STATES[kind];
  const state = states.find((one) => one === searchParams.get('state')) ?? null;
  const page = Math.max(1, Math.trunc(Number(searchParams.get('page'))) || 1);
  const { rows, total } = await readActivity(merchant.services, merchant.shop, { kind, state, page });
  const names = await fetchCustomerNames(
    merchant,
    rows.map((row) => row.shopifyCustomerId),
  );
  return {
    kinds: ACTIVITY_KINDS,
    kind,
    states,
    state,
    page,
    pageSize: PAGE_SIZE,
    rows,
    total,
    names,
    currency,
    timeZone,
  };
}

export default function ActivityPage() {
  const { t } = useTranslation();
  const { kinds, kind, states, state, page, pageSize, rows, total, names, ...shop } =
    useLoaderData<typeof loader>();
  const format = useShopFormat(shop);
  const [, setSearch] = useSearchParams();
  const loading = useNavigation().state === 'loading';
  const { smDown: condensed } = useBreakpoints();
  const headings = [t('activity.column.at'), t(`activity.column.${kind}`), t('activity.column.customer')];
  if (kind !== 'events') headings.push(t('activity.column.state'), t('activity.column.reason'));
  return (
    <Page title={t('activity.title')} subtitle={t('activity.subtitle', { zone: shop.timeZone })}>
      <TitleBar title={t('activity.title')} />
      <Card padding="0">
        <Tabs
          tabs={kinds.map((id) => ({ id, content: t(`activity.kind.${id}`), panelID: 'activity-list' }))}
          selected={kinds.indexOf(kind)}
          onSelect={(index) => setSearch({ kind: kinds[index] ?? 'messages' })}
        />
        {states.length > 0 && (
          <Box padding="300" borderBlockEndWidth="025" borderColor="border">
            <Select
              label={t('activity.column.state')}
              labelInline
              value={state ?? ''}
              options={[
                { value: '', label: t('activity.anyState') },
                ...states.map((value) => ({ value, label: t(`state.${value}`) })),
              ]}
              onChange={(value) => setSearch({ kind, ...(value && { state: value }) })}
            />
          </Box>
        )}
        <div id="activity-list">
          <IndexTable
            selectable={false}
            condensed={condensed}
            loading={loading}
            resourceName={{ singular: t(`activity.kind.${kind}`), plural: t(`activity.kind.${kind}`) }}
            itemCount={rows.length}
            headings={tableHeadings(headings)}
            emptyState={
              <EmptySearchResult title={t(`activity.empty.${kind}`)} description="" withIllustration />
            }
          >
            {rows.map((row, index) => (
              <IndexTable.Row id={row.id} key={row.id} position={index}>
                {condensed ? (
                  <NarrowRow row={row} kind={kind} names={names} format={format} />
                ) : (
                  <WideRow row={row} kind={kind} names={names} format={format} />
                )}
              </IndexTable.Row>
            ))}
          </IndexTable>
        </div>
        <PageControls page={page} pageSize={pageSize} total={total} />
      </Card>
    </Page>
  );
}

interface RowProps {
  row: ActivityRow;
  kind: string;
  names: Record<string, CustomerName>;
  format: ShopFormat;
}

function WideRow({ row, kind, names, format }: RowProps) {
  return (
    <>
      <IndexTable.Cell>
        <Text as="span" tone="subdued">
          {format.instant(row.at)}
        </Text>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <div className="cell-text">
          <WhatHappened row={row} kind={kind} date={format.date} />
        </div>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <CustomerLink row={row} names={names} />
      </IndexTable.Cell>
      {row.state && (
        <IndexTable.Cell>
          <StateBadge state={row.state} />
        </IndexTable.Cell>
      )}
      {row.state && (
        <IndexTable.Cell>
          <div className="cell-text">
            <ReasonText reason={row.reason} />
          </div>
        </IndexTable.Cell>
      )}
    </>
  );
}

/** On a phone: the same facts below each other. */
function NarrowRow({ row, kind, names, format }: RowProps) {
  return (
    <div className="narrow-row">
      <InlineStack align="space-between" blockAlign="start" gap="200" wrap={false}>
        <WhatHappened row={row} kind={kind} date={format.date} />
        {row.state && <StateBadge state={row.state} />}
      </InlineStack>
      <Text as="p" tone="subdued">
        {format.instant(row.at)}
      </Text>
      {row.customerId && <CustomerLink row={row} names={names} />}
      {row.reason && (
        <Text as="p" tone="subdued">
          <ReasonText reason={row.reason} />
        </Text>
      )}
    </div>
  );
}

function WhatHappened({ row, kind, date }: { row: ActivityRow; kind: string; date(date: string): string }) {
  const { t, i18n } = useTranslation();
  if (kind === 'events') {
    return (
      <BlockStack>
        <EventText event={row.what} detail={row.detail} />
        {row.dataRequest && (
          <InlineStack gap="300">
            <Link url={`/data-requests/${row.dataRequest}?locale=${i18n.language}`} target="_blank">
              {t('activity.dataRequest.html')}
            </Link>
            <Link url={`/data-requests/${row.dataRequest}?format=json`} target="_blank">
              {t('activity.dataRequest.json')}
            </Link>
          </InlineStack>
        )}
      </BlockStack>
    );
  }
  const detail = row.detail as { percentage?: string; validUntil?: string; kind?: string };
  return (
    <BlockStack>
      <Text as="span" fontWeight="medium">
        {kind === 'messages' ? (
          t([`activity.rule.${row.what}.${row.variant ?? 'any'}`, `activity.rule.${row.what}.any`])
        ) : (
          <OccasionText occasion={row.what} />
        )}
      </Text>
      <Text as="span" tone="subdued">
        {kind === 'messages'
          ? [row.subject, detail.kind && t(`activity.messageKind.${detail.kind}`)].filter(Boolean).join(' · ')
          : [
              row.subject,
              `${detail.percentage ?? ''} %`,
              detail.validUntil && t('activity.until', { date: date(detail.validUntil) }),
            ]
              .filter(Boolean)
              .join(' · ')}
      </Text>
    </BlockStack>
  );
}

function CustomerLink({ row, names }: { row: ActivityRow; names: Record<string, CustomerName> }) {
  const { t } = useTranslation();
  if (!row.customerId) return <span>–</span>;
  const name = row.shopifyCustomerId ? names[row.shopifyCustomerId]?.displayName : undefined;
  return (
    <Link url={`/app/customers/${row.customerId}`} removeUnderline>
      {name ??
        (row.shopifyCustomerId
          ? t('customers.numbered', { id: row.shopifyCustomerId })
          : t('customers.guest'))}
    </Link>
  );
}
