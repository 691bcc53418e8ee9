import { inTransaction } from '~/database/transaction.server';
import type { Services } from '~/services.server';
import { isCompliance, type InboxFacts, type Topic } from '~/loyalty/inbox-facts';

export interface InboxRow {
  shop: string;
  topic: Topic;
  webhookId: string;
  eventId: string | null;
  businessKey: string;
  triggeredAt: Date;
  receivedAt: Date;
  facts: InboxFacts;
  saysShop: SaysShop;
}

/** What the signed body itself says about its shop; the headers are not signed. */
export interface SaysShop {
  /** Shopify's number of the shop */
  number: string | null;
  /** myshopify domain, believed while the number of our shop is not known */
  domain: string | null;
}

export type Written =
  | { outcome: 'accepted'; inboxId: string }
  /** the same delivery, or the same fact, is stored already */
  | { outcome: 'duplicate' }
  | { outcome: 'unknown-shop' }
  /** the body belongs to another shop than the headers say */
  | { outcome: 'foreign-shop' };

interface Waiting {
  row: InboxRow;
  settle(written: Written): void;
  fail(error: unknown): void;
}

/** Two, so that one batch is prepared while the other one is made durable; more would only make them smaller. */
const WRITERS = 2;
const MOST_PER_BATCH = 200;
/** What waits when the database is slower than Shopify. Beyond it a 503 at once is better than one after 5 seconds. */
const MOST_WAITING = 2_000;
/** Shopify hangs up after 5 seconds: waiting longer for a connection would store what it will send again. */
const WITHIN = { maxWait: 3_000, timeout: 3_000 };

class InboxOverloaded extends Error {
  override name = 'InboxOverloaded';
}

/**
 * Stores inbox rows with their jobs. Rows that arrive while a transaction is under way share the next one, so the price of
 * making something durable is paid once for all of them; each is answered only after the commit of its own.
 */
export class InboxWriter {
  private waiting: Waiting[] = [];
  private writers = 0;

  constructor(private readonly services: Pick<Services, 'db' | 'jobs'>) {}

  /** @throws what the database or the queue threw: then the row is not stored */
  write(row: InboxRow): Promise<Written> {
    if (this.waiting.length >= MOST_WAITING) return Promise.reject(new InboxOverloaded());
    return new Promise((settle, fail) => {
      this.waiting.push({ row, settle, fail });
      if (this.writers < WRITERS) {
        this.writers += 1;
        // after what is already on the event loop, so that requests of the same moment are in it
        setImmediate(() => void this.drain());
      }
    });
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) await this.storeBatch(this.waiting.splice(0, MOST_PER_BATCH));
    this.writers -= 1;
  }

  private async storeBatch(batch: Waiting[]): Promise<void> {
    try {
      const written = await this.store(batch.map(({ row }) => row));
      batch.forEach(({ settle }, index) => settle(written[index] as Written));
    } catch (error) {
      if (batch.length === 1 || !isAboutValues(error)) {
        for (const { fail } of batch) fail(error);
        return;
      }
      // one of them cannot be stored, and must not keep the others from it
      for (const one of batch) await this.storeBatch([one]);
    }
  }

  private store(rows: InboxRow[]): Promise<Written[]> {
    const records = storableJson(rows.map(toRecord));
    return inTransaction(
      this.services.db,
      async (tx) => {
        const stored = await tx.$queryRaw<StoredRow[]>`
          WITH arrived AS MATERIALIZED (
            SELECT r.*, r.compliance OR s.shop IS NOT NULL AS known,
              CASE WHEN r.says_number IS NOT NULL AND s.shopify_id IS NOT NULL THEN r.says_number = s.shopify_id
                   ELSE coalesce(r.says_domain = r.shop, TRUE) END AS own
            FROM jsonb_to_recordset(${records}::jsonb) AS r(n int, shop text, webhook_id text, event_id text, topic text,
              business_key text, triggered_at timestamptz, received_at timestamptz, facts jsonb, compliance bool,
              says_number text, says_domain text)
            LEFT JOIN shop s ON s.shop = r.shop
          ), stored AS (
            INSERT INTO inbox_event (shop, webhook_id, event_id, topic, business_key, triggered_at, received_at, facts)
            SELECT shop, webhook_id, event_id, topic, business_key, triggered_at, received_at, facts
            FROM arrived WHERE known AND own
            ORDER BY shop, business_key, n -- in one order everywhere, so that two batches never wait for each other
            ON CONFLICT DO NOTHING
            RETURNING shop, id, webhook_id
          )
          SELECT a.n, a.known, a.own, s.id::text AS id
          FROM arrived a LEFT JOIN stored s ON s.shop = a.shop AND s.webhook_id = a.webhook_id`;
        const written = outcomes(rows.length, stored);
        await this.services.jobs.sendMany(tx, 'inbox.apply', jobsOf(rows, written));
        return written;
      },
      WITHIN,
    );
  }
}

interface StoredRow {
  n: number;
  known: boolean;
  own: boolean;
  id: string | null;
}

function toRecord(row: InboxRow, n: number): Record<string, unknown> {
  return {
    n,
    shop: row.shop,
    webhook_id: row.webhookId,
    event_id: row.eventId,
    topic: row.topic,
    business_key: row.businessKey,
    triggered_at: row.triggeredAt,
    received_at: row.receivedAt,
    facts: row.facts,
    compliance: isCompliance(row.topic),
    says_number: row.saysShop.number,
    says_domain: row.saysShop.domain,
  };
}

/** JSON that PostgreSQL takes as jsonb: without NUL and without halves of surrogate pairs, which JSON itself allows. */
function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!/\\u(?:0000|d[89a-f])/.test(json)) return json;
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'string' ? part.replaceAll('\0', '').toWellFormed() : part,
  );
}

/** Copies of one delivery within a batch share its row: the first one was accepted. */
function outcomes(count: number, stored: StoredRow[]): Written[] {
  const byNumber = new Map(stored.map((row) => [row.n, row]));
  const taken = new Set<string>();
  return Array.from({ length: count }, (_, n): Written => {
    const row = byNumber.get(n);
    if (!row) throw new Error('every row that arrived has an outcome');
    if (!row.known) return { outcome: 'unknown-shop' };
    if (!row.own) return { outcome: 'foreign-shop' };
    if (row.id === null || taken.has(row.id)) return { outcome: 'duplicate' };
    taken.add(row.id);
    return { outcome: 'accepted', inboxId: row.id };
  });
}

function jobsOf(rows: InboxRow[], written: Written[]) {
  return written.flatMap((one, n) => {
    const shop = rows[n]?.shop;
    if (one.outcome !== 'accepted' || shop === undefined) return [];
    return [{ data: { shop, inboxId: one.inboxId }, singletonKey: `${shop}|${one.inboxId}` }];
  });
}

/** PostgreSQL's classes 22 (data) and 23 (constraints): this row, not the database, is what is wrong. */
function isAboutValues(error: unknown): boolean {
  const { meta } = error as { meta?: { driverAdapterError?: { cause?: { originalCode?: string } } } };
  return /^2[23]/.test(meta?.driverAdapterError?.cause?.originalCode ?? '');
}
