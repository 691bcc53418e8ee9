import { BlockStack, Button, InlineStack, Text } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StackRow, StackShare } from '~/cart-decision/worst-stack';
import type { ShopFormat } from '~/components/format';
import type { PreviewAnswer } from '../app.program_.preview';

type Reckoned = Extract<PreviewAnswer, { outcome: 'reckoned' }>;

/** Ten tiers make 22 rows: the strongest ones are enough at first. */
const SHOWN = 6;

/** Every tier, with and without a coupon, the strongest first, and what each row is made of. */
export function WorstStackTable({ answer, format }: { answer: Reckoned; format: ShopFormat }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  // that nobody in particular gets nothing goes without saying
  const telling = answer.rows.filter(({ tier, coupon, offMinor }) => tier || coupon || offMinor > 0);
  const sorted = telling.sort((a, b) => b.offMinor - a.offMinor);
  const shown = all ? sorted : sorted.slice(0, SHOWN);
  return (
    <BlockStack gap="200">
      <table className="stack-table">
        <caption className="Polaris-Text--visuallyHidden">{t('stack.table.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('stack.table.customer')}</th>
            <th scope="col">{t('stack.table.off')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <Row key={`${row.tier?.key ?? ''}:${row.coupon}`} row={row} format={format} />
          ))}
        </tbody>
      </table>
      {sorted.length > SHOWN && (
        <InlineStack>
          <Button variant="plain" onClick={() => setAll(!all)} ariaExpanded={all}>
            {t(all ? 'stack.table.fewer' : 'stack.table.all', { count: sorted.length })}
          </Button>
        </InlineStack>
      )}
    </BlockStack>
  );
}

function Row({ row, format }: { row: StackRow; format: ShopFormat }) {
  const { t } = useTranslation();
  const tier = row.tier?.name ?? t('stack.table.noTier');
  return (
    <tr>
      <th scope="row">
        <Text as="span" fontWeight="medium">
          {row.coupon ? t('stack.table.withCoupon', { tier }) : tier}
        </Text>
        {row.shares.map((share, index) => (
          <Text as="p" tone="subdued" key={index}>
            <ShareText share={share} format={format} />
          </Text>
        ))}
        {row.shares.length === 0 && (
          <Text as="p" tone="subdued">
            {t('stack.table.nothing')}
          </Text>
        )}
      </th>
      <td>
        <Text as="p" numeric fontWeight="medium">
          {format.share(row.offHundredths / 10_000)}
        </Text>
        <Text as="p" numeric tone="subdued">
          {format.money(row.offMinor)}
        </Text>
      </td>
    </tr>
  );
}

function ShareText({ share, format }: { share: StackShare; format: ShopFormat }) {
  const { t } = useTranslation();
  const from = share.title ?? t(`stack.from.${share.from}`);
  return <>{t('stack.share', { from, on: t(`stack.on.${share.on}`), amount: format.money(share.minor) })}</>;
}
