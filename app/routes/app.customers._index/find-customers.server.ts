import type { Prisma } from '@prisma/client';
import { searchCustomerIds } from '~/components/customer-names.server';
import type { Merchant } from '~/components/merchant.server';

export const SEGMENT_TABS = ['all', 'prospect', 'new', 'repeat', 'lapsed', 'unknown'] as const;
export const PAGE_SIZE = 50;

export interface CustomerRow {
  id: string;
  shopifyCustomerId: string | null;
  segment: string;
  tierKey: string | null;
  orderCount: number;
  qualifyingCount: number;
  netSpendMinor: number;
  /** shop date of the first order that counts */
  firstOrderDate: string | null;
  /** ISO instant of the latest order that counts */
  lastOrderAt: string | null;
}

export interface FoundCustomers {
  rows: CustomerRow[];
  total: number;
  /** Shopify did not answer the search by name */
  searchFailed: boolean;
}

interface Question {
  segment: (typeof SEGMENT_TABS)[number];
  search: string;
  /** 1, 2, 3 */
  page: number;
}

/**
 * One page of the shop's customers, those with the latest order first. Merged and redacted records are left out, and so are
 * marks of deletions and merges, which have no order.
 */
export async function findCustomers(
  merchant: Merchant,
  { segment, search, page }: Question,
): Promise<FoundCustomers> {
  const { services, shop } = merchant;
  const matches = search ? await matching(merchant, search) : null;
  const where: Prisma.LedgerCustomerWhereInput = {
    shop,
    mergedIntoId: null,
    redactedAt: null,
    orderCount: { gt: 0 },
    ...(segment !== 'all' && { segment }),
    ...matches?.where,
  };
  const [customers, total] = await Promise.all([
    services.db.ledgerCustomer.findMany({
      where,
      orderBy: [{ lastQualifyingAt: { sort: 'desc', nulls: 'last' } }, { id: 'asc' }],
      skip: (page - 1) * PAGE_SIZE,
      take: PAGE_SIZE,
    }),
    services.db.ledgerCustomer.count({ where }),
  ]);
  const rows = customers.map((customer) => ({
    id: customer.id,
    shopifyCustomerId: customer.shopifyCustomerId,
    segment: customer.segment,
    tierKey: customer.tierKey,
    orderCount: customer.orderCount,
    qualifyingCount: customer.qualifyingCount,
    netSpendMinor: Number(customer.netSpendMinor),
    firstOrderDate: customer.firstQualifyingDate?.toISOString().slice(0, 10) ?? null,
    lastOrderAt: customer.lastQualifyingAt?.toISOString() ?? null,
  }));
  return { rows, total, searchFailed: matches?.failed ?? false };
}

/** "#1042" and "1042" are order names or Shopify ids, which the ledger has; anything else Shopify is asked for. */
async function matching(merchant: Merchant, search: string) {
  const { services, shop } = merchant;
  const number = /^#?([0-9A-Za-z-]*\d[0-9A-Za-z-]*)$/.exec(search)?.[1];
  const byNumber: Prisma.LedgerCustomerWhereInput[] = [];
  if (number) {
    const orders = await services.db.ledgerOrder.findMany({
      where: {
        shop,
        OR: [{ name: { in: [search, `#${number}`] } }, { orderId: number }],
        customerId: { not: null },
      },
      select: { customerId: true },
      take: 50,
    });
    byNumber.push(
      { id: { in: orders.flatMap((order) => order.customerId ?? []) } },
      { shopifyCustomerId: number },
    );
  }
  const onlyNumber = number !== undefined && /^#|^\d+$/.test(search);
  const ids = onlyNumber ? [] : await searchCustomerIds(merchant, search);
  const where = { OR: [...byNumber, { shopifyCustomerId: { in: ids ?? [] } }] };
  return { where, failed: ids === null };
}
