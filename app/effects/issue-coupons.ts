import type { AdminFailure } from '~/admin-api/client.server';
import { inTransaction } from '~/database/transaction.server';
import { randomBytes, randomUUID } from 'node:crypto';
import type { Prisma } from '@prisma/client';
import { recordActivity } from '~/effects/activity';
import { throwFailure } from '~/effects/admin-failure';
import { addRedeemCodes, CODES_A_CALL } from '~/effects/add-redeem-codes';
import { ensureCouponDiscount, forgetCouponDiscount } from '~/effects/coupon-discount';
import { couponSeason, limitsOf } from '~/effects/coupon-season';
import { expireGifts } from '~/effects/expire-gifts';
import { standingsDue } from '~/ledger/standings-due.server';
import { messageIdOf } from '~/ledger/message-id';
import { giveUpTaken, redrawForeign } from '~/effects/taken-codes';
import { loadShopContext, type ShopContext } from '~/ledger/shop-context.server';
import { couponCode } from '~/loyalty/coupon-code';
import { RetryLater } from '~/retry-later.server';
import type { Services } from '~/services.server';

export interface IssuedCoupons {
  issued: number;
}

interface PlannedGift {
  id: string;
  customer_id: string;
  code: string;
  year: number;
  valid_from: string;
  /** given anew */
  restored: boolean;
  /** that it was given in first, if it was: whatever happens to it, it keeps the limits */
  season: string | null;
  locale: string | null;
}

/** A bound against a bug, not a limit of the work: 250 codes a round. */
const ROUNDS_A_JOB = 200;
/** 250 gifts with a job each are stored together; a busy database must not make that fail for ever. */
const ISSUE_WITHIN = { timeout: 30_000 };

/**
 * Planned gifts -> redeem codes in Shopify -> issued, with standing and message due in the same transaction. The code is
 * drawn and stored before Shopify hears of it, so whatever breaks in between, the next run goes on with the same code and
 * nobody gets two.
 * @throws RetryLater while Shopify is not there
 */
export async function issueCoupons(services: Services, { shop }: { shop: string }): Promise<IssuedCoupons> {
  let issued = 0;
  await expireGifts(services, { shop });
  await failWithoutCustomer(services, shop);
  try {
    for (let round = 0; round < ROUNDS_A_JOB; round += 1) {
      const context = await loadShopContext(services.db, shop, services.clock.now());
      if (!context || context.uninstalledAt || !context.program.anniversary.enabled) break;
      await drawCodes(services, context);
      const gifts = await plannedGifts(services, context);
      if (gifts.length === 0) break;
      const done = await issueSeason(services, context, gifts);
      if (done === null) break;
      issued += done.issued;
      if (done.failure) throwFailure('codes that are there already', done.failure);
      if (done.waits) throw new RetryLater('codes that customers hold are still taken');
    }
  } finally {
    if (issued > 0) {
      const detail = { count: issued };
      await recordActivity(services.db, { shop, at: services.clock.now(), event: 'coupons.issued', detail });
    }
  }
  return { issued };
}

/** A coupon is bound through the customer's standing: without a customer record nobody could redeem it. */
async function failWithoutCustomer(services: Services, shop: string): Promise<void> {
  await services.db.$executeRaw`
    UPDATE gift g SET state = 'failed', reason = 'no-customer-record', updated_at = ${services.clock.now()}::timestamptz
    FROM ledger_customer c
    WHERE g.shop = ${shop} AND g.state = 'planned' AND c.shop = g.shop AND c.id = g.customer_id
      AND (c.shopify_customer_id IS NULL OR c.redacted_at IS NOT NULL)`;
}

/** Every planned gift of a customer with a Shopify record gets its code, once. */
async function drawCodes(services: Services, context: ShopContext): Promise<void> {
  const { shop, today, now } = context;
  const rows = await services.db.$queryRaw<{ id: string }[]>`
    SELECT g.id::text FROM gift g JOIN ledger_customer c ON c.shop = g.shop AND c.id = g.customer_id
    WHERE g.shop = ${shop} AND g.state = 'planned' AND g.code IS NULL AND g.valid_until >= ${today}::date
      AND c.shopify_customer_id IS NOT NULL AND c.redacted_at IS NULL AND c.merged_into_id IS NULL
    ORDER BY g.id LIMIT ${CODES_A_CALL}`;
  const drawn = rows.map(({ id }) => ({
    id,
    code: couponCode(context.program.anniversary.codePrefix, (size) => randomBytes(size)),
  }));
  if (drawn.length === 0) return;
  // `code IS NULL` again: another worker may have drawn in between, and the first code stays
  await services.db.$executeRaw`
    UPDATE gift g SET code = r.code, updated_at = ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(drawn)}::jsonb) AS r(id uuid, code text)
    WHERE g.shop = ${shop} AND g.id = r.id AND g.code IS NULL AND g.state = 'planned'`;
}

