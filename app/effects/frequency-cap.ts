import { inTransaction } from '~/database/transaction.server';
import type { ClaimedMessage } from '~/effects/message-state';
import type { ShopContext } from '~/ledger/shop-context.server';
import type { ConsentFacts } from '~/loyalty/consent';
import type { Services } from '~/services.server';

/** What the cap says about one claim. `busy`: its place depends on messages that are on their way right now. */
export interface CapPlace {
  cap: ConsentFacts['cap'];
  busy: boolean;
}

const DAY_MS = 24 * 60 * 60_000;
const FREE: CapPlace = { cap: null, busy: false };

/**
 * Gives each promotional claim its place under the frequency cap, before anything leaves. Counted are the messages that
 * reached their customer, or may have, within the cap's days, and those in flight that hold a place already; so workers that
 * prepare messages of one customer at the same time cannot send more than allowed together. A place belongs to its claim:
 * whatever ends the claim without sending gives it back.
 * @returns by message id; one that is not promotional is free
 */
export async function takeCapPlaces(
  services: Pick<Services, 'db' | 'clock'>,
  { shop, program }: Pick<ShopContext, 'shop' | 'program'>,
  claims: readonly Pick<ClaimedMessage, 'id' | 'customerId' | 'kind' | 'claimedAt'>[],
): Promise<Map<string, CapPlace>> {
  const { mostMessages: most, inDays } = program.consent;
  const places = new Map<string, CapPlace>(claims.map(({ id }) => [id, FREE]));
  const capped = claims.filter(({ kind, customerId }) => kind === 'promotional' && customerId !== null);
  if (most === null || capped.length === 0) return places;
  const customers = [...new Set(capped.map(({ customerId }) => customerId ?? ''))];
  const since = new Date(services.clock.now().getTime() - inDays * DAY_MS);
  const counted = await inTransaction(services.db, async (tx) => {
    // in one order everywhere; until the commit, nobody else counts for these customers
    await tx.$executeRaw`
      SELECT pg_advisory_xact_lock(hash) FROM (
        SELECT DISTINCT hashtextextended(${shop} || '|cap|' || id, 2) AS hash FROM unnest(${customers}::text[]) AS id ORDER BY 1
      ) AS ordered`;
    const rows = await tx.$queryRaw<{ id: string; sent: number; in_flight: number }[]>`
      SELECT c.id::text,
        (SELECT count(*)::int FROM message m WHERE m.shop = ${shop} AND m.customer_id = c.customer AND m.kind = 'promotional'
          AND m.id <> c.id AND ((m.state = 'sent' AND m.sent_at > ${since}::timestamptz)
            OR (m.state = 'uncertain' AND m.updated_at > ${since}::timestamptz))) AS sent,
        (SELECT count(*)::int FROM message m WHERE m.shop = ${shop} AND m.customer_id = c.customer AND m.kind = 'promotional'
          AND m.id <> c.id AND m.state = 'claimed' AND m.reserved_at = m.claimed_at) AS in_flight
      FROM jsonb_to_recordset(${JSON.stringify(capped.map(({ id, customerId }) => ({ id, customer: customerId })))}::jsonb)
        AS c(id uuid, customer uuid)`;
    const taken = rows.filter(({ sent, in_flight: inFlight }) => sent + inFlight < most).map(({ id }) => id);
    // the place is this claim's: one that was taken back meanwhile gets none
    const held = capped
      .filter(({ id }) => taken.includes(id))
      .map(({ id, claimedAt }) => ({ id, at: claimedAt }));
    await tx.$executeRaw`
      UPDATE message m SET reserved_at = m.claimed_at
      FROM jsonb_to_recordset(${JSON.stringify(held)}::jsonb) AS r(id uuid, at timestamptz)
      WHERE m.shop = ${shop} AND m.id = r.id AND m.state = 'claimed' AND m.claimed_at = r.at`;
    return rows;
  });
  for (const { id, sent, in_flight: inFlight } of counted) {
    places.set(id, { cap: { sent, most }, busy: sent < most && sent + inFlight >= most });
  }
  return places;
}
