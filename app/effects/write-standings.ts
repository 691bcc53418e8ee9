import { inTransaction } from '~/database/transaction.server';
import type { Prisma } from '@prisma/client';
import { dueMetafields, yearsOf } from '~/effects/due-standing';
import { hashOf, type CustomerMetafields } from '~/effects/held-metafields';
import { writeCustomerMetafields } from '~/effects/standing-metafields';
import { RetryLater } from '~/retry-later.server';
import { nextAnniversary } from '~/loyalty/anniversary';
import { addDays } from '~/loyalty/calendar';
import { loadShopContext, type ShopContext } from '~/ledger/shop-context.server';
import { fallsBack } from '~/loyalty/program-rules';
import type { Services } from '~/services.server';

/** One batch holds the shop's lock over its calls, throttling included. */
const BATCH_TIMEOUT_MS = 180_000;

/** So long does checkout say "expired" to the owner of a coupon, instead of calling it somebody else's. */
const EXPIRED_KNOWN_DAYS = 60;
/** So long is a used coupon told of. */
const USED_KNOWN_DAYS = 60;
/** A dossier grows no longer than this, however long the history (docs/surfaces.md). */
const LATEST_ORDERS = 20;
const LATEST_USED = 20;

export interface WrittenStandings {
  written: number;
  /** customers that Shopify no longer has, or whose value it refuses */
  skipped: number;
}

/**
 * Brings the standings in Shopify up to date. Batches of one shop run one after another under an advisory lock, each
 * reading its rows inside it, so an older standing can never overwrite a newer one. Repeatable: only what differs from
 * the stored hash is written, and writing it again is harmless.
 * @param customerIds only these (ledger ids), whether they seem due or not
 * @throws RetryLater while Shopify is not there
 */
