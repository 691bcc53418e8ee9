import { mergeCustomers } from '../model/customers';
import { cancelOrder, editOrder, refundOrder } from '../model/orders';
import { address, named } from './people';
import { actor, buy, DAY_MS, join, lineOf, type Actor, type Purchase, type Script } from './script';

/** The selling plan of a monthly coffee subscription. */
export const SELLING_PLAN_ID = 4_711;
const COMPANY_ID = 9_001;

/**
 * Customers who are difficult on purpose, each tagged `case:<name>` so that a test finds them. Times are far enough in
 * the past that sending and delivering is over.
 * @returns how many customers these are
 */
export function awkwardCases(script: Script): number {
  const daysAgo = (days: number) => script.nowMs - days * DAY_MS;
  let count = 0;
  const someone = (
    name: string,
    firstName: string,
    lastName: string,
    more: Partial<Actor['input']> & { consent?: Actor['consent'] } = {},
  ): Actor => {
    count++;
    const { consent = 'SUBSCRIBED', ...input } = more;
    return actor(
      {
        ...named(firstName, lastName, `case.${name}@example.com`),
        tags: [`case:${name}`],
        address: address(script.random, firstName, lastName),
        ...input,
      },
      consent,
    );
  };
  const order = (who: Actor, at: number, more: Omit<Purchase, 'at'> = {}) =>
    buy(script, who, { at, ...more });
  const product = (index: number) => given(script.catalogue[index], 'a product');

  // An account, and an order that the same person placed as a guest by phone number: another customer record.
  const account = someone('guest-and-account', 'Gesine', 'Gast', { account: true });
  order(account, daysAgo(400));
  const guest = someone('guest-of-account', 'Gesine', 'Gast', { email: null, phone: '+4915112345678' });
  order(guest, daysAgo(700), { draft: { email: 'Case.Guest-And-Account@Example.com ' } });

  const refundedFully = someone('first-refunded', 'Frieda', 'Zurück');
  const fully = order(refundedFully, daysAgo(500));
  script.add({
    at: daysAgo(490),
    run: (env) => void refundOrder(env, fully.order(env).id, { everything: true, note: 'Retoure' }),
  });
  order(refundedFully, daysAgo(300));

  const refundedPartly = someone('first-refunded-partly', 'Fritz', 'Teilweise');
  const partly = order(refundedPartly, daysAgo(480), {
    lines: [{ ...lineOf(product(0), script.random), quantity: 3 }],
  });
  script.add({
    at: daysAgo(470),
    run(env) {
      const { id, lines } = partly.order(env);
      refundOrder(env, id, {
        lines: [{ lineId: given(lines[0], 'a line').id, quantity: 1 }],
        note: 'Eine Tüte war offen',
      });
    },
  });

  order(someone('leap-day', 'Schalk', 'Schalttag'), Date.parse('2024-02-29T11:20:00Z'));
  // 00:30 on 1 April in Berlin, still March in UTC.
  order(someone('midnight-berlin', 'Mitra', 'Mitternacht'), Date.parse('2025-03-31T22:30:00Z'));

  const cancelled = someone('cancelled', 'Carla', 'Storno');
  const stopped = order(cancelled, daysAgo(200), { ship: false });
  script.add({
    at: daysAgo(200) + 7_200_000,
    run: (env) => void cancelOrder(env, stopped.order(env).id, { reason: 'customer', refund: true }),
  });
  order(someone('unpaid', 'Uta', 'Vorkasse'), daysAgo(20), { draft: { paid: false }, ship: false });
  order(someone('test-order', 'Tessa', 'Test'), daysAgo(150), { draft: { test: true } });
  order(someone('zero-amount', 'Nelly', 'Null'), daysAgo(160), {
    lines: [{ ...lineOf(product(9), script.random), quantity: 1, unitPriceMinor: 0 }],
    draft: { shipping: null, note: 'Muster' },
  });
  order(someone('pos', 'Paula', 'Laden'), daysAgo(170), { draft: { sourceName: 'pos', shipping: null } });
  order(someone('b2b', 'Bernd', 'Büro', { tags: ['case:b2b', 'b2b'] }), daysAgo(180), {
    draft: { companyId: COMPANY_ID, tags: ['b2b'] },
  });
  order(someone('draft-order', 'Dora', 'Telefon'), daysAgo(190), {
    draft: { sourceName: 'shopify_draft_order' },
  });

  const subscriber = someone('subscription', 'Abel', 'Abo');
  for (let month = 0; month < 6; month++) {
    order(subscriber, daysAgo(220 - month * 30), {
      lines: [{ ...lineOf(product(1), script.random, SELLING_PLAN_ID), quantity: 1 }],
      draft: { sourceName: month === 0 ? 'web' : 'subscription_contract' },
    });
  }

  const kept = someone('merged-kept', 'Meike', 'Zusammen', { account: true });
  const removed = someone('merged-away', 'Meike', 'Zusammen');
  order(removed, daysAgo(800));
  order(kept, daysAgo(350));
  script.add({
    at: daysAgo(100),
    run: (env) => void mergeCustomers(env, given(kept.id, 'an id'), given(removed.id, 'an id')),
  });
  order(someone('to-merge-older', 'Doppel', 'Ganger'), daysAgo(600));
  order(someone('to-merge-newer', 'Doppel', 'Ganger', { account: true }), daysAgo(120));

  order(someone('no-consent', 'Nora', 'Neinmail', { consent: 'NOT_SUBSCRIBED' }), daysAgo(365));
  order(someone('unsubscribed', 'Ursel', 'Abgemeldet', { consent: 'UNSUBSCRIBED' }), daysAgo(366));
  order(someone('umlauts', 'Jürgen-Øyvind', 'Größenwahn-Şahin'), daysAgo(140));
  order(someone('apostrophe', 'Siobhán', `O'Neill <b>&amp; "Söhne"`, { locale: 'en' }), daysAgo(141));
  order(
    someone(
      'long-name',
      'Maximiliane-Wilhelmine-Friederike',
      'von und zu Donaudampfschifffahrtsgesellschaftskapitänswitwenhausen-Hohenlohe',
    ),
    daysAgo(142),
  );
  order(someone('no-email', 'Ohne', 'Post', { email: null, phone: '+4915198765432' }), daysAgo(143));

  const sameDay = someone('same-day', 'Twin', 'Doppelt');
  order(sameDay, daysAgo(90));
  order(sameDay, daysAgo(90) + 3_600_000);

  const edited = someone('edited', 'Edith', 'Ändern');
  const changed = order(edited, daysAgo(80), {
    lines: [{ ...lineOf(product(2), script.random), quantity: 2 }],
    ship: false,
  });
  script.add({
    at: daysAgo(80) + 3_600_000,
    run(env) {
      const { id, lines } = changed.order(env);
      editOrder(env, id, [{ lineId: given(lines[0], 'a line').id, quantity: 1 }]);
    },
  });

  const regular = someone('regular', 'Stefan', 'Stammkunde', { account: true });
  for (let visit = 0; visit < 12; visit++) order(regular, daysAgo(1_000 - visit * 80));
  join(script, someone('prospect', 'Pia', 'Interessiert', { account: true }), daysAgo(60));

  anniversaries(script, someone, order);
  return count;
}

function given<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`The seed lacks ${what}.`);
  return value;
}

/** First orders one and two years ago today and in three days, so that the first look at the app shows something. */
function anniversaries(
  script: Script,
  someone: (name: string, firstName: string, lastName: string) => Actor,
  order: (who: Actor, at: number) => unknown,
): void {
  const yearsAgo = (years: number, days: number): number => {
    const date = new Date(script.nowMs + days * DAY_MS);
    date.setUTCFullYear(date.getUTCFullYear() - years);
    date.setUTCHours(10, 30, 0, 0);
    return date.getTime();
  };
  order(someone('anniversary-today', 'Jana', 'Jahrestag'), yearsAgo(1, 0));
  order(someone('anniversary-today-2', 'Zacharias', 'Zweijahr'), yearsAgo(2, 0));
  order(someone('anniversary-soon', 'Bastian', 'Baldig'), yearsAgo(1, 3));
}
