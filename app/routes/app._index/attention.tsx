import { Banner, BlockStack, ProgressBar, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { ShopFormat } from '~/components/format';

/** What the merchant should know before the numbers. */
export interface AttentionFacts {
  importRun: {
    state: string;
    rowsDone: number;
    rowsTotal: number | null;
    /** milliseconds since it began */
    elapsedMs: number;
  } | null;
  imprintMissing: boolean;
  readsAllOrders: boolean;
  failedMessages: number;
}

export function Attention({ facts, format }: { facts: AttentionFacts; format: ShopFormat }) {
  const { t } = useTranslation();
  const { importRun, imprintMissing, readsAllOrders, failedMessages } = facts;
  return (
    <BlockStack gap="300">
      {importRun && <ImportBanner run={importRun} format={format} />}
      {imprintMissing && (
        <Banner
          tone="warning"
          title={t('home.imprint.title')}
          action={{ content: t('home.imprint.action'), url: '/app/program#sender' }}
        >
          <p>{t('home.imprint.text')}</p>
        </Banner>
      )}
      {failedMessages > 0 && (
        <Banner
          tone="critical"
          title={t('home.failed.title', { count: failedMessages })}
          action={{ content: t('home.failed.action'), url: '/app/activity?kind=messages&state=failed' }}
        >
          <p>{t('home.failed.text')}</p>
        </Banner>
      )}
      {!readsAllOrders && (
        <Banner tone="info" title={t('home.sixtyDays.title')}>
          <p>{t('home.sixtyDays.text')}</p>
        </Banner>
      )}
    </BlockStack>
  );
}

function ImportBanner({
  run,
  format,
}: {
  run: NonNullable<AttentionFacts['importRun']>;
  format: ShopFormat;
}) {
  const { t } = useTranslation();
  if (run.state === 'failed') {
    return (
      <Banner tone="critical" title={t('home.import.failed.title')}>
        <p>{t('home.import.failed.text')}</p>
      </Banner>
    );
  }
  const { rowsDone, rowsTotal } = run;
  const secondsLeft = secondsLeftOf(run);
  return (
    <Banner tone="info" title={t('home.import.title')}>
      <BlockStack gap="200">
        <ProgressBar
          progress={rowsTotal ? Math.min(100, Math.round((100 * rowsDone) / rowsTotal)) : 0}
          size="small"
          ariaLabelledBy="import-progress"
        />
        <Text as="p" id="import-progress">
          {rowsTotal
            ? t('home.import.progress', { done: format.number(rowsDone), total: format.number(rowsTotal) })
            : t('home.import.waiting')}
          {secondsLeft !== null && ` ${timeLeft(secondsLeft)}`}
        </Text>
      </BlockStack>
    </Banner>
  );

  function timeLeft(seconds: number): string {
    if (seconds < 60) return t('home.import.underAMinute');
    return t('home.import.minutesLeft', { count: Math.ceil(seconds / 60) });
  }
}

/** From the pace so far; null until there is one. */
export function secondsLeftOf(run: NonNullable<AttentionFacts['importRun']>): number | null {
  const { rowsDone, rowsTotal, elapsedMs } = run;
  if (!rowsTotal || rowsDone <= 0 || elapsedMs <= 0) return null;
  return Math.max(0, ((rowsTotal - rowsDone) * elapsedMs) / rowsDone / 1_000);
}
