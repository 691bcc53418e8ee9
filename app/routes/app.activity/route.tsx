import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
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
import { OccasionText, occasionText } from '~/components/occasion-text';
import { PageControls } from '~/components/page-controls';
import { countDeadLetters, readDeadLetters } from '~/effects/dead-letters';
import type { ActivityRow } from './activity.server';
import {
  ACTIVITY_KINDS,
  ACTIVITY_TABS,
  COUPON_STATES,
  MESSAGE_STATES,
  PAGE_SIZE,
  readActivity,
} from './activity.server';
import { actOnAttention } from './attention-action.server';
import { AttentionList } from './attention-list';
import { EventText } from './activity-text';

export { PageError as ErrorBoundary } from '~/components/page-error';

const STATES = { messages: MESSAGE_STATES, coupons: COUPON_STATES, events: [] } as const;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const merchant = await authenticateMerchant(request, context);
  const { currency, timeZone } = await requireShopFacts(merchant);
  const { searchParams } = new URL(request.url);
  const page = Math.max(1, Math.trunc(Number(searchParams.get('page'))) || 1);
  const { services, shop } = merchant;
  if (searchParams.get('kind') === 'attention') {
    const letters = await readDeadLetters(services, shop, { page, pageSize: PAGE_SIZE });
    return {
      tabs: ACTIVITY_TABS,
      ...{
        kind: 'attention' as const,
        states: [],
        state: null,
        page,
        pageSize: PAGE_SIZE,
        rows: [],
        names: {},
      },
      ...{ letters: letters.rows, total: letters.total, waiting: letters.total, currency, timeZone },
    };
  }
  const kind = ACTIVITY_KINDS.find((one) => one === searchParams.get('kind')) ?? 'messages';
  const states: readonly string[] = STATES[kind];
  const state = states.find((one) => one === searchParams.get('state')) ?? null;
  const [{ rows, total }, waiting] = await Promise.all([
    readActivity(services, shop, { kind, state, page }),
    countDeadLetters(services, shop),
  ]);
  const names = await fetchCustomerNames(
    merchant,
    rows.map((row) => row.shopifyCustomerId),
  );
  return {
    tabs: ACTIVITY_TABS,
    kind,
    letters: [],
    waiting,
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

/** POST {intent, keys}: what waits for a person is tried again, or let go. */
export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  const { services, shop } = await authenticateMerchant(request, context);
  const answer = await actOnAttention(services, shop, await request.json().catch(() => null));
  return answer ? Response.json(answer) : new Response('not a choice', { status: 400 });
}

export default function ActivityPage() {
  const { t } = useTranslation();
  const { tabs, kind, states, state, page, pageSize, rows, letters, waiting, total, names, ...shop } =
    useLoaderData<typeof loader>();
  const format = useShopFormat(shop);
  const [, setSearch] = useSearchParams();
  const loading = useNavigation().state === 'loading';
  const { smDown: condensed } = useBreakpoints();
  const headings =
    kind === 'attention'
      ? []
      : [t('activity.column.at'), t(`activity.column.${kind}`), t('activity.column.customer')];
  if (kind !== 'events') headings.push(t('activity.column.state'), t('activity.column.reason'));
  return (
    <Page title={t('activity.title')} subtitle={t('activity.subtitle', { zone: shop.timeZone })}>
      <TitleBar title={t('activity.title')} />
      <Card padding="0">
        <Tabs
          tabs={tabs.map((id) => ({
            id,
            content: t(`activity.kind.${id}`),
            panelID: 'activity-list',
            ...(id === 'attention' && waiting > 0 && { badge: String(waiting) }),
          }))}
          selected={tabs.indexOf(kind)}
          onSelect={(index) => setSearch({ kind: tabs[index] ?? 'messages' })}
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
          {kind === 'attention' ? (
            <AttentionList key={page} rows={letters} {...{ total, condensed }} {...shop} />
          ) : (
            <IndexTable
              selectable={false}
              condensed={condensed}
              loading={loading}
              resourceName={{ singular: t(`activity.kind.${kind}`), plural: t(`activity.kind.${kind}`) }}
              itemCount={rows.length}
              headings={tableHeadings(headings)}
              emptyState={
                <EmptySearchResult
                  title={t(`activity.empty.${state ? 'filtered' : kind}`)}
                  description=""
                  withIllustration
                />
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
          )}
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
            <ReasonText reason={row.reason} state={row.state} />
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
          <ReasonText reason={row.reason} state={row.state} />
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
          ? [
              row.subject,
              row.occasion && occasionText(t, row.occasion),
              detail.kind && t(`activity.messageKind.${detail.kind}`),
            ]
              .filter(Boolean)
              .join(' · ')
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