export async function writeStandings(
  services: Services,
  { shop, customerIds }: { shop: string; customerIds?: readonly string[] },
): Promise<WrittenStandings> {
  const total: WrittenStandings = { written: 0, skipped: 0 };
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const batch = await inTransaction(
      services.db,
      async (tx) => {
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`standing:${shop}`}, 0))`;
        return writeBatch(services, tx, shop, after, customerIds ?? null);
      },
      { timeout: BATCH_TIMEOUT_MS, maxWait: BATCH_TIMEOUT_MS },
    );
    if (!batch) return total;
    if (batch.failure) throw batch.failure;
    total.written += batch.written;
    total.skipped += batch.skipped;
    after = batch.last;
  }
}

async function writeBatch(
  services: Services,
  tx: Prisma.TransactionClient,
  shop: string,
  after: string,
  customerIds: readonly string[] | null,
): Promise<(WrittenStandings & { last: string; failure: RetryLater | null }) | null> {
  const now = services.clock.now();
  const context = await loadShopContext(tx, shop, now);
  if (!context || context.uninstalledAt) return null;
  const rows = await candidates(tx, context, after, customerIds);
  const last = rows.at(-1);
  if (!last) return null;
  const dues = rows.map((row) => {
    const due = dueOf(row, context);
    return { row, due, hash: hashOf(due) };
  });
  const changed = dues.filter(({ row, hash }) => hash !== row.held);
  const looked = dues.filter(({ row, hash }) => hash === row.held);
  const done = { written: 0, skipped: 0 };
  let failure: RetryLater | null = null;
  try {
    for await (const { part, refused } of writeCustomerMetafields(services, shop, changed)) {
      looked.push(...part.map((one) => (refused.has(one.row.id) ? { ...one, hash: one.row.held } : one)));
      done.written += part.length - refused.size;
      done.skipped += refused.size;
    }
  } catch (error) {
    // what Shopify has taken by now is kept, or a shop whose calls often fail would never get on
    if (!(error instanceof RetryLater)) throw error;
    failure = error;
  }
  // stored after the last call, so that no row is locked while we wait for Shopify
  await settle(tx, shop, looked, now);
  return { ...done, last: last.id, failure };
}

interface CandidateRow {
  id: string;
  /** of the row as it was read: another one at the end means that somebody changed it meanwhile */
  version: string;
  shopify_id: string;
  qualifying_count: number;
  tier_key: string | null;
  tier_until: string | null;
  first_date: string | null;
  net_spend: string;
  saved: string;
  held: string | null;
  gifts: { code: string; percentage: string; occasion: string; from: string; until: string }[];
  /** the latest counted orders that Shopify knows, and which one each was */
  orders: { id: string; ordinal: number }[];
  /** coupons used lately, with the shop date */
  used: { code: string; on: string }[];
}

/**
 * The next page of customers whose standing is due (`standing_written_at` is empty): whoever changes a row or a gift
 * empties it in the same transaction. Instants would not do, since a transaction that began before a batch may commit after.
 */
function candidates(
  tx: Prisma.TransactionClient,
  { shop, today, timeZone }: ShopContext,
  after: string,
  customerIds: readonly string[] | null,
): Promise<CandidateRow[]> {
  return tx.$queryRaw<CandidateRow[]>`
    SELECT c.id::text, c.net_spend_minor::text AS net_spend, c.saved_minor::text AS saved, c.xmin::text AS version,
           c.shopify_customer_id AS shopify_id, c.qualifying_count, c.tier_key, c.tier_until::text, to_char(c.first_qualifying_date, 'YYYY-MM-DD') AS first_date, c.standing_hash AS held,
           COALESCE((SELECT jsonb_agg(jsonb_build_object('code', g.code, 'percentage', g.percentage,
                       'occasion', g.occasion, 'from', g.valid_from::text, 'until', g.valid_until::text))
                     FROM gift g WHERE g.shop = c.shop AND g.customer_id = c.id AND g.state IN ('issued', 'expired')
                       AND g.code IS NOT NULL AND g.valid_until >= ${addDays(today, -EXPIRED_KNOWN_DAYS)}::date), '[]'::jsonb) AS gifts,
           COALESCE((SELECT jsonb_agg(jsonb_build_object('id', o.order_id, 'ordinal', o.ordinal) ORDER BY o.ordinal DESC)
                     FROM (SELECT order_id, row_number() OVER (ORDER BY processed_at, order_id) AS ordinal
                           FROM ledger_order WHERE shop = c.shop AND customer_id = c.id AND excluded_reason IS NULL
                           ORDER BY processed_at DESC, order_id DESC LIMIT ${LATEST_ORDERS}) o
                     WHERE o.order_id ~ '^[0-9]+$'), '[]'::jsonb) AS orders,
           COALESCE((SELECT jsonb_agg(jsonb_build_object('code', u.code, 'on', u.used_on))
                     FROM (SELECT code, (redeemed_at AT TIME ZONE ${timeZone})::date::text AS used_on FROM gift
                           WHERE shop = c.shop AND customer_id = c.id AND state = 'redeemed' AND code IS NOT NULL
                             AND (redeemed_at AT TIME ZONE ${timeZone})::date >= ${addDays(today, -USED_KNOWN_DAYS)}::date
                           ORDER BY redeemed_at DESC LIMIT ${LATEST_USED}) u), '[]'::jsonb) AS used
    FROM ledger_customer c
    WHERE c.shop = ${shop} AND c.id > ${after}::uuid
      AND c.shopify_customer_id IS NOT NULL AND c.merged_into_id IS NULL AND c.redacted_at IS NULL
      AND CASE WHEN ${customerIds === null} THEN c.standing_written_at IS NULL
          ELSE c.id = ANY(${customerIds === null ? [] : [...customerIds]}::uuid[]) END
    ORDER BY c.id LIMIT 120`;
}

function dueOf(row: CandidateRow, { program, today }: ShopContext): CustomerMetafields {
  return dueMetafields({
    qualifyingCount: row.qualifying_count,
    tier: row.tier_key === null ? null : { key: row.tier_key, until: row.tier_until },
    fallback: fallsBack(program),
    firstQualifyingDate: row.first_date,
    heldHash: row.held,
    gifts: row.gifts.map((gift) => ({
      code: gift.code,
      percentage: gift.percentage,
      years: yearsOf(gift.occasion),
      validFrom: gift.from,
      validUntil: gift.until,
    })),
    dossier: {
      first: row.first_date,
      netSpendMinor: Math.max(0, Number(row.net_spend)),
      savedMinor: Math.max(0, Number(row.saved)),
      anniversary:
        row.first_date !== null && program.anniversary.enabled
          ? nextAnniversary(row.first_date, program.anniversary, today)
          : null,
      orders: row.orders,
      used: row.used,
    },
  });
}

/**
 * Remembers what Shopify holds now, for those it refused too: they are due again when they change. A row that changed
 * while the batch was on its way stays due, and one that belongs to another Shopify record by now keeps no hash of ours.
 */
async function settle(
  tx: Prisma.TransactionClient,
  shop: string,
  looked: { row: CandidateRow; hash: string | null }[],
  now: Date,
): Promise<void> {
  const records = looked.map(({ row, hash }) => ({
    id: row.id,
    version: row.version,
    shopify_id: row.shopify_id,
    hash,
  }));
  await tx.$executeRaw`
    UPDATE ledger_customer c SET
      standing_hash = CASE WHEN c.shopify_customer_id = r.shopify_id THEN r.hash ELSE c.standing_hash END,
      standing_written_at = CASE WHEN c.xmin::text = r.version THEN ${now}::timestamptz END
    FROM jsonb_to_recordset(${JSON.stringify(records)}::jsonb) AS r(id uuid, version text, shopify_id text, hash text)
    WHERE c.shop = ${shop} AND c.id = r.id`;
}
