import { currentProgram } from '~/components/merchant.server';
import type { Merchant, ShopFacts } from '~/components/merchant.server';
import { countDeadLetters } from '~/effects/dead-letters';
import { readMailServer } from '~/effects/mail-server-settings';
import { leakedCoupons } from '~/ledger/leaked-coupons.server';
import { readFigures } from '~/ledger/figures.server';
import type { Figures } from '~/ledger/figures.server';
import type { AttentionFacts } from './attention';

export interface HomeFacts {
  attention: AttentionFacts;
  figures: Figures;
}

const A_WEEK_MS = 7 * 24 * 60 * 60_000;

/** What the home page shows; null while the shop is being set up. */
export async function readHome(merchant: Merchant, facts: ShopFacts): Promise<HomeFacts | null> {
  const [figures, attention] = await Promise.all([
    readFigures(merchant.services, merchant.shop),
    readAttention(merchant, facts),
  ]);
  return figures && { figures, attention };
}

async function readAttention(merchant: Merchant, facts: ShopFacts): Promise<AttentionFacts> {
  const { services, shop } = merchant;
  const [run, audit, reclassified, waiting, leaks, program, mailServer] = await Promise.all([
    services.db.importRun.findFirst({
      // one from CSV is the business of whoever runs the command; that it is under way is everybody's
      where: { shop, OR: [{ kind: 'history' }, { kind: 'csv', state: 'running' }] },
      orderBy: { startedAt: 'desc' },
    }),
    services.db.importRun.findFirst({ where: { shop, kind: 'audit' }, orderBy: { startedAt: 'desc' } }),
    facts.reclassifying ? countReclassified(services.db, shop, facts.version) : null,
    countDeadLetters(services, shop),
    leakedCoupons(services.db, shop),
    currentProgram(merchant, facts.version),
    readMailServer(services, shop),
  ]);
  return {
    importRun:
      run && run.state !== 'done'
        ? {
            state: run.state,
            rowsRead: run.rowsRead,
            rowsDone: run.rowsDone,
            rowsTotal: run.rowsTotal,
            elapsedMs: services.clock.now().getTime() - run.startedAt.getTime(),
          }
        : null,
    reclassified,
    imprintMissing: program.sender.imprint === '',
    passwordUnreadable: mailServer?.passwordReadable === false,
    readsAllOrders: facts.readsAllOrders,
    waiting,
    leaks: { count: leaks.length, customerId: leaks[0]?.customerId ?? null },
    audit:
      audit && audit.rowsDone > 0 && services.clock.now().getTime() - audit.startedAt.getTime() < A_WEEK_MS
        ? {
            at: audit.startedAt.toISOString(),
            checked: audit.rowsTotal ?? 0,
            differences: audit.rowsDone,
          }
        : null,
  };
}

/** Each customer says by which version of the program they were counted; marks of deletions and merges have no order. */
async function countReclassified(
  db: Merchant['services']['db'],
  shop: string,
  version: number,
): Promise<{ done: number; total: number }> {
  const rows = await db.$queryRaw<{ done: number; total: number }[]>`
    SELECT count(*) FILTER (WHERE program_version = ${version})::int AS done, count(*)::int AS total FROM ledger_customer
    WHERE shop = ${shop} AND merged_into_id IS NULL AND redacted_at IS NULL AND order_count > 0`;
  return rows[0] ?? { done: 0, total: 0 };
}
