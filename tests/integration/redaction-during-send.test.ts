import { beforeEach, describe, expect, it } from 'vitest';
import { TENANT_TABLES } from '~/database/tenant-tables';
import { issueCoupons } from '~/effects/issue-coupons';
import { sendMessage } from '~/effects/dispatch-messages';
import { writeStandings } from '~/effects/write-standings';
import { hashEmail } from '~/email-hash.server';
import { redactCustomer } from '~/ledger/privacy.server';
import type { Customer } from '../../dev-store/model/types';
import { SHOP, useHarness, type Harness } from './effects-harness';

let h: Harness;
useHarness((started) => (h = started));
beforeEach(async () => {
  await h.db.$executeRaw`TRUNCATE customer_identity, redaction_marker`;
  await h.installed();
});

interface Person {
  ledgerId: string;
  shopifyId: string;
  email: string;
  orderIds: string[];
}

/** `customers/redact`, applied as the worker does it. */
async function redact({ shopifyId, email, orderIds }: Person): Promise<void> {
  const key = h.services.env.EMAIL_HASH_KEY;
  const emailHash = hashEmail(email, key);
  const request = { type: 'customer-redact' as const, customerId: shopifyId, emailHash, orderIds, at: '' };
  await h.db.$transaction((tx) => redactCustomer(tx, SHOP, key, request, h.clock.now()));
}

/** What of all tables, and of the jobs that were sent, names the person. */
async function leftOf({ ledgerId, shopifyId, email, orderIds }: Person): Promise<string[]> {
  const emailHash = hashEmail(email, h.services.env.EMAIL_HASH_KEY) ?? '';
  const names = [ledgerId, email, emailHash, `"${shopifyId}"`, `:${shopifyId}"`];
  for (const id of orderIds) names.push(`"${id}"`, `:${id}"`);
  const texts: string[] = [JSON.stringify(h.jobs)];
  for (const table of TENANT_TABLES) {
    const rows = await h.db.$queryRawUnsafe<{ text: string }[]>(
      `SELECT to_jsonb(t)::text AS text FROM "${table}" t`,
    );
    texts.push(...rows.map(({ text }) => `${table} ${text}`));
  }
  return texts.filter((text) => names.some((name) => text.includes(name)));
}

/** Somebody with a paid order, whose thank-you is due, in the ledger by all of their names. */
async function thanked(): Promise<{ person: Person; messageId: string }> {
  const order = h.paidOrders()[0]!;
  const messageId = await h.thankYou(order);
  const { customerId } = await h.messageRow(messageId);
  if (!customerId || !order.email) throw new Error('a thank-you is somebody’s');
  const person = {
    ledgerId: customerId,
    shopifyId: String(order.customerId),
    email: order.email,
    orderIds: [String(order.id)],
  };
  await identify(person);
  return { person, messageId };
}

async function identify({ ledgerId, shopifyId, email }: Person): Promise<void> {
  const keys = [`c:${shopifyId}`, `e:${hashEmail(email, h.services.env.EMAIL_HASH_KEY)}`];
  await h.db.customerIdentity.createMany({
    data: keys.map((key) => ({ shop: SHOP, key, customerId: ledgerId })),
  });
}

async function givenTo(customer: Customer): Promise<Person> {
  const ledgerId = await h.ledgerCustomer(customer);
  const person = { ledgerId, shopifyId: String(customer.id), email: customer.email ?? '', orderIds: [] };
  await identify(person);
  return person;
}

/** Once, when the Admin API is asked for anything of the kind. */
function during(operation: RegExp, work: () => Promise<void>): () => boolean {
  let done = false;
  h.control.before = async (asked) => {
    if (done || !operation.test(asked)) return;
    done = true;
    await work();
  };
  return () => done;
}

describe('a redaction that arrives during a send', () => {
  it('leaves nothing, and no mail, when the recipient is being asked for', async () => {
    const { person, messageId } = await thanked();
    expect(await leftOf(person)).not.toEqual([]);
    const came = during(/./, () => redact(person));
    await sendMessage(h.services, { shop: SHOP, messageId });
    expect(came()).toBe(true);
    expect(h.mails).toHaveLength(0);
    expect(await leftOf(person)).toEqual([]);
  });

  it.each([{ outcome: 'sent' as const }, { outcome: 'retry' as const, reason: 'smtp 451' }])(
    'leaves nothing when the mail server has it: $outcome',
    async (answer) => {
      const { person, messageId } = await thanked();
      h.control.mail = async () => {
        await redact(person);
        return answer;
      };
      await sendMessage(h.services, { shop: SHOP, messageId });
      expect(await leftOf(person)).toEqual([]);
      // nor is it tried again
      h.control.mail = async () => ({ outcome: 'sent' });
      h.clock.set('2026-11-23T10:00:00.000Z');
      h.mails.length = 0;
      expect(await sendMessage(h.services, { shop: SHOP, messageId })).toEqual({ outcome: 'not-claimed' });
      expect(h.mails).toHaveLength(0);
    },
  );

  it('leaves nothing when the coupon is being made', async () => {
    const person = await givenTo(h.customers()[0]!);
    await h.plannedGift(person.ledgerId);
    const came = during(/Code|Discount/, () => redact(person));
    await issueCoupons(h.services, { shop: SHOP });
    expect(came()).toBe(true);
    expect(await leftOf(person)).toEqual([]);
    expect(await h.db.gift.count()).toBe(0);
    expect(await h.db.message.count()).toBe(0);
  });

  it('leaves nothing when the standing is being written', async () => {
    const person = await givenTo(h.customers()[0]!);
    const came = during(/./, () => redact(person));
    await writeStandings(h.services, { shop: SHOP });
    expect(came()).toBe(true);
    expect(await leftOf(person)).toEqual([]);
  });
});
