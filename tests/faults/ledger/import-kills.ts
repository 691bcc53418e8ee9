import type { FaultContext, FaultResult } from '../fault';
import { everyDeath, someDeaths } from '../import/deaths';
import { ImportWorld, type Way } from '../import/world';

/**
 * A process that imports a history, the command from CSV or the worker by a bulk operation, is killed (-9) at every
 * statement, call and download that it makes, and at any moment; then another one takes over. What is there in the end is
 * what an undisturbed import of the same file makes in another shop.
 */
export async function run({ full, random, database }: FaultContext): Promise<FaultResult> {
  // several transactions of counting, in full of reading too
  const world = await ImportWorld.make(await database(), full ? 30_000 : 8_000, random);
  let places = 0;
  const killBy = async (way: Way) => {
    const deaths = everyDeath(await world.undisturbed(way), random);
    places += deaths.length;
    if (full) for (const death of deaths) await world.disturbed(way, [death]);
    await world.disturbed(way, someDeaths(deaths, full ? 12 : 4, random));
    for (let n = 0; full && n < 10; n += 1) await world.killedByChance(way);
  };
  try {
    await Promise.all([killBy('csv'), killBy('bulk')]);
    if (full) await world.foundByAnother({ step: 'COMMIT', nth: 3, moment: 'after' });
  } finally {
    await world.stop();
  }
  const { kills, problems, history } = world;
  return { injected: kills, problems, figures: { orders: history.orders, places, kills } };
}
