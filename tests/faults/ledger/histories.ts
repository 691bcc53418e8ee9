import fc from 'fast-check';
import { createDb } from '../../../app/database/client.server';
import { applyEvent } from '../../../app/ledger/apply-event.server';
import { applyEvents } from '../../../app/ledger/apply-order-events.server';
import type { InboxFacts } from '../../../app/loyalty/inbox-facts';
import { histories, ledgerText, truth, type History } from '../../model/ledger-history';
import { asJson, installShop, ledgerServices } from '../../support/ledger';
import type { FaultContext, FaultResult } from '../fault';

const SIDE_BY_SIDE = 4;

/**
 * Any history, every event one to five times and shuffled, ends as a fresh recount of it: applied one by one, and as the worker
 * does, several together.
 */
export async function run({ full, seed, database }: FaultContext): Promise<FaultResult> {
  const count = full ? 5_000 : 60;
  const { db, url } = await database({ durable: false });
  const guarded = createDb(url, SIDE_BY_SIDE + 1);
  const services = { ...ledgerServices(db), db: guarded };
  const problems: string[] = [];
  let deliveries = 0;

  const play = async (history: History, number: number): Promise<void> => {
    const shop = `history-${number}.myshopify.com`;
    await installShop(db, shop);
    const ids = await arrive(shop, history.deliveries);
    const together = number % 2 === 0 ? 1 : 2 + (number % 7);
    for (let from = 0; from < ids.length; from += together) {
      const some = ids.slice(from, from + together);
      if (together === 1) for (const id of some) await applyEvent(services, shop, id);
      else
        for (const result of await applyEvents(services, shop, some))
          if ('error' in result) throw result.error as Error;
    }
    deliveries += history.deliveries.length;
    const [actual, expected] = [await ledgerText(db, shop), truth(history.events)];
    if (JSON.stringify(actual) !== JSON.stringify(expected)) {
      problems.push(`history ${number}: ${JSON.stringify({ history, actual, expected })}`);
    }
  };
  const arrive = async (shop: string, events: InboxFacts[]): Promise<string[]> => {
    const rows = await db.inboxEvent.createManyAndReturn({
      data: events.map((facts, n) => ({
        shop, webhookId: `w${n}`, topic: 'test', businessKey: `b${n}`, receivedAt: services.clock.now(), facts: asJson(facts),
      })), // prettier-ignore
      select: { id: true },
    });
    return rows.map(({ id }) => id.toString());
  };

  const samples = fc.sample(histories, { numRuns: count, seed }).entries();
  const line = async () => {
    for (const [number, history] of samples) if (problems.length < 3) await play(history, number);
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, line));
  await guarded.$disconnect();
  return { injected: deliveries, problems, figures: { histories: count, deliveries } };
}
