import { useRevalidator } from '@remix-run/react';
import { Banner, BlockStack, Button, InlineStack, Modal, Text } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from '~/components/toast';
import { ask } from '../app.messages/use-asked';
import type { CouponAnswer } from './coupon-answer';
import type { StoryGift } from './story-gift';

type Action = 'revoke' | 'replace' | 'clear';

interface Props {
  customerId: string;
  gift: StoryGift;
}

/** What can be done about a coupon: withdraw it, give a new code for it; and that its code was seen elsewhere. */
export function CouponActions({ customerId, gift }: Props) {
  const { t } = useTranslation();
  const revalidator = useRevalidator();
  const [asking, setAsking] = useState<Action | null>(null);
  const [busy, setBusy] = useState(false);
  const open = gift.state === 'issued';
  const actions: Action[] = [];
  if (open) actions.push('revoke');
  if (!gift.restored && (open || gift.leak)) actions.push('replace');
  if (gift.leak) actions.push('clear');
  if (actions.length === 0) return null;

  const act = async (action: Action) => {
    setBusy(true);
    const answer = (await ask(`/app/customers/${customerId}/coupon`, {
      giftId: gift.id,
      action,
    })) as CouponAnswer | null;
    setBusy(false);
    setAsking(null);
    showToast(answer ? t(`customer.coupon.${answer.outcome}`) : t('customer.coupon.failed'));
    revalidator.revalidate();
  };
  return (
    <BlockStack gap="200">
      {gift.leak && (
        <Banner tone="warning" title={t('customer.coupon.leaked')}>
          <Text as="p">
            {gift.leak.byOthers > 0
              ? t('customer.coupon.byOthers', { count: gift.leak.byOthers })
              : t('customer.coupon.twice', { count: gift.leak.orders })}
          </Text>
        </Banner>
      )}
      <InlineStack gap="300">
        {actions.map((action) => (
          <Button
            key={action}
            variant="plain"
            tone={action === 'revoke' ? 'critical' : undefined}
            loading={busy && asking === null}
            onClick={() => (action === 'clear' ? void act(action) : setAsking(action))}
          >
            {t(`customer.coupon.action.${action}`)}
          </Button>
        ))}
      </InlineStack>
      {asking !== null && (
        <Modal
          open
          onClose={() => setAsking(null)}
          title={t(`customer.coupon.ask.${asking}`)}
          primaryAction={{
            content: t(`customer.coupon.action.${asking}`),
            destructive: asking === 'revoke',
            loading: busy,
            onAction: () => void act(asking),
          }}
          secondaryActions={[{ content: t('customer.coupon.cancel'), onAction: () => setAsking(null) }]}
        >
          <Modal.Section>
            <Text as="p">{t(`customer.coupon.explain.${asking}`)}</Text>
          </Modal.Section>
        </Modal>
      )}
    </BlockStack>
  );
}
