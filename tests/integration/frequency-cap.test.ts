import { describe, expect, it } from 'vitest';
import { sendMessage } from '~/effects/dispatch-messages';
import { takeCapPlaces } from '~/effects/frequency-cap';
import { claimMessages } from '~/effects/message-state';
import { loadShopContext } from '~/ledger/shop-context.server';
import { SHOP, useHarness, type Harness } from './effects-harness';

let h: Harness;
useHarness((started) => (h = started));

const MOST = 2;

/** A customer who agreed, with promotional messages that are all due now. */
async function dueMessages(count: number): Promise<string[]> {
  await h.installed((program) => {
    program.consent.mostMessages = MOST;
    program.consent.inDays = 30;
    program.greetings.roundDates.enabled = true;
    program.greetings.roundDates.days = Array.from({ length: count }, (_, n) => 1_000 + n);
    program.greetings.catchUpDays = 14;
  });
  const who = h.customers()[0]!;
  h.subscribe(who);
  const customerId = await h.ledgerCustomer(who, { firstQualifyingDate: new Date('2024-02-20') });
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const occasion = `days:${1_000 + n}`;
    ids.push(
      await h.message({
        customerId,
        rule: 'round-date',
        subjectKey: `occasion:${occasion}:${customerId}`,
        kind: 'promotional',
        occasion,
      }),
    );
  }
  return ids;
}

const states = async () =>
  (await h.db.message.findMany({ orderBy: { occasion: 'asc' } })).map(({ state, reason }) => [state, reason]);

describe('the frequency cap', () => {
  it.each([1, 2, 3, 4, 5])('is kept by workers that send at the same time (%i)', async () => {
    const ids = await dueMessages(6);
    let most = 0;
    let inFlight = 0;
    h.control.mail = async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await new Promise((resolve) => setImmediate(resolve));
      inFlight -= 1;
      return { outcome: 'sent' };
    };
    const send = () =>
      Promise.all(ids.map((messageId) => sendMessage(h.services, { shop: SHOP, messageId })));
    await send();
    expect(h.mails.length).toBeLessThanOrEqual(MOST);
    // those that waited for others learn what became of them
    for (let round = 0; round < 3; round += 1) {
      h.clock.set(new Date(h.clock.now().getTime() + 60_000).toISOString());
      await send();
    }
    expect(h.mails).toHaveLength(MOST);
    expect((await states()).sort()).toEqual([
      ['sent', null],
      ['sent', null],
      ...Array.from({ length: 4 }, () => ['suppressed', 'frequency-cap']),
    ]);
  });

  it('gives the place of a message that could not leave to the next one', async () => {
    const [first = '', second = '', third = ''] = await dueMessages(3);
    const context = (await loadShopContext(h.db, SHOP, h.clock.now()))!;
    const claim = async (id: string) => (await claimMessages(h.services, SHOP, 1, id))[0]!;
    const place = async (one: Awaited<ReturnType<typeof claim>>) =>
      (await takeCapPlaces(h.services, context, [one])).get(one.id);
    const claims = [await claim(first), await claim(second)];
    expect(await place(claims[0]!)).toEqual({ cap: { sent: 0, most: 2 }, busy: false });
    expect(await place(claims[1]!)).toEqual({ cap: { sent: 0, most: 2 }, busy: false });
    // asked again, a claim keeps its place
    expect(await place(claims[1]!)).toMatchObject({ busy: false });
    const waiting = await claim(third);
    expect(await place(waiting)).toMatchObject({ busy: true });
    // its worker died: the claim was taken back, and with it the place
    await h.db.message.update({
      where: { shop_id: { shop: SHOP, id: first } },
      data: { state: 'planned', claimedAt: null },
    });
    expect(await place(waiting)).toMatchObject({ busy: false });
    // taken again by somebody else, it has no place any more
    expect(await place(await claim(first))).toMatchObject({ busy: true });
  });

  it('counts what may have left, and nothing of another customer, another kind or an earlier time', async () => {
    const [only = ''] = await dueMessages(1);
    const row = await h.db.message.findFirstOrThrow();
    const other = await h.ledgerCustomer(h.customers()[1]!);
    const sent = { kind: 'promotional', rule: 'anniversary', state: 'sent', sentAt: h.clock.now() };
    const before = new Date(h.clock.now().getTime() - 31 * 86_400_000);
    await h.message({ ...sent, subjectKey: 'gift:1', customerId: other });
    await h.message({ ...sent, subjectKey: 'order:2', customerId: row.customerId, kind: 'service' });
    await h.message({ ...sent, subjectKey: 'gift:3', customerId: row.customerId, sentAt: before });
    await h.message({ ...sent, subjectKey: 'gift:4', customerId: row.customerId });
    const uncertain = await h.message({ ...sent, subjectKey: 'gift:5', customerId: row.customerId, state: 'uncertain', sentAt: null, updatedAt: h.clock.now() }); // prettier-ignore
    expect(await sendMessage(h.services, { shop: SHOP, messageId: only })).toEqual({
      outcome: 'suppressed',
      reason: 'frequency-cap',
    });
    await h.db.message.update({
      where: { shop_id: { shop: SHOP, id: uncertain } },
      data: { state: 'failed' },
    });
    await h.db.message.update({ where: { shop_id: { shop: SHOP, id: only } }, data: { state: 'planned' } });
    expect(await sendMessage(h.services, { shop: SHOP, messageId: only })).toEqual({ outcome: 'sent' });
  });
});
