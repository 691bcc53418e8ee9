import { useFetcher } from '@remix-run/react';
import {
  Banner,
  BlockStack,
  Box,
  Button,
  ButtonGroup,
  EmptySearchResult,
  IndexTable,
  InlineStack,
  Link,
  Text,
  useIndexResourceState,
} from '@shopify/polaris';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useShopFormat } from '~/components/format';
import { OccasionText } from '~/components/occasion-text';
import { ReasonText } from '~/components/reason-text';
import { StateBadge } from '~/components/state-badge';
import { tableHeadings } from '~/components/table-headings';
import { showToast } from '~/components/toast';
import type { DeadLetter } from '~/effects/dead-letters';
import type { AttentionAnswer } from './attention-action.server';

type Intent = AttentionAnswer['intent'];

interface Props {
  rows: DeadLetter[];
  total: number;
  currency: string;
  timeZone: string;
  condensed: boolean;
}

/** What waits for a person, with its reason: some or all of it is tried again, or let go. */
export function AttentionList({ rows, total, condensed, ...shop }: Props) {
  const { t } = useTranslation();
  const format = useShopFormat(shop);
  const fetcher = useFetcher<AttentionAnswer>();
  const selection = useIndexResourceState(rows.map(({ key }) => ({ id: key })));
  const { selectedResources, allResourcesSelected, clearSelection } = selection;
  const { data, state } = fetcher;
  useEffect(() => {
    if (state !== 'idle' || !data) return;
    showToast(t(`attention.done.${data.intent}`, { count: data.count }));
  }, [state, data, t]);

  const act = (intent: Intent, keys: string[] | 'all') =>
    fetcher.submit({ intent, keys }, { method: 'POST', encType: 'application/json' });
  const actOnSelected = (intent: Intent) => {
    act(intent, allResourcesSelected && total > rows.length ? 'all' : selectedResources);
    clearSelection();
  };
  return (
    <>
      {rows.some((row) => row.state === 'uncertain') && (
        <Box padding="300">
          <Banner tone="info">
            <p>{t('attention.uncertain')}</p>
          </Banner>
        </Box>
      )}
      {condensed && total > 1 && (
        <Box padding="300">
          <Actions act={(intent) => act(intent, 'all')} of="all" busy={state !== 'idle'} />
        </Box>
      )}
      <IndexTable
        condensed={condensed}
        loading={state !== 'idle'}
        resourceName={{ singular: t('attention.one'), plural: t('attention.many') }}
        itemCount={rows.length}
        hasMoreItems={total > rows.length}
        selectedItemsCount={allResourcesSelected ? 'All' : selectedResources.length}
        onSelectionChange={selection.handleSelectionChange}
        // a phone has no room for boxes to tick: there each entry has its buttons
        selectable={!condensed}
        promotedBulkActions={[
          { content: t('attention.retry'), onAction: () => actOnSelected('retry') },
          { content: t('attention.dismiss'), onAction: () => actOnSelected('dismiss') },
        ]}
        headings={tableHeadings([
          t('attention.since'),
          t('attention.what'),
          t('activity.column.state'),
          t('activity.column.reason'),
        ])}
        emptyState={
          <EmptySearchResult
            title={t('attention.empty')}
            description={t('attention.emptyText')}
            withIllustration
          />
        }
      >
        {rows.map((row, index) => (
          <IndexTable.Row
            id={row.key}
            key={row.key}
            position={index}
            selected={allResourcesSelected || selectedResources.includes(row.key)}
          >
            {condensed ? (
              <NarrowRow row={row} at={format.instant(row.at)}>
                <Actions act={(intent) => act(intent, [row.key])} of="one" busy={state !== 'idle'} />
              </NarrowRow>
            ) : (
              <WideRow row={row} at={format.instant(row.at)} />
            )}
          </IndexTable.Row>
        ))}
      </IndexTable>
    </>
  );
}

function WideRow({ row, at }: { row: DeadLetter; at: string }) {
  return (
    <>
      <IndexTable.Cell>
        <Text as="span" tone="subdued">
          {at}
        </Text>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <div className="cell-text">
          <What row={row} />
        </div>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <StateBadge state={row.state} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <div className="cell-text">
          <ReasonText reason={row.reason} state={row.state} />
        </div>
      </IndexTable.Cell>
    </>
  );
}

function NarrowRow({ row, at, children }: { row: DeadLetter; at: string; children: ReactNode }) {
  return (
    <div className="narrow-row">
      <BlockStack gap="100">
        <InlineStack align="space-between" blockAlign="start" gap="200" wrap={false}>
          <What row={row} />
          <StateBadge state={row.state} />
        </InlineStack>
        <Text as="p" tone="subdued">
          {at}
        </Text>
        <Text as="p" tone="subdued">
          <ReasonText reason={row.reason} state={row.state} />
        </Text>
        {children}
      </BlockStack>
    </div>
  );
}

function Actions({ act, of, busy }: { act(intent: Intent): void; of: 'one' | 'all'; busy: boolean }) {
  const { t } = useTranslation();
  return (
    <ButtonGroup>
      <Button disabled={busy} onClick={() => act('retry')}>
        {t(of === 'all' ? 'attention.retryAll' : 'attention.retry')}
      </Button>
      <Button disabled={busy} onClick={() => act('dismiss')} variant="tertiary">
        {t(of === 'all' ? 'attention.dismissAll' : 'attention.dismiss')}
      </Button>
    </ButtonGroup>
  );
}

function What({ row: { kind, what, subject, customerId } }: { row: DeadLetter }) {
  const { t } = useTranslation();
  return (
    <BlockStack>
      <Text as="span" fontWeight="medium">
        {kind === 'message' && t(`activity.rule.${what}.any`)}
        {kind === 'coupon' && (
          <>
            {t('attention.coupon')} <OccasionText occasion={what} />
          </>
        )}
        {kind === 'event' && t('attention.event', { topic: what })}
        {kind === 'job' && t(`attention.job.${what.replaceAll('.', '_')}`)}
      </Text>
      {customerId && (
        <Link url={`/app/customers/${customerId}`} removeUnderline dataPrimaryLink={false}>
          {subject ?? t('attention.customer')}
        </Link>
      )}
    </BlockStack>
  );
}
