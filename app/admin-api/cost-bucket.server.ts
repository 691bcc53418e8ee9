import { randomUUID } from 'node:crypto';
import { Prisma, type PrismaClient } from '@prisma/client';

/** `extensions.cost` of an answer. Points; restoreRate points per second. */
export interface Cost {
  requestedQueryCost: number;
  actualQueryCost: number | null;
  throttleStatus: { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };
}

/** What a call holds back until it is settled. */
export interface Reservation {
  id: string;
  points: number;
  /** its place among all calls of the shop, and whether no other was under way when it began */
  number: bigint;
  alone: boolean;
}

export type Reserved =
  /** the call may start after so long */
  | { granted: true; reservation: Reservation; waitMs: number }
  /** nothing is held back; ask again then. `probing`: nobody knows yet what the bucket holds, and somebody has gone to ask */
  | { granted: false; waitMs: number; probing: boolean };

/** Against roundings: Shopify counts whole points, and our clock is not its clock. */
const MARGIN = 5;
/** How long a call waits for the very first answer, which says what the bucket holds. */
const FIRST_ANSWER_WAIT_MS = 50;
/** After its wait a call has come to Shopify within this time, or its worker is dead. */
const ON_ITS_WAY_SECONDS = 10;

/**
 * Our picture of each shop's leaky bucket (https://shopify.dev/docs/api/usage/limits), one for all processes, in the table
 * `admin_bucket`. A call takes its points before it starts, in one statement, and is told when they will be there. One call at a time
 * may take more than there is: it has its place then, however many small ones ask for less, and the others ask again. Its
 * answer says what it really cost, and what Shopify's own bucket held.
 *
 * A call counts as `held` until its answer, since Shopify may take its points at any time in between: the bucket is not
 * believed to fill up beyond what is left without them. A worker that is killed leaves its points spent, so they come
 * back at the bucket's rate; its `held` ends by itself. The table is unlogged: after a crash of the database one call asks anew.
 */
export class CostBuckets {
  constructor(private readonly db: PrismaClient) {}

  async reserve(shop: string, points: number): Promise<Reserved> {
    const id = randomUUID();
    const [row] = await this.db.$queryRaw<ReservedRow[]>`
      INSERT INTO admin_bucket AS b (shop, at, held, calls)
      VALUES (${shop}, clock_timestamp(), ${held(id, Prisma.sql`${points}::float8`, Prisma.sql`0`)}, 1)
      ON CONFLICT (shop) DO UPDATE SET (available, at, held, calls) = (
        SELECT CASE WHEN granted THEN level - points ELSE level END, now,
          CASE WHEN granted THEN living || ${held(id, Prisma.sql`points`, Prisma.sql`wait`)} ELSE living END,
          b.calls + CASE WHEN granted THEN 1 ELSE 0 END
        FROM (SELECT ${level} AS level, clock_timestamp() AS now, ${living} AS living,
                LEAST(${points}::float8, b.maximum) AS points) known
          CROSS JOIN LATERAL (SELECT ${waitSeconds} AS wait) time
          CROSS JOIN LATERAL (
            SELECT CASE WHEN b.maximum IS NULL THEN living = '{}' ELSE level >= 0 END AS granted
          ) decision)
      RETURNING b.calls, b.maximum IS NULL AS probing, b.held -> ${id} AS mine, b.held - ${id} = '{}' AS alone,
        GREATEST(0, -b.available) / b.restore_rate AS debt`;
    if (!row) throw new Error('the cost bucket gave no answer');
    if (row.mine === null) {
      const waitMs = row.probing ? FIRST_ANSWER_WAIT_MS : Math.ceil((row.debt ?? 0) * 1000);
      return { granted: false, waitMs, probing: row.probing };
    }
    const reservation = { id, points: row.mine.points, number: row.calls, alone: row.alone };
    return { granted: true, reservation, waitMs: Math.ceil(row.mine.wait * 1000) };
  }

  /** @param cost null: no answer, so nobody knows; it is taken for spent */
  async settle(shop: string, { id, points, number, alone }: Reservation, cost: Cost | null): Promise<void> {
    const status = cost?.throttleStatus;
    const unused = cost ? points - (cost.actualQueryCost ?? 0) : 0;
    // answers overtake each other: with others under way meanwhile, one may tell of a time before them
    await this.db.$executeRaw`
      UPDATE admin_bucket AS b SET
        available = CASE
          WHEN ${status?.currentlyAvailable ?? null}::float8 IS NULL THEN ${level}
          WHEN b.maximum IS NULL OR ${alone} AND b.calls = ${number} THEN ${status?.currentlyAvailable ?? null}::float8
          ELSE LEAST(${level} + ${unused}::float8, ${status?.currentlyAvailable ?? null}::float8) END,
        at = clock_timestamp(),
        held = ${living} - ${id},
        maximum = COALESCE(${status?.maximumAvailable ?? null}::float8, b.maximum),
        restore_rate = GREATEST(1, COALESCE(${status?.restoreRate ?? null}::float8, b.restore_rate))
      WHERE b.shop = ${shop}`;
  }
}

interface ReservedRow {
  calls: bigint;
  probing: boolean;
  mine: { points: number; wait: number } | null;
  alone: boolean;
  /** seconds until there is nothing promised any more */
  debt: number | null;
}

/** What is held by calls that may still be under way: {"<id>": {"points": 12, "wait": 0.4, "until": <epoch>}}. */
const living = Prisma.sql`COALESCE((
  SELECT jsonb_object_agg(key, value) FROM jsonb_each(b.held)
  WHERE (value ->> 'until')::float8 > extract(epoch FROM clock_timestamp())), '{}')`;

/** Points now, without those that are held; below zero: so much is promised already. */
const level = Prisma.sql`LEAST(
  b.maximum - (SELECT COALESCE(sum((value ->> 'points')::float8), 0) FROM jsonb_each(${living})),
  b.available + GREATEST(0, extract(epoch FROM clock_timestamp() - b.at)::float8) * b.restore_rate)`;

/** Until the bucket holds `points` besides `level` and the margin; a call for all that it can hold wants no margin. */
const waitSeconds = Prisma.sql`COALESCE(
  GREATEST(0, points + LEAST(${MARGIN}::float8, b.maximum - points) - level) / b.restore_rate, 0)`;

function held(id: string, points: Prisma.Sql, wait: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`jsonb_build_object(${id}::text, jsonb_build_object(
    'points', ${points}, 'wait', ${wait},
    'until', extract(epoch FROM clock_timestamp()) + ${wait} + ${ON_ITS_WAY_SECONDS}::float8))`;
}
