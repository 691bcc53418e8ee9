import type { FaultContext, FaultResult } from '../fault';
import { everyDeath, someDeaths } from '../import/deaths';
import { ImportWorld, type Way } from '../import/world';

/**
 * A process that imports a history, the command from CSV or the worker by a bulk operation, is killed (-9) at every
 * statement, call and download that it makes, and at any moment; then another one takes over. What is there in the end is
 * what an undisturbed import of the same file makes in another shop.
 */
export async function run({ full, random, database }: FaultContext): Promise<FaultResult> {
  const result: FaultResult = { injected: 0, problems: [], figures: { places: 0 } };
  for (const { orders, everyPlace, inTurn, byChance } of full ? FULL : QUICK) {
    const world = await ImportWorld.make(await database(), orders, random);
    const killBy = async (way: Way) => {
      const deaths = everyDeath(await world.undisturbed(way), random);
      result.figures.places = (result.figures.places ?? 0) + deaths.length;
      if (everyPlace) for (const death of deaths) await world.disturbed(way, [death]);
      await world.disturbed(way, someDeaths(deaths, inTurn, random));
      for (let n = 0; n < byChance; n += 1) await world.killedByChance(way);
    };
    try {
      await Promise.all([killBy('csv'), killBy('bulk')]);
      if (everyPlace) await world.foundByAnother({ step: 'COMMIT', nth: 3, moment: 'after' });
    } finally {
      await world.stop();
    }
    result.injected += world.kills;
    result.problems.push(...world.problems);
  }
  return result;
}

interface Plan {
  orders: number;
  everyPlace: boolean;
  /** processes of one import that die one after the other */
  inTurn: number;
  /** imports that are killed at any moment */
  byChance: number;
}

/** 8,000 orders are counted in two transactions, 60,000 are read in three. */
const QUICK: Plan[] = [{ orders: 8_000, everyPlace: false, inTurn: 3, byChance: 0 }];
const FULL: Plan[] = [
  { orders: 8_000, everyPlace: true, inTurn: 12, byChance: 10 },
  { orders: 60_000, everyPlace: false, inTurn: 12, byChance: 10 },
];
