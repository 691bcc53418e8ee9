import { beforeEach, describe, expect, it } from 'vitest';
import { choosePreference } from '~/effects/preferences';
import { tellObjections } from '~/effects/tell-objections';
import { unsubscribe } from '~/effects/unsubscribe';
import { hashEmail } from '~/email-hash.server';
import { signUnsubscribeToken } from '~/mail/unsubscribe-token';
import type { Customer } from '../../dev-store/model/types';
import { SHOP, useHarness, type Harness } from './effects-harness';

let h: Harness;
useHarness((started) => (h = started));
beforeEach(async () => {
  await h.db.$executeRaw`TRUNCATE customer_identity`;
  await h.installed();
});

const tell = () => tellObjections(h.services, { shop: SHOP });
const later = () => h.clock.set('2026-11-22T11:00:00.000Z');
const shopifySays = (who: Customer) => h.state.get('customer', who.id)?.emailMarketing;
const told = () => h.operations.filter((operation) => operation === 'EmailConsentUpdate').length;

/** A customer of the ledger who agreed, with the token of their mails. */
async function subscriber(who = h.customers()[0]!) {
  h.subscribe(who);
  const emailHash = hashEmail(who.email ?? '', h.services.env.EMAIL_HASH_KEY) ?? '';
  const customerId = await h.ledgerCustomer(who);
  await h.db.customerIdentity.create({ data: { shop: SHOP, key: `e:${emailHash}`, customerId } });
  return { who, token: signUnsubscribeToken({ shop: SHOP, emailHash }, h.services.env.EMAIL_HASH_KEY) };
}

describe('an objection', () => {
  it('is told to Shopify an hour later, once', async () => {
    const { who, token } = await subscriber();
    await unsubscribe(h.services, token);
    await tell();
    expect(shopifySays(who)?.state).toBe('SUBSCRIBED');
    later();
    await tell();
    expect(shopifySays(who)).toMatchObject({ state: 'UNSUBSCRIBED', optInLevel: 'CONFIRMED_OPT_IN' });
    await tell();
    expect(told()).toBe(1);
  });

  it('that was taken back within the hour is not', async () => {
    const { who, token } = await subscriber();
    await unsubscribe(h.services, token);
    await choosePreference(h.services, token, 'all');
    later();
    await tell();
    expect(shopifySays(who)?.state).toBe('SUBSCRIBED');
  });

  it('is kept while Shopify is away, and told afterwards', async () => {
    const { who, token } = await subscriber();
    await unsubscribe(h.services, token);
    later();
    h.control.fault = 'down';
    await expect(tell()).rejects.toThrow(/objection/);
    h.control.fault = 'none';
    await tell();
    expect(shopifySays(who)?.state).toBe('UNSUBSCRIBED');
  });

  it('of an address that is the customer’s no more says nothing about the new one', async () => {
    const { who, token } = await subscriber();
    await unsubscribe(h.services, token);
    h.state.put('customer', { ...h.state.get('customer', who.id)!, email: 'new@customer.example' });
    later();
    await tell();
    expect(told()).toBe(0);
    h.state.put('customer', who);
  });

  it('is not what a bounce says', async () => {
    const { who, token } = await subscriber();
    await unsubscribe(h.services, token);
    await h.db.suppression.updateMany({ data: { reason: 'bounced' } });
    later();
    await tell();
    expect(shopifySays(who)?.state).toBe('SUBSCRIBED');
  });
});
