import { beforeEach, describe, expect, it } from 'vitest';
import { readPreferences } from '~/effects/preferences';
import { sendMessage } from '~/effects/dispatch-messages';
import { hashEmail } from '~/email-hash.server';
import { signUnsubscribeToken } from '~/mail/unsubscribe-token';
import * as preferencesRoute from '~/routes/preferences';
import * as unsubscribeRoute from '~/routes/unsubscribe';
import { serveRoutes } from '../support/serve-routes';
import { SHOP, useHarness, type Harness } from './effects-harness';

const OTHER = 'other-shop.myshopify.com';

let h: Harness;
useHarness((started) => (h = started));
beforeEach(() => h.installed());

const serve = serveRoutes(
  {
    unsubscribe: { path: 'unsubscribe', module: unsubscribeRoute },
    preferences: { path: 'preferences', module: preferencesRoute },
  },
  () => h.services,
);
const call = (url: string, init?: RequestInit) =>
  serve(new URL(url).pathname === '/preferences' ? 'preferences' : 'unsubscribe', url, init);

const post = (body: string, type = 'application/x-www-form-urlencoded'): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': type },
  body,
});
const ONE_CLICK = post('List-Unsubscribe=One-Click');

/** A promotional message that was sent, and the addresses in it. */
async function sentCoupon() {
  const customer = h.customers()[3]!;
  h.subscribe(customer);
  const customerId = await h.ledgerCustomer(customer);
  const giftId = await h.plannedGift(customerId, { state: 'issued', code: `DANKE-${customer.id}` });
  const message = { rule: 'anniversary', subjectKey: `gift:${giftId}`, kind: 'promotional', customerId };
  const id = await h.message(message);
  expect(await send(id)).toEqual({ outcome: 'sent' });
  const [mail] = h.mails;
  const unsubscribeUrl = /^<(https:\S+)>$/.exec(mail?.headers['List-Unsubscribe'] ?? '')?.[1] ?? '';
  const preferencesUrl = /https:\S+\/preferences\S+/.exec(mail?.text ?? '')?.[0] ?? '';
  return { id, mail, unsubscribeUrl, preferencesUrl, email: customer.email ?? '' };
}

const send = (messageId: string) => sendMessage(h.services, { shop: SHOP, messageId });
async function sendAgain(id: string) {
  await h.db.message.updateMany({ where: { id }, data: { state: 'planned' } });
  return send(id);
}
const list = () => h.db.suppression.findMany({ select: { shop: true, reason: true } });

describe('one-click unsubscribing (RFC 8058)', () => {
  it('both headers, over https, at the address that takes the POST', async () => {
    const { mail, unsubscribeUrl } = await sentCoupon();
    expect(mail?.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
    expect(unsubscribeUrl).toMatch(/^https:\/\/app\.example\/unsubscribe\?token=[\w.-]+&locale=\w\w$/);
    expect(mail?.html).toContain(unsubscribeUrl.replaceAll('&', '&amp;'));
  });

  it.each(['GET', 'HEAD'])('%s changes nothing, however often', async (method) => {
    const { id, unsubscribeUrl, preferencesUrl } = await sentCoupon();
    for (const url of [unsubscribeUrl, `${unsubscribeUrl}&List-Unsubscribe=One-Click`, preferencesUrl]) {
      expect((await call(url, { method })).status).toBe(200);
      expect((await call(`${url}&preference=none`, { method })).status).toBe(200);
    }
    expect(await list()).toEqual([]);
    expect(await sendAgain(id)).toEqual({ outcome: 'sent' });
  });

  it('POST works without cookies, twice, and is in effect at the next claim', async () => {
    const { id, unsubscribeUrl } = await sentCoupon();
    for (let time = 0; time < 2; time += 1) {
      const answer = await call(unsubscribeUrl, ONE_CLICK);
      expect(answer.status).toBe(200); // no redirect: RFC 8058, 3.1
      expect(answer.headers.get('Set-Cookie')).toBeNull();
    }
    expect(await list()).toEqual([{ shop: SHOP, reason: 'unsubscribed' }]);
    expect(await sendAgain(id)).toEqual({ outcome: 'suppressed', reason: 'suppressed' });
    expect(h.mails).toHaveLength(1);
    // thanks for an order are no offer
    expect((await send(await h.thankYou(h.paidOrders()[0]!))).outcome).toBe('sent');
  });

  it('POST as multipart form works too', async () => {
    const { unsubscribeUrl } = await sentCoupon();
    const form =
      '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n';
    expect((await call(unsubscribeUrl, post(form, 'multipart/form-data; boundary=b'))).status).toBe(200);
    expect(await list()).toHaveLength(1);
  });

  it.each([[''], ['List-Unsubscribe=Two-Clicks'], ['preference=none'], ['%']])(
    'a POST of "%s" asks for nothing',
    async (body) => {
      const { unsubscribeUrl } = await sentCoupon();
      expect((await call(unsubscribeUrl, post(body))).status).toBe(400);
      expect(await list()).toEqual([]);
    },
  );
});

describe('a body without end', () => {
  /** Gives a form that never ends, and counts what was taken of it. */
  const endless = (field: string) => {
    let taken = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        taken += 1;
        if (taken > 200) controller.error(new Error('was read on and on'));
        else controller.enqueue(Buffer.from(taken === 1 ? `${field}&x=` : 'x'.repeat(1_024)));
      },
    });
    const init: RequestInit = { ...post(''), body, duplex: 'half' };
    return { init, taken: () => taken };
  };

  it.each([
    ['unsubscribe', 'List-Unsubscribe=One-Click'],
    ['preferences', 'preference=none'],
  ])('is not read to its end by %s, and changes nothing', async (page, field) => {
    const { unsubscribeUrl } = await sentCoupon();
    const { init, taken } = endless(field);
    expect((await call(unsubscribeUrl.replace('/unsubscribe', `/${page}`), init)).status).toBe(400);
    expect(taken()).toBeLessThan(30);
    expect(await list()).toEqual([]);
  });
});

