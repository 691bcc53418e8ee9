import type { ReactElement } from 'react';
import type { Order } from '../../model/types';
import type { AdminLanguage } from './texts';

type Tone = 'neutral' | 'success' | 'info' | 'attention' | 'warning' | 'critical';

export function Badge({ tone, children }: { tone: Tone; children: string }): ReactElement {
  return <span className={`badge ${tone}`}>{children}</span>;
}

export function Tags({ tags }: { tags: string[] }): ReactElement {
  return (
    <p className="badges">
      {tags.map((tag) => (
        <Badge key={tag} tone="neutral">
          {tag}
        </Badge>
      ))}
    </p>
  );
}

const FINANCIAL: Record<Order['financialStatus'], { tone: Tone; en: string; de: string }> = {
  pending: { tone: 'warning', en: 'Payment pending', de: 'Zahlung ausstehend' },
  authorized: { tone: 'attention', en: 'Authorized', de: 'Autorisiert' },
  partially_paid: { tone: 'warning', en: 'Partially paid', de: 'Teilweise bezahlt' },
  paid: { tone: 'neutral', en: 'Paid', de: 'Bezahlt' },
  partially_refunded: { tone: 'neutral', en: 'Partially refunded', de: 'Teilweise erstattet' },
  refunded: { tone: 'neutral', en: 'Refunded', de: 'Erstattet' },
  voided: { tone: 'neutral', en: 'Voided', de: 'Verfallen' },
};

/** Payment, fulfilment and what else matters at a glance. */
export function OrderBadges({ order, language }: { order: Order; language: AdminLanguage }): ReactElement {
  const de = language === 'de';
  const financial = FINANCIAL[order.financialStatus];
  return (
    <span className="badges">
      <Badge tone={financial.tone}>{financial[language]}</Badge>
      {order.deliveredAt ? (
        <Badge tone="success">{de ? 'Zugestellt' : 'Delivered'}</Badge>
      ) : order.fulfillmentStatus === 'fulfilled' ? (
        <Badge tone="neutral">{de ? 'Ausgeführt' : 'Fulfilled'}</Badge>
      ) : (
        <Badge tone="attention">{de ? 'Nicht ausgeführt' : 'Unfulfilled'}</Badge>
      )}
      {order.cancelledAt ? <Badge tone="critical">{de ? 'Storniert' : 'Cancelled'}</Badge> : null}
      {order.test ? <Badge tone="warning">Test</Badge> : null}
    </span>
  );
}
