import { cancelOrder, refundOrder } from '../model/orders';
import type { Random } from '../model/random';
import { person } from './people';
import { atShoppingHour, buy, DAY_MS, join, type Actor, type Script } from './script';

const HISTORY_DAYS = 3 * 365;
/** How busy each month is, January first: Christmas is the peak of a coffee roaster, summer its trough. */
const SEASON = [0.9, 0.85, 0.95, 0.9, 0.85, 0.7, 0.6, 0.65, 0.9, 1.0, 1.45, 1.6];
const SEASON_MAX = Math.max(...SEASON);

/**
 * Ordinary customers. Who comes back follows the usual picture of such shops (BG/NBD): after each order a customer may
 * be gone for good, with a chance of their own; while they stay, they come at a pace of their own. So most buy once, a
 * few very often.
 */
export function histories(script: Script, customers: number): void {
  const start = script.nowMs - HISTORY_DAYS * DAY_MS;
  for (let number = 1; number <= customers; number++) {
    const who = person(script.random, number);
    const first = firstOrder(script.random, start, script.nowMs);
    if (script.random() < 0.06) join(script, who, first);
    else purchases(script, who, first);
  }
}

function purchases(script: Script, who: Actor, first: number): void {
  const { random, nowMs } = script;
  // Beta(0.9, 1.1)-like: many leave at once, some nearly never.
  const leaving = Math.min(0.97, 0.12 + 0.95 * random() ** 0.85);
  const pauseDays = 18 + 120 * random() ** 1.5;
  let at = first;
  while (at < nowMs) {
    order(script, who, at);
    if (random() < leaving) return;
    at = atShoppingHour(random, inSeason(random, at, pauseDays));
  }
}

function order(script: Script, who: Actor, at: number): void {
  const fate = script.random();
  const later = DAY_MS * (3 + script.random() * 20);
  const unhappy = fate < 0.065;
  const bought = buy(script, who, { at, ship: !(fate < 0.02) });
  if (!unhappy) return;
  script.add({
    at: at + (fate < 0.02 ? 3_600_000 : later),
    run(env) {
      const { id, lines } = bought.order(env);
      if (fate < 0.02) cancelOrder(env, id, { reason: 'customer', refund: true });
      else if (fate < 0.045) refundOrder(env, id, { everything: true, note: 'Retoure' });
      else refundOrder(env, id, { lines: [{ lineId: lines[0]?.id ?? 0, quantity: 1 }], note: 'Beschädigt' });
    },
  });
}

/** The shop grows: later days are likelier, times the season. */
function firstOrder(random: Random, start: number, nowMs: number): number {
  for (;;) {
    const share = random() ** 0.75;
    const at = atShoppingHour(random, start + share * (nowMs - start));
    if (at < nowMs && random() < seasonAt(at) / SEASON_MAX) return at;
  }
}

function inSeason(random: Random, after: number, pauseDays: number): number {
  let at = after;
  do at += Math.max(1, -Math.log(1 - random()) * pauseDays) * DAY_MS;
  while (random() > 0.4 + (0.6 * seasonAt(at)) / SEASON_MAX);
  return at;
}

const seasonAt = (at: number): number => SEASON[new Date(at).getUTCMonth()] ?? 1;
