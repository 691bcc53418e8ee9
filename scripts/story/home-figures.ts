import { anniversary, people, segments, shopDay } from './expected';
import { text } from './web';
import { TIME_ZONE, type World } from './world';

/** What the default program says about customers who have not come for long. */
const LAPSED_AFTER_DAYS = 365;

/** The key figures of the app's home page, as text. */
export async function shownFigures(world: World): Promise<Record<string, string>> {
  const home = await world.appPage('/app');
  const figures = home.querySelectorAll('[data-figure]');
  return Object.fromEntries(
    figures.map((figure) => [figure.getAttribute('data-figure') ?? '', text(figure)]),
  );
}

export function customersOf(figures: Record<string, string>) {
  const number = (name: string) => Number((figures[name] ?? '').replace(/\D/g, '') || NaN);
  return {
    prospect: number('prospect'),
    new: number('new'),
    repeat: number('repeat'),
    lapsed: number('lapsed'),
  };
}

/** The same, counted afresh from every order that the dev store has. */
export async function expectedSegments(world: World) {
  const everybody = people(await world.customers(), await world.orders());
  return segments(everybody, await world.now(), TIME_ZONE, LAPSED_AFTER_DAYS);
}

/** Whose first qualifying order has its anniversary on a shop day. */
export async function celebrating(world: World, day: string) {
  const everybody = people(await world.customers(), await world.orders());
  const year = Number(day.slice(0, 4));
  return everybody.filter((person) => {
    const first = person.qualifying[0];
    if (!first) return false;
    const firstDay = shopDay(first.processedAt, TIME_ZONE);
    return Number(firstDay.slice(0, 4)) < year && anniversary(firstDay, year) === day;
  });
}
