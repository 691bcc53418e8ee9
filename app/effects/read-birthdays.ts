import { inTransaction } from '~/database/transaction.server';
import { throwFailure } from '~/effects/admin-failure';
import { BIRTHDAYS_A_CALL, fetchBirthdays } from '~/effects/birthdays';
import { planGreetings, type GreetedCustomer } from '~/ledger/plan-greetings.server';
import { isImporting, loadShopContext, type ShopContext } from '~/ledger/shop-context.server';
import { addDays } from '~/loyalty/calendar';
import { birthdaysIn } from '~/loyalty/greetings';
import type { Services } from '~/services.server';

/** Every customer is asked about so often, and planned so many days ahead: an outage of four days costs no greeting. */
const EVERY_DAYS = 3;
const AHEAD_DAYS = 7;
const NOBODY = '00000000-0000-0000-0000-000000000000';

interface Reading {
  metafield: string;
  since: string;
  startedOn: string;
  finishedOn: string | null;
  coveredUntil: string | null;
  afterCustomer: string;
}

/**
 * Reads the birthdays of all customers from Shopify, page by page, and plans the greetings of the coming days. The days
 * themselves are not kept: what stays is the planned message. A reading that was interrupted goes on where it was.
 * @returns how many greetings were planned
 * @throws RetryLater while Shopify is not there
 */
export async function readBirthdays(services: Services, { shop }: { shop: string }): Promise<number> {
  const context = await loadShopContext(services.db, shop, services.clock.now());
  if (!context || context.uninstalledAt) return 0;
  const { enabled, metafield } = context.program.greetings.birthday;
  if (!enabled) {
    await services.db.birthdayReading.deleteMany({ where: { shop } });
    return 0;
  }
  if (await isImporting(services.db, shop)) return 0;
  let reading = await begin(services, context, metafield);
  if (!reading) return 0;
  let planned = 0;
  for (;;) {
    const page: Page = await readPage(services, context, reading);
    planned += page.planned;
    if (!page.last) break;
    reading = { ...reading, afterCustomer: page.last };
  }
  await services.db.birthdayReading.update({
    where: { shop },
    data: {
      finishedOn: new Date(context.today),
      coveredUntil: new Date(addDays(reading.startedOn, AHEAD_DAYS)),
      afterCustomer: NOBODY,
    },
  });
  return planned;
}

/** @returns null when the last reading is recent enough */
async function begin(
  services: Pick<Services, 'db'>,
  { shop, today }: ShopContext,
  metafield: string,
): Promise<Reading | null> {
  const row = await services.db.birthdayReading.findUnique({ where: { shop } });
  const known = row?.metafield === metafield ? row : null;
  const finishedOn = known?.finishedOn ? isoDate(known.finishedOn) : null;
  // a clock that was set back has not read what is to come
  if (finishedOn !== null && finishedOn <= today && addDays(finishedOn, EVERY_DAYS) > today) return null;
  const goesOn = known !== null && finishedOn === null;
  const since = known ? isoDate(known.since) : today;
  const reading: Reading = {
    metafield,
    since: since < today ? since : today,
    startedOn: goesOn && isoDate(known.startedOn) <= today ? isoDate(known.startedOn) : today,
    finishedOn: null,
    coveredUntil: known?.coveredUntil ? isoDate(known.coveredUntil) : null,
    afterCustomer: goesOn ? known.afterCustomer : NOBODY,
  };
  const data = {
    metafield,
    since: new Date(reading.since),
    startedOn: new Date(reading.startedOn),
    finishedOn: null,
    coveredUntil: reading.coveredUntil ? new Date(reading.coveredUntil) : null,
    afterCustomer: reading.afterCustomer,
  };
  await services.db.birthdayReading.upsert({ where: { shop }, create: { shop, ...data }, update: data });
  return reading;
}

interface Page {
  planned: number;
  /** ledger id of the last customer; null when there are no more */
  last: string | null;
}

async function readPage(services: Services, context: ShopContext, reading: Reading): Promise<Page> {
  const { shop } = context;
  const rows = await services.db.$queryRaw<{ id: string; shopify_id: string }[]>`
    SELECT id::text, shopify_customer_id AS shopify_id FROM ledger_customer
    WHERE shop = ${shop} AND id > ${reading.afterCustomer}::uuid AND shopify_customer_id IS NOT NULL
      AND merged_into_id IS NULL AND redacted_at IS NULL AND qualifying_count > 0
    ORDER BY id LIMIT ${BIRTHDAYS_A_CALL}`;
  const last = rows.at(-1)?.id ?? null;
  if (last === null) return { planned: 0, last };
  const answer = await fetchBirthdays(
    services,
    shop,
    reading.metafield,
    rows.map((row) => row.shopify_id),
  );
  if (!answer.ok) throwFailure('birthdays', answer.failure);
  const found: GreetedCustomer[] = rows.flatMap(({ id: customerId, shopify_id: shopifyId }) => {
    const day = answer.days.get(shopifyId);
    const due = day === undefined ? [] : birthdaysIn({ day, ...windowOf(context, reading) });
    return due.map((greeting) => ({ customerId, greeting }));
  });
  return inTransaction(services.db, async (tx) => {
    const { planned } = await planGreetings(tx, services.jobs, context, 'birthday', found);
    await tx.birthdayReading.updateMany({ where: { shop }, data: { afterCustomer: last } });
    return { planned, last };
  });
}

/**
 * From where the last reading's plans ended, so that what was missed since is recorded; never from before birthdays were
 * greeted at all.
 */
function windowOf({ today, timeZone, program }: ShopContext, { since, coveredUntil }: Reading) {
  const { greetings, anniversary } = program;
  const catchUp = addDays(today, -greetings.catchUpDays);
  const uncovered = coveredUntil === null ? today : addDays(coveredUntil, 1);
  const from = uncovered < catchUp ? uncovered : catchUp;
  return {
    leapDay: anniversary.leapDay,
    greetings,
    timeZone,
    today,
    from: from > since ? from : since,
    until: addDays(today, AHEAD_DAYS),
  };
}

/** DATE columns come as midnight UTC. */
function isoDate(date: Date): string {
  return date.toISOString().slice(0, 10);
}
