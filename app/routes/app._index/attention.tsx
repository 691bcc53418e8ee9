import { Banner, BlockStack, ProgressBar, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { ShopFormat } from '~/components/format';
import { secondsLeftOf, shareOf, type ImportRunFacts } from './import-progress';

/** What the merchant should know before the numbers. */
export interface AttentionFacts {
  importRun: ImportRunFacts | null;
  /** customers that the program in force has reached, of all; null: it has reached everybody */
  reclassified: { done: number; total: number } | null;
  imprintMissing: boolean;
  /** of the shop's own mail server: the key that it was sealed with is gone */
  passwordUnreadable: boolean;
  readsAllOrders: boolean;
  /** messages, coupons, events and work that need a person */
  waiting: number;
  /** coupons whose code stands in orders where it should not, and the owner of the latest */
  leaks: { count: number; customerId: string | null };
  /** the last self-audit, when it found something within the last week */
  audit: { at: string; checked: number; differences: number } | null;
}

export function Attention({ facts, format }: { facts: AttentionFacts; format: ShopFormat }) {
  const { t } = useTranslation();
  const {
    importRun,
    reclassified,
    imprintMissing,
    passwordUnreadable,
    readsAllOrders,
    waiting,
    leaks,
    audit,
  } = facts;
  const nothing =
    !importRun &&
    !reclassified &&
    !imprintMissing &&
    !passwordUnreadable &&
    waiting === 0 &&
    leaks.customerId === null &&
    !audit &&
    readsAllOrders;
  // an empty stack would still keep its distance
  if (nothing) return null;
  return (
    <BlockStack gap="300">
      {importRun && <ImportBanner run={importRun} format={format} />}
      {reclassified && <ReclassificationBanner {...reclassified} format={format} />}
      {imprintMissing && (
        <Banner
          tone="warning"
          title={t('home.imprint.title')}
          action={{ content: t('home.imprint.action'), url: '/app/program#sender' }}
        >
          <p>{t('home.imprint.text')}</p>
        </Banner>
      )}
      {passwordUnreadable && (
        <Banner
          tone="critical"
          title={t('home.password.title')}
          action={{ content: t('home.password.action'), url: '/app/sending' }}
        >
          <p>{t('home.password.text')}</p>
        </Banner>
      )}
      {waiting > 0 && (
        <Banner
          tone="critical"
          title={t('home.failed.title', { count: waiting })}
          action={{ content: t('home.failed.action'), url: '/app/activity?kind=attention' }}
        >
          <p>{t('home.failed.text')}</p>
        </Banner>
      )}
      {leaks.customerId !== null && (
        <Banner
          tone="warning"
          title={t('home.leaks.title', { count: leaks.count })}
          action={{ content: t('home.leaks.action'), url: `/app/customers/${leaks.customerId}` }}
        >
          <p>{t('home.leaks.text')}</p>
        </Banner>
      )}
      {audit && (
        <Banner
          tone="warning"
          title={t('home.audit.title', { count: audit.differences })}
          action={{ content: t('home.audit.action'), url: '/app/activity?kind=events' }}
        >
          <p>
            {t('home.audit.text', { at: format.instant(audit.at), checked: format.number(audit.checked) })}
          </p>
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

function ReclassificationBanner({
  done,
  total,
  format,
}: {
  done: number;
  total: number;
  format: ShopFormat;
}) {
  const { t } = useTranslation();
  const percent = Math.floor((100 * done) / total);
  return (
    <Banner tone="info" title={t('home.reclassification.title')}>
      <BlockStack gap="200">
        <ProgressBar progress={percent} size="small" ariaLabelledBy="reclassification-progress" />
        <Text as="p" id="reclassification-progress">
          {t('home.reclassification.progress', {
            done: format.number(done),
            total: format.number(total),
            percent,
          })}
        </Text>
      </BlockStack>
    </Banner>
  );
}

function ImportBanner({ run, format }: { run: ImportRunFacts; format: ShopFormat }) {
  const { t } = useTranslation();
  if (run.state === 'failed') {
    return (
      <Banner tone="critical" title={t('home.import.failed.title')}>
        <p>{t('home.import.failed.text')}</p>
      </Banner>
    );
  }
  const { rowsRead, rowsDone, rowsTotal } = run;
  const share = shareOf(run);
  const secondsLeft = secondsLeftOf(run);
  return (
    <Banner tone="info" title={t('home.import.title')}>
      <BlockStack gap="200">
        <ProgressBar
          progress={Math.round(100 * (share ?? 0))}
          size="small"
          ariaLabelledBy="import-progress"
        />
        <Text as="p" id="import-progress">
          {rowsTotal
            ? t(rowsDone > 0 ? 'home.import.progress' : 'home.import.reading', {
                done: format.number(rowsDone > 0 ? rowsDone : rowsRead),
                total: format.number(rowsTotal),
                percent: Math.round(100 * (share ?? 0)),
              })
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