describe('forged tokens', () => {
  const key = () => h.services.env.EMAIL_HASH_KEY;
  const payload = (shop: string, emailHash: string) =>
    Buffer.from(JSON.stringify([shop, emailHash])).toString('base64url');

  it.each(['unsubscribe', 'preferences'])('are refused by %s, and nothing is written', async (page) => {
    const { email, unsubscribeUrl } = await sentCoupon();
    const good = new URL(unsubscribeUrl).searchParams.get('token') ?? '';
    const [body = '', mac = ''] = good.split('.');
    const hash = hashEmail(email, key()) ?? '';
    const otherHash = hashEmail('somebody.else@example.com', key()) ?? '';
    const theirs = signUnsubscribeToken({ shop: OTHER, emailHash: hash }, 'x'.repeat(40));
    const forged = [
      '',
      body,
      `.${mac}`,
      `${payload(OTHER, hash)}.${mac}`,
      `${payload(SHOP, otherHash)}.${mac}`,
      `${body}.${theirs.split('.')[1]}`,
      `${body}.${mac.slice(0, -1)}${mac.endsWith('A') ? 'E' : 'A'}`,
      `${good}.${mac}`,
      theirs,
      // rightly signed, for a shop that is not here
      signUnsubscribeToken({ shop: OTHER, emailHash: hash }, key()),
    ];
    const init = page === 'unsubscribe' ? ONE_CLICK : post('preference=none');
    for (const token of forged) {
      const answer = await call(`https://app.example/${page}?token=${token}`, init);
      expect([token, answer.status]).toEqual([token, 400]);
    }
    expect(await list()).toEqual([]);
  });

  it("another shop's token changes that shop's list and not ours", async () => {
    const { id, email } = await sentCoupon();
    const shop = await h.db.shop.findUniqueOrThrow({ where: { shop: SHOP } });
    await h.db.shop.create({ data: { ...shop, shop: OTHER, name: 'Other' } });
    const token = signUnsubscribeToken({ shop: OTHER, emailHash: hashEmail(email, key()) ?? '' }, key());
    const answer = await call(`https://app.example/unsubscribe?token=${token}`, ONE_CLICK);
    expect(answer.status).toBe(200);
    expect(await list()).toEqual([{ shop: OTHER, reason: 'unsubscribed' }]);
    expect(await sendAgain(id)).toEqual({ outcome: 'sent' });
  });
});

describe('the preference page', () => {
  const choose = (url: string, preference: string) => call(url, post(`preference=${preference}`));

  it("speaks the message's language and says what is chosen", async () => {
    const { preferencesUrl } = await sentCoupon();
    const shown = (await (await call(preferencesUrl)).json()) as unknown;
    const locale = new URL(preferencesUrl).searchParams.get('locale');
    expect(shown).toEqual({
      locale,
      preferences: { ok: true, shopName: 'Rösterei', chosen: 'all', locked: false },
    });
  });

  it('nothing at all stops thanks too; everything again takes it back', async () => {
    const { id, preferencesUrl, email } = await sentCoupon();
    expect((await choose(preferencesUrl, 'none')).status).toBe(200);
    const order = h.paidOrders()[0]!;
    h.state.put('order', { ...order, email });
    const thanks = await h.thankYou(order);
    expect(await send(thanks)).toEqual({ outcome: 'suppressed', reason: 'suppressed' });
    await choose(preferencesUrl, 'no-offers');
    expect(await sendAgain(thanks)).toEqual({ outcome: 'sent' });
    expect(await sendAgain(id)).toEqual({ outcome: 'suppressed', reason: 'suppressed' });
    await choose(preferencesUrl, 'all');
    expect(await sendAgain(id)).toEqual({ outcome: 'sent' });
    h.state.put('order', order);
  });

  it.each(['bounced', 'complained'])('cannot take back that an address %s', async (reason) => {
    const { preferencesUrl } = await sentCoupon();
    await choose(preferencesUrl, 'no-offers');
    await h.db.suppression.updateMany({ data: { reason } });
    for (const preference of ['all', 'no-offers', 'none']) await choose(preferencesUrl, preference);
    expect(await list()).toEqual([{ shop: SHOP, reason }]);
    const token = new URL(preferencesUrl).searchParams.get('token') ?? '';
    expect(await readPreferences(h.services, token)).toMatchObject({ locked: true });
  });

  it('a choice that is none is refused', async () => {
    const { preferencesUrl } = await sentCoupon();
    expect((await choose(preferencesUrl, 'everything')).status).toBe(400);
    expect(await list()).toEqual([]);
  });
});