/** Up to one call's worth of planned gifts of one season. */
function plannedGifts(services: Services, { shop, today }: ShopContext): Promise<PlannedGift[]> {
  return services.db.$queryRaw<PlannedGift[]>`
    WITH due AS (
      SELECT g.id::text, g.customer_id::text, g.code, extract(year FROM g.valid_from)::int AS year,
             g.valid_from::text, c.locale, g.restored_at IS NOT NULL AS restored, g.season
      FROM gift g JOIN ledger_customer c ON c.shop = g.shop AND c.id = g.customer_id
      WHERE g.shop = ${shop} AND g.state = 'planned' AND g.code IS NOT NULL AND g.valid_until >= ${today}::date
        AND c.shopify_customer_id IS NOT NULL AND c.redacted_at IS NULL AND c.merged_into_id IS NULL)
    SELECT * FROM due
    WHERE (year, COALESCE(season, '')) = (SELECT year, COALESCE(season, '') FROM due ORDER BY 1, 2 LIMIT 1)
    ORDER BY id LIMIT ${CODES_A_CALL}`;
}

interface Round {
  issued: number;
  /** nothing went on, since Shopify still holds the codes elsewhere */
  waits: boolean;
  failure: AdminFailure | null;
}

/**
 * @returns how many were issued, and why not all, if it was Shopify; null when Shopify refuses and only a person can help
 */
async function issueSeason(
  services: Services,
  context: ShopContext,
  gifts: PlannedGift[],
): Promise<Round | null> {
  const [first] = gifts;
  if (!first) return { issued: 0, waits: false, failure: null };
  const startsOn = gifts.reduce(
    (earliest, gift) => (gift.valid_from < earliest ? gift.valid_from : earliest),
    first.valid_from,
  );
  const season = couponSeason(
    first.year,
    first.season ? limitsOf(first.season) : context.program.anniversary,
  );
  const discountId = await ensureCouponDiscount(services, context, {
    occasion: season,
    startsOn: startsOn < context.today ? startsOn : context.today,
  });
  if (!discountId) return null;
  const result = await addRedeemCodes(
    services,
    context.shop,
    discountId,
    gifts.map((gift) => gift.code),
  );
  if (!result.ok && result.kind === 'discount-gone') {
    await forgetCouponDiscount(services, context, discountId);
    throw new RetryLater('the coupon discount was deleted in Shopify');
  }
  if (!result.ok) {
    const detail = { reason: result.reason };
    services.log.error({ shop: context.shop, ...detail }, 'redeem codes refused');
    await recordActivity(services.db, {
      shop: context.shop,
      at: context.now,
      event: 'coupons.refused',
      detail,
    });
    return null;
  }
  const good = gifts.filter((gift) => result.added.has(gift.code));
  const foreign = gifts.filter((gift) => result.foreign.has(gift.code)).map(({ id }) => id);
  const done = await inTransaction(
    services.db,
    async (tx) => {
      const settled = (await redrawForeign(tx, context, foreign)) + (await giveUpTaken(tx, context, foreign));
      const issued = await markIssued(services, tx, context, { discountId, season }, good);
      return { issued, waits: foreign.length > 0 && issued + settled === 0 };
    },
    ISSUE_WITHIN,
  );
  return { ...done, failure: result.failure };
}

/** Gift, standing job, message row and its job: all or nothing. */
async function markIssued(
  services: Services,
  tx: Prisma.TransactionClient,
  { shop, now }: ShopContext,
  { discountId, season }: { discountId: string; season: string },
  gifts: PlannedGift[],
): Promise<number> {
  const updated = await tx.$queryRaw<{ id: string }[]>`
    UPDATE gift SET state = 'issued', discount_id = ${discountId}, season = ${season}, updated_at = ${now}::timestamptz
    WHERE shop = ${shop} AND state = 'planned' AND id = ANY(${gifts.map((gift) => gift.id)}::uuid[])
    RETURNING id::text`;
  const issued = new Set(updated.map((row) => row.id));
  if (issued.size === 0) return 0;
  await standingsDue(
    tx,
    shop,
    gifts.filter(({ id }) => issued.has(id)).map((gift) => gift.customer_id),
  );
  await services.jobs.send(tx, 'standing.write', { shop }, { singletonKey: shop });
  await planMessages(
    services,
    tx,
    { shop, now },
    gifts.filter(({ id }) => issued.has(id)),
  );
  return issued.size;
}

async function planMessages(
  services: Services,
  tx: Prisma.TransactionClient,
  { shop, now }: { shop: string; now: Date },
  gifts: PlannedGift[],
): Promise<void> {
  const inserted = await tx.message.createMany({
    data: gifts.map((gift) => {
      const subjectKey = `gift:${gift.id}`;
      const rule = gift.restored ? 'restored' : 'anniversary';
      return {
        shop,
        id: randomUUID(),
        customerId: gift.customer_id,
        rule,
        subjectKey,
        kind: 'promotional',
        state: 'planned',
        dueAt: now,
        messageId: messageIdOf(shop, rule, subjectKey),
        locale: gift.locale,
        createdAt: now,
        updatedAt: now,
      };
    }),
    skipDuplicates: true,
  });
  if (inserted.count > 0) await services.jobs.send(tx, 'message.send', { shop }, { singletonKey: shop });
}
