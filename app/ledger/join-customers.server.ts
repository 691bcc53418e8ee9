import type { Prisma } from '@prisma/client';
import { standingsDue } from './standings-due.server';

/**
 * Joins ledger customers that turned out to be one person. Orders, identities, gifts and messages go to the survivor; of
 * two gifts for the same occasion the further one stays (redeemed, issued, planned; then the older), the other remains
 * with the joined record as revoked. The joined record stays as a signpost and counts nothing.
 * The caller holds the rows' locks and recounts the survivor.
 */
export async function joinCustomers(
  tx: Prisma.TransactionClient,
  shop: string,
  survivor: string,
  joined: string[],
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE ledger_order SET customer_id = ${survivor}::uuid WHERE shop = ${shop} AND customer_id = ANY(${joined}::uuid[])`;
  await tx.$executeRaw`
    UPDATE customer_identity SET customer_id = ${survivor}::uuid WHERE shop = ${shop} AND customer_id = ANY(${joined}::uuid[])`;
  await joinMessages(tx, shop, survivor, joined, now);
  await tx.$executeRaw`
    UPDATE activity_entry SET customer_id = ${survivor}::uuid WHERE shop = ${shop} AND customer_id = ANY(${joined}::uuid[])`;
  await joinGifts(tx, shop, survivor, joined, now);
  await standingsDue(tx, shop, [survivor]);
  await tx.$executeRaw`
    UPDATE ledger_customer SET
      merged_into_id = ${survivor}::uuid, shopify_customer_id = NULL, order_count = 0, qualifying_count = 0,
      net_spend_minor = 0, saved_minor = 0, first_qualifying_at = NULL, first_qualifying_date = NULL, anniversary_day = NULL,
      last_qualifying_at = NULL, segment = 'prospect', tier_key = NULL, tier_until = NULL,
      updated_at = ${now}::timestamptz
    WHERE shop = ${shop} AND id = ANY(${joined}::uuid[])`;
  // signposts that led to a joined record lead on to the survivor
  await tx.$executeRaw`
    UPDATE ledger_customer SET merged_into_id = ${survivor}::uuid
    WHERE shop = ${shop} AND merged_into_id = ANY(${joined}::uuid[])`;
  // somebody without an order is a mark of a deletion or a merge: nobody whom the merchant knows by us
  await tx.$executeRaw`
    INSERT INTO activity_entry (shop, at, event, customer_id, detail)
    SELECT shop, ${now}::timestamptz, 'customer.joined', id, jsonb_build_object('joined', ${joined.length}::int)
    FROM ledger_customer c WHERE shop = ${shop} AND id = ${survivor}::uuid
      AND EXISTS (SELECT 1 FROM ledger_order o WHERE o.shop = c.shop AND o.customer_id = c.id)`;
}

/**
 * One occasion, one message: of two the further one keeps it (sent, or on its way; then the older). The other one is not sent
 * if it is a greeting, and is an ordinary thank-you if it is one.
 */
async function joinMessages(
  tx: Prisma.TransactionClient,
  shop: string,
  survivor: string,
  joined: string[],
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    WITH ranked AS (
      SELECT id, row_number() OVER (
        PARTITION BY occasion
        ORDER BY array_position(ARRAY['sent','uncertain','claimed','planned','failed','suppressed'], state), created_at, id
      ) AS place
      FROM message WHERE shop = ${shop} AND customer_id = ANY(${[survivor, ...joined]}::uuid[]) AND occasion IS NOT NULL)
    UPDATE message m SET occasion = NULL, updated_at = ${now}::timestamptz,
      variant = CASE WHEN m.variant = 'milestone' THEN 'repeat' ELSE m.variant END,
      state = CASE WHEN m.state = 'planned' AND m.rule <> 'thank-you' THEN 'suppressed' ELSE m.state END,
      reason = CASE WHEN m.state = 'planned' AND m.rule <> 'thank-you' THEN 'customers-merged' ELSE m.reason END
    FROM ranked WHERE m.shop = ${shop} AND m.id = ranked.id AND ranked.place > 1`;
  await tx.$executeRaw`
    UPDATE message SET customer_id = ${survivor}::uuid, updated_at = ${now}::timestamptz
    WHERE shop = ${shop} AND customer_id = ANY(${joined}::uuid[])`;
}

async function joinGifts(
  tx: Prisma.TransactionClient,
  shop: string,
  survivor: string,
  joined: string[],
  now: Date,
): Promise<void> {
  const ranked = await tx.$queryRaw<{ id: string; customer_id: string; place: number }[]>`
    SELECT id::text, customer_id::text, row_number() OVER (
      PARTITION BY occasion
      ORDER BY array_position(ARRAY['redeemed','issued','expired','planned','failed','missed','revoked'], state),
               created_at, id
    )::int AS place
    FROM gift WHERE shop = ${shop} AND customer_id = ANY(${[survivor, ...joined]}::uuid[])`;
  const first = joined[0];
  const losing = ranked.filter((gift) => gift.place > 1);
  const winning = ranked.filter((gift) => gift.place === 1 && gift.customer_id !== survivor);
  for (const gift of losing) {
    // A losing gift of the survivor makes room: it goes to the joined record whose gift takes its place.
    await tx.$executeRaw`
      UPDATE gift SET
        state = CASE WHEN state IN ('planned', 'issued') THEN 'revoked' ELSE state END,
        reason = CASE WHEN state IN ('planned', 'issued') THEN 'customers-merged' ELSE reason END,
        occasion = occasion || CASE WHEN customer_id = ${survivor}::uuid THEN ':merged:' || id::text ELSE '' END,
        customer_id = CASE WHEN customer_id = ${survivor}::uuid THEN ${first}::uuid ELSE customer_id END,
        updated_at = ${now}::timestamptz
      WHERE shop = ${shop} AND id = ${gift.id}::uuid`;
  }
  await tx.$executeRaw`
    UPDATE gift SET customer_id = ${survivor}::uuid, updated_at = ${now}::timestamptz
    WHERE shop = ${shop} AND id = ANY(${winning.map((gift) => gift.id)}::uuid[])`;
  await tx.$executeRaw`
    UPDATE message SET state = 'suppressed', reason = 'customers-merged', updated_at = ${now}::timestamptz
    WHERE shop = ${shop} AND state = 'planned'
      AND subject_key = ANY(${losing.map((gift) => `gift:${gift.id}`)}::text[])`;
}
