import type { Order } from '../../model/types';
import { money } from '../format';
import type { AdminLanguage } from './texts';

export interface TimelineEntry {
  at: string;
  text: string;
}

/** What happened to an order, newest first, from what the order itself remembers. */
export function orderTimeline(order: Order, language: AdminLanguage): TimelineEntry[] {
  const de = language === 'de';
  const amount = (minor: number) => money(minor, order.currency, language);
  const entries: TimelineEntry[] = [
    {
      at: order.createdAt,
      text: de
        ? `Bestellung ${order.name} eingegangen (${order.sourceName})`
        : `Order ${order.name} placed (${order.sourceName})`,
    },
  ];
  for (const { kind, status, amountMinor, createdAt, gateway } of order.transactions) {
    if (status !== 'success') continue;
    if (kind === 'sale' || kind === 'capture') {
      entries.push({
        at: createdAt,
        text: de ? `${amount(amountMinor)} bezahlt (${gateway})` : `${amount(amountMinor)} paid (${gateway})`,
      });
    }
  }
  for (const { createdAt, deliveredAt } of order.fulfillments) {
    entries.push({ at: createdAt, text: de ? 'Verschickt' : 'Fulfilled' });
    if (deliveredAt) entries.push({ at: deliveredAt, text: de ? 'Zugestellt' : 'Delivered' });
  }
  for (const { createdAt, amountMinor } of order.refunds) {
    entries.push({
      at: createdAt,
      text: de ? `${amount(amountMinor)} erstattet` : `${amount(amountMinor)} refunded`,
    });
  }
  if (order.cancelledAt) {
    entries.push({
      at: order.cancelledAt,
      text: de ? `Storniert (${order.cancelReason})` : `Cancelled (${order.cancelReason})`,
    });
  }
  // A stable sort keeps what happened within one instant in the order above, so reversing shows the latest first.
  return entries.sort((a, b) => a.at.localeCompare(b.at)).reverse();
}
