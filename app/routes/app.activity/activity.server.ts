import type { Prisma } from '@prisma/client';
import { signDataRequestToken } from '~/ledger/data-request-token';
import { greetedOccasion } from '~/loyalty/greetings';
import type { Services } from '~/services.server';

export const ACTIVITY_KINDS = ['messages', 'coupons', 'events'] as const;
/** tabs of the page: the last one is attention-list.tsx */
export const ACTIVITY_TABS = [...ACTIVITY_KINDS, 'attention'] as const;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

export const MESSAGE_STATES = ['planned', 'claimed', 'sent', 'suppressed', 'failed', 'uncertain'] as const;
export const COUPON_STATES = [
  'planned',
  'issued',
  'redeemed',
  'expired',
  'revoked',
  'missed',
  'failed',
] as const;

export const PAGE_SIZE = 50;

export interface ActivityFilter {
  kind: ActivityKind;
  state: string | null;
  /** 1, 2, 3 */
  page: number;
}

/** One line of the log. Instants are ISO; `subject` is an order name or a code, never a person. */
export interface ActivityRow {
  id: string;
  at: string;
  /** the message's rule, the coupon's occasion or the event's word */
  what: string;
  variant: string | null;
  state: string | null;
  reason: string | null;
  subject: string | null;
  /** what a message celebrates: "order:5", "days:1000", "birthday:2026", "anniversary:3" */
  occasion: string | null;
  customerId: string | null;
  shopifyCustomerId: string | null;
  detail: Prisma.JsonValue;
  /** token of /data-requests/{token}, for a customer's request for their data */
  dataRequest?: string;
}

type ActivityServices = Pick<Services, 'db' | 'clock' | 'env'>;

/** One page of messages, coupons or events of the shop, newest first. */
export async function readActivity(
  services: ActivityServices,
  shop: string,
  filter: ActivityFilter,
): Promise<{ rows: ActivityRow[]; total: number }> {
  const { rows, total } = await READERS[filter.kind](services, shop, filter);
  const customerIds = [...new Set(rows.flatMap((row) => row.customerId ?? []))];
  const customers = await services.db.ledgerCustomer.findMany({
    where: { shop, id: { in: customerIds } },
    select: { id: true, shopifyCustomerId: true },
  });
  const shopifyIds = new Map(customers.map((customer) => [customer.id, customer.shopifyCustomerId]));
  return {
    total,
    rows: rows.map((row) => ({ ...row, shopifyCustomerId: shopifyIds.get(row.customerId ?? '') ?? null })),
  };
}

type Rows = { rows: Omit<ActivityRow, 'shopifyCustomerId'>[]; total: number };
type Reader = (services: ActivityServices, shop: string, filter: ActivityFilter) => Promise<Rows>;

const pageOf = ({ page }: ActivityFilter) => ({ skip: (page - 1) * PAGE_SIZE, take: PAGE_SIZE });

const READERS: Record<ActivityKind, Reader> = {
  async messages({ db }, shop, filter) {
    const where = { shop, ...(filter.state && { state: filter.state }) };
    const [messages, total] = await Promise.all([
      db.message.findMany({ where, orderBy: [{ dueAt: 'desc' }, { id: 'asc' }], ...pageOf(filter) }),
      db.message.count({ where }),
    ]);
    const [orders, gifts] = await Promise.all([
      db.ledgerOrder.findMany({
        where: { shop, orderId: { in: idsOf(messages, 'order:') } },
        select: { orderId: true, name: true },
      }),
      db.gift.findMany({
        where: { shop, id: { in: idsOf(messages, 'gift:') } },
        select: { id: true, occasion: true },
      }),
    ]);
    const names = new Map(orders.map((order) => [`order:${order.orderId}`, order.name]));
    const occasions = new Map(gifts.map((gift) => [`gift:${gift.id}`, gift.occasion]));
    const rows = messages.map((message) => ({
      id: message.id,
      at: (message.sentAt ?? message.dueAt).toISOString(),
      what: message.rule,
      variant: message.variant,
      state: message.state,
      reason: message.reason,
      subject: names.get(message.subjectKey) ?? null,
      occasion: greetedOccasion(message.subjectKey) ?? occasions.get(message.subjectKey) ?? message.occasion,
      customerId: message.customerId,
      detail: { kind: message.kind, basis: message.basis, attempts: message.attempts },
    }));
    return { rows, total };
  },

  async coupons({ db }, shop, filter) {
    const where = { shop, ...(filter.state && { state: filter.state }) };
    const [gifts, total] = await Promise.all([
      db.gift.findMany({ where, orderBy: [{ createdAt: 'desc' }, { id: 'asc' }], ...pageOf(filter) }),
      db.gift.count({ where }),
    ]);
    const rows = gifts.map((gift) => ({
      id: gift.id,
      at: (gift.redeemedAt ?? gift.createdAt).toISOString(),
      what: gift.occasion,
      variant: null,
      state: gift.state,
      reason: gift.reason,
      subject: gift.code,
      occasion: null,
      customerId: gift.customerId,
      detail: { percentage: gift.percentage, validUntil: gift.validUntil.toISOString().slice(0, 10) },
    }));
    return { rows, total };
  },

  async events({ db, clock, env }, shop, filter) {
    const where = { shop };
    const [entries, total] = await Promise.all([
      db.activityEntry.findMany({ where, orderBy: [{ at: 'desc' }, { id: 'desc' }], ...pageOf(filter) }),
      db.activityEntry.count({ where }),
    ]);
    const rows = entries.map((entry) => ({
      id: String(entry.id),
      at: entry.at.toISOString(),
      what: entry.event,
      variant: null,
      state: null,
      reason: null,
      subject: null,
      occasion: null,
      customerId: entry.customerId,
      detail: entry.detail,
      ...(entry.event === 'customer.data-requested' && {
        dataRequest: signDataRequestToken(
          { shop, entryId: String(entry.id) },
          clock.now(),
          env.EMAIL_HASH_KEY,
        ),
      }),
    }));
    return { rows, total };
  },
};

/** Of the messages about orders, or about gifts: their ids. */
function idsOf(messages: readonly { subjectKey: string }[], kind: 'order:' | 'gift:'): string[] {
  return messages.flatMap(({ subjectKey }) =>
    subjectKey.startsWith(kind) ? [subjectKey.slice(kind.length)] : [],
  );
}
