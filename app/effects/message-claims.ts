import { Prisma } from '@prisma/client';
import { crossShop } from '~/database/cross-shop.server';
import { AFTER_CRASH } from '~/effects/after-crash';
import type { Services } from '~/services.server';

/** A worker that said nothing for so long is dead: it says something every second. Real time of the database. */
export const SILENCE_SECONDS = 12;
/** Claims of a process without a lease: longer than any single sending takes. */
const CLAIM_MINUTES = 10;

export interface TakenBack {
  shop: string;
  id: string;
  state: 'planned' | 'uncertain';
}

/**
 * Takes back what dead workers held. What was not handed to the mail server yet is simply planned again; of the rest
 * nobody can know, and the merchant's setting decides (after-crash.ts).
 */
export async function takeBackDeadClaims(
  services: Pick<Services, 'db' | 'clock' | 'log'>,
  silenceSeconds: number = SILENCE_SECONDS,
): Promise<TakenBack[]> {
  const now = services.clock.now();
  const setting = Prisma.sql`CASE m.rule ${Prisma.join(
    Object.entries(AFTER_CRASH).map(
      ([rule, { section, default: otherwise }]) =>
        Prisma.sql`WHEN ${rule} THEN COALESCE(p.document #>> ARRAY[${section}::text, 'afterCrash'], ${otherwise})`,
    ),
    ' ',
  )} ELSE 'park' END`;
  const taken = await services.db.$queryRaw<TakenBack[]>`
    ${crossShop('worker.dead-claims')}
    WITH dead AS (
      SELECT m.shop, m.id, CASE WHEN m.handed_at IS NULL OR ${setting} = 'sendAgain' THEN 'planned' ELSE 'uncertain' END AS next
      FROM message m
      LEFT JOIN worker w ON w.id = m.claimed_by
      LEFT JOIN shop s ON s.shop = m.shop
      LEFT JOIN program p ON p.shop = s.shop AND p.version = s.program_version
      WHERE m.state = 'claimed' AND CASE WHEN m.claimed_by IS NULL
        THEN m.claimed_at < clock_timestamp() - make_interval(mins => ${CLAIM_MINUTES}::int)
        ELSE COALESCE(w.beat_at, '-infinity') < clock_timestamp() - make_interval(secs => ${silenceSeconds}::float8) END
      ORDER BY m.shop, m.id
      FOR UPDATE OF m SKIP LOCKED)
    UPDATE message m SET state = dead.next, reason = 'process-died', claimed_at = NULL, claimed_by = NULL, handed_at = NULL,
      updated_at = ${now}::timestamptz
    FROM dead WHERE m.shop = dead.shop AND m.id = dead.id AND m.state = 'claimed'
    RETURNING m.shop, m.id::text, m.state`;
  for (const { shop, id, state } of taken) {
    services.log.warn({ shop, messageId: id, state }, 'a claimed message was taken back');
  }
  return taken;
}

/**
 * Shops that have something to send now, those that wait longest first; none whose history import is under way.
 * @param ownServer only those with a mail server of their own
 */
export async function shopsWithDueMessages(
  services: Pick<Services, 'db' | 'clock'>,
  { ownServer = false }: { ownServer?: boolean } = {},
): Promise<string[]> {
  const rows = await services.db.$queryRaw<{ shop: string }[]>`
    ${crossShop('worker.due-shops')}
    SELECT s.shop FROM shop s
    CROSS JOIN LATERAL (
      SELECT m.due_at FROM message m WHERE m.shop = s.shop AND m.state = 'planned'
        AND m.due_at <= ${services.clock.now()}::timestamptz ORDER BY m.due_at LIMIT 1) due
    WHERE s.uninstalled_at IS NULL
      AND (NOT ${ownServer} OR EXISTS (SELECT 1 FROM mail_server ms WHERE ms.shop = s.shop))
      AND NOT EXISTS (SELECT 1 FROM import_run r WHERE r.shop = s.shop AND r.kind IN ('history', 'csv') AND r.state IN ('queued', 'running'))
    ORDER BY due.due_at`;
  return rows.map(({ shop }) => shop);
}
