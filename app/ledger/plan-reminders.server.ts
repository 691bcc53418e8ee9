import { randomUUID } from 'node:crypto';
import { inTransaction } from '~/database/transaction.server';
import { addDays, instantOf } from '~/loyalty/calendar';
import type { LedgerServices } from './apply-event.server';
import { messageIdOf } from './message-id';
import { loadShopContext } from './shop-context.server';

/** A reminder this soon after the coupon itself would be a second mail, not a reminder. */
const DAYS_BETWEEN = 2;

/**
 * Plans the reminder of coupons that end soon and were not used: at most one for a coupon, by the message's key, and none
 * for a coupon whose own mail was not sent, since there is nothing to be reminded of. Checked again when it is sent.
 * @returns how many were planned
 */
export async function planReminders(services: LedgerServices, shop: string): Promise<number> {
  const context = await loadShopContext(services.db, shop, services.clock.now());
  if (!context || context.uninstalledAt) return 0;
  const { now, today, timeZone, program } = context;
  const { enabled, reminder, sendHour } = program.anniversary;
  if (!enabled || !reminder.enabled) return 0;
  if (now.getTime() < Date.parse(instantOf(today, sendHour, timeZone))) return 0;
  return inTransaction(services.db, async (tx) => {
    const gifts = await tx.$queryRaw<{ id: string; customer_id: string; locale: string | null }[]>`
      SELECT g.id::text, g.customer_id::text, c.locale
      FROM gift g
      JOIN ledger_customer c ON c.shop = g.shop AND c.id = g.customer_id
      JOIN message m ON m.shop = g.shop AND m.subject_key = 'gift:' || g.id::text
        AND m.rule = CASE WHEN g.restored_at IS NULL THEN 'anniversary' ELSE 'restored' END
      WHERE g.shop = ${shop} AND g.state = 'issued' AND g.valid_until >= ${today}::date
        AND g.valid_until <= ${addDays(today, reminder.daysBefore)}::date
        AND m.state = 'sent' AND m.sent_at <= ${new Date(now.getTime() - DAYS_BETWEEN * 86_400_000)}::timestamptz
        AND c.redacted_at IS NULL AND c.merged_into_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM message r WHERE r.shop = g.shop AND r.rule = 'reminder'
                        AND r.subject_key = 'gift:' || g.id::text)`;
    if (gifts.length === 0) return 0;
    const { count } = await tx.message.createMany({
      data: gifts.map(({ id, customer_id: customerId, locale }) => {
        const subjectKey = `gift:${id}`;
        return {
          shop,
          id: randomUUID(),
          customerId,
          rule: 'reminder',
          subjectKey,
          kind: 'promotional',
          state: 'planned',
          dueAt: now,
          messageId: messageIdOf(shop, 'reminder', subjectKey),
          locale,
          createdAt: now,
          updatedAt: now,
        };
      }),
      skipDuplicates: true,
    });
    if (count > 0) await services.jobs.send(tx, 'message.send', { shop }, { singletonKey: shop });
    return count;
  });
}
