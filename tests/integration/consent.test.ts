import { beforeEach, describe, expect, it } from 'vitest';
import { hashEmail } from '~/email-hash.server';
import { sendMessage } from '~/effects/dispatch-messages';
import type { Program } from '~/loyalty/program';
import type { Customer } from '../../dev-store/model/types';
import { SHOP, useHarness, type Harness } from './effects-harness';

let h: Harness;
let customer: Customer;
let customerId: string;

useHarness((started) => (h = started));
beforeEach(async () => {
  await h.installed();
  await h.db.shop.updateMany({ data: { readsAllOrders: true } });
  customer = h.customers()[3]!;
  customerId = await h.ledgerCustomer(customer);
});

const consent = (change: Partial<Program['consent']>) =>
  h.program((program) => Object.assign(program.consent, change));

async function order(processedAt: string, over: Record<string, unknown> = {}) {
  const orderId = String(await h.db.ledgerOrder.count());
  await h.db.ledgerOrder.create({
    data: {
      shop: SHOP,
      orderId,
      customerId,
      processedAt: new Date(processedAt),
      factsAt: new Date(processedAt),
      source: 'web',
      currency: 'EUR',
      totalMinor: 1_000n,
      financialStatus: 'paid',
      tags: [],
      discountCodes: [],
      ...over,
    },
  });
}

let years = 0;
async function send() {
  years += 1;
  const giftId = await h.plannedGift(customerId, {
    state: 'issued',
    code: `DANKE-${years}`,
    occasion: `anniversary:${years}`,
  });
  const message = { rule: 'anniversary', subjectKey: `gift:${giftId}`, kind: 'promotional', customerId };
  const id = await h.message(message);
  return { id, outcome: await sendMessage(h.services, { shop: SHOP, messageId: id }) };
}

describe('a promotional message', () => {
  it('records the opt-in that it rests on', async () => {
    h.subscribe(customer);
    const { id } = await send();
    expect(await h.messageRow(id)).toMatchObject({
      basis: 'express',
      proof: expect.stringMatching(/^CONFIRMED_OPT_IN 2026-11-22T10:00:00/) as string,
    });
  });

  it('a single opt-in is enough in a French shop, and not under the profile that the merchant chose', async () => {
    h.subscribe(customer, { optInLevel: 'SINGLE_OPT_IN' });
    await h.db.shop.updateMany({ data: { countryCode: 'FR' } });
    expect((await send()).outcome).toEqual({ outcome: 'sent' });
    await consent({ country: 'DE' });
    expect((await send()).outcome).toEqual({ outcome: 'suppressed', reason: 'unconfirmed-opt-in' });
  });

  describe('to an existing customer', () => {
    beforeEach(async () => {
      h.subscribe(customer, { state: 'NOT_SUBSCRIBED', optInLevel: null, consentUpdatedAt: null });
      await consent({ noticeSince: '2024-05-01' });
    });

    it('leaves with the order and the dates as its proof', async () => {
      await order('2024-05-02T10:00:00Z');
      const { id, outcome } = await send();
      expect(outcome).toEqual({ outcome: 'sent' });
      expect(await h.messageRow(id)).toMatchObject({
        basis: 'existing-customer',
        proof: 'order 0, address since 2024-05-02, notice since 2024-05-01',
      });
    });

    it.each([
      ['the notice came later than the first order', ['2024-04-30T10:00:00Z', '2025-01-01T10:00:00Z']],
      // 1 May in UTC is 2 May in Berlin, and the other way round
      ['the address is of the first day, as the shop counts days', ['2024-04-30T22:30:00Z']],
      ['there is no sale', []],
    ])('does not leave when %s', async (_name, dates) => {
      for (const date of dates) await order(date);
      expect((await send()).outcome).toEqual({ outcome: 'suppressed', reason: 'no-consent' });
    });

    it('a cancelled order collected the address, but is no sale', async () => {
      await order('2024-04-01T10:00:00Z', { excludedReason: 'cancelled' });
      await order('2025-01-01T10:00:00Z');
      expect((await send()).outcome).toMatchObject({ reason: 'no-consent' });
      await h.db.ledgerOrder.updateMany({
        data: { processedAt: new Date('2025-01-01'), excludedReason: 'cancelled' },
      });
      expect((await send()).outcome).toMatchObject({ reason: 'no-consent' });
    });

    it('does not leave while the app cannot see the first order', async () => {
      await order('2024-05-02T10:00:00Z');
      await h.db.shop.updateMany({ data: { readsAllOrders: false } });
      expect((await send()).outcome).toEqual({ outcome: 'suppressed', reason: 'no-consent' });
    });
  });

  it('is not one too many: sent and uncertain ones count, old ones and thanks do not', async () => {
    h.subscribe(customer);
    await consent({ mostMessages: 2, inDays: 30 });
    expect((await send()).outcome).toEqual({ outcome: 'sent' });
    h.control.mail = async () => ({ outcome: 'uncertain', reason: 'smtp ECONNECTION' });
    expect((await send()).outcome).toMatchObject({ outcome: 'uncertain' });
    h.control.mail = async () => ({ outcome: 'sent' });
    const third = await send();
    expect(third.outcome).toEqual({ outcome: 'suppressed', reason: 'frequency-cap' });
    expect(await h.messageRow(third.id)).toMatchObject({
      state: 'suppressed',
      reason: 'frequency-cap',
      basis: null,
    });

    await h.db.message.updateMany({ where: { state: 'sent' }, data: { kind: 'service' } });
    expect((await send()).outcome).toEqual({ outcome: 'sent' });
    expect((await send()).outcome).toMatchObject({ reason: 'frequency-cap' });
    await h.db.message.updateMany({
      where: { state: 'sent' },
      data: { sentAt: new Date('2026-10-23T09:59:00Z') },
    });
    expect((await send()).outcome).toEqual({ outcome: 'sent' });
  });

  it.each(['bounced', 'complained'])('and a thank-you to an address that %s: suppressed', async (reason) => {
    h.subscribe(customer);
    const { outcome } = await send();
    expect(outcome).toEqual({ outcome: 'sent' });

    const target = h.paidOrders()[0]!;
    for (const email of [customer.email, target.email]) {
      const emailHash = hashEmail(email ?? '', h.services.env.EMAIL_HASH_KEY) ?? '';
      await h.db.suppression.create({ data: { shop: SHOP, emailHash, reason, createdAt: h.clock.now() } });
    }
    expect((await send()).outcome).toEqual({ outcome: 'suppressed', reason });
    const thanks = await h.thankYou(target);
    expect(await sendMessage(h.services, { shop: SHOP, messageId: thanks })).toEqual({
      outcome: 'suppressed',
      reason,
    });
  });
});
