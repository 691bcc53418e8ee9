import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { SignJWT, type JWTPayload } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyConsents } from '~/effects/apply-consents';
import { confirmConsent, readConfirmation } from '~/effects/confirm-consent';
import { sealContext } from '~/effects/shop-mail';
import { hashEmail } from '~/email-hash.server';
import { RetryLater } from '~/retry-later.server';
import { redactCustomer } from '~/ledger/privacy.server';
import { MailServers } from '~/mail/mail-servers.server';
import { signUnsubscribeToken } from '~/mail/unsubscribe-token';
import { seal } from '~/secrets.server';
import { consentEndpoint, type ConsentLimits } from '~/web/consent-endpoint.server';
import { securityHeaders } from '~/web/middleware.server';
import type { Customer } from '../../dev-store/model/types';
import { SHOP, useHarness, type Harness } from './effects-harness';

const OTHER = 'other-shop.myshopify.com';
const WIDE: ConsentLimits = {
  patienceMs: 60_000,
  customer: { points: 1_000, seconds: 60 },
  shop: { points: 1_000, seconds: 60 },
};

let h: Harness;
let server: Server | null = null;
let customer: Customer;
useHarness((started) => (h = started));
beforeEach(async () => {
  await h.installed((program) => (program.consent.askAfterOrder = true));
  customer = { ...h.customers()[0]!, emailMarketing: NOBODY_ASKED };
  h.state.put('customer', customer);
  await serve(WIDE);
});
afterEach(async () => {
  await stop();
  await h.db.mailServer.deleteMany();
});

const NOBODY_ASKED = { state: 'NOT_SUBSCRIBED', optInLevel: null, consentUpdatedAt: null } as const;

async function serve(limits: ConsentLimits): Promise<void> {
  await stop();
  const app = express();
  app.use(securityHeaders({ https: true }));
  app.all('/surfaces/consent', consentEndpoint(h.services, limits));
  server = createServer(app);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
}
async function stop(): Promise<void> {
  const running = server;
  server = null;
  if (running) await new Promise((resolve) => running.close(resolve));
}
const address = (query = '') =>
  `http://127.0.0.1:${(server?.address() as AddressInfo).port}/surfaces/consent${query}`;

/** A session token of a checkout extension, as its documentation describes it. */
async function token(
  change: JWTPayload = {},
  { secret = h.services.env.SHOPIFY_API_SECRET, lives = 300 } = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  const claims: JWTPayload = {
    dest: SHOP,
    aud: h.services.env.SHOPIFY_API_KEY,
    sub: `gid://shopify/Customer/${customer.id}`,
    exp: now + lives,
    nbf: now - 300,
    iat: now - 300,
    jti: 'a-nonce',
    ...change,
  };
  return new SignJWT(JSON.parse(JSON.stringify(claims)) as JWTPayload)
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(secret));
}

interface Answer {
  status: number;
  body: { state?: string; error?: string; text?: Record<string, string> };
  headers: Headers;
}
async function ask(bearer: string | null, init: RequestInit = {}, query = '?surface=thank-you&locale=de') {
  const response = await fetch(address(query), {
    ...init,
    headers: {
      ...(bearer && { Authorization: `Bearer ${bearer}` }),
      Origin: 'null',
      ...(init.headers as Record<string, string> | undefined),
    },
  });
  const text = await response.text();
  const body = (text ? JSON.parse(text) : {}) as Answer['body'];
  return { status: response.status, body, headers: response.headers };
}
const say = async (answer: string, change: object = {}, bearer?: string) =>
  ask(
    bearer ?? (await token()),
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ answer, text: '1.de', surface: 'thank-you', locale: 'de', ...change }),
    },
    '',
  );
const state = async () => (await ask(await token())).body.state;
const apply = () => applyConsents(h.services, { shop: SHOP });
const rows = () => h.db.consentAnswer.findMany({ where: { shop: SHOP }, orderBy: { answeredAt: 'asc' } });
const marketing = () => h.state.get('customer', customer.id)?.emailMarketing;
const linkToken = () => /\/consent\?token=([\w.-]+)/.exec(h.mails.at(-1)?.text ?? '')?.[1] ?? '';

describe('who may ask', () => {
  it.each([
    ['no token', async () => null],
    ['no token at all, but words', async () => 'a b c'],
    ['a forged one', () => token({}, { secret: 'another-secret-of-32-characters!!' })],
    ['an expired one', () => token({}, { lives: -60 })],
    ['one that is not valid yet', () => token({ nbf: Math.floor(Date.now() / 1_000) + 600 })],
    ['one of another app', () => token({ aud: 'another-app' })],
    ['one for nobody', () => token({ aud: undefined })],
    ['one without an end', () => token({ exp: undefined })],
    ['one of no shop', () => token({ dest: 'https://evil.example' })],
    ['one of a shop that only looks like it', () => token({ dest: `${SHOP}.evil.example` })],
    [
      "a merchant's of the admin",
      () => token({ iss: `https://${SHOP}/admin`, dest: `https://${SHOP}`, sub: '42', sid: 'x' }),
    ],
    ['one from somebody else', () => token({ iss: 'https://evil.example/' })],
    ['one whose subject is no customer', () => token({ sub: 'gid://shopify/Order/1' })],
    [
      'one without a signature',
      async () => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await token()).split('.')[1]}.`,
    ],
  ])('%s: 401, and nothing is looked up', async (_name, make) => {
    expect(await ask(await make())).toMatchObject({ status: 401, body: { error: 'token' } });
    expect(h.operations).toEqual([]);
  });

  it('takes a token with or without https, with the shop as issuer, or Shopify', async () => {
    for (const change of [
      { dest: `https://${SHOP}` },
      { iss: `https://${SHOP}/checkouts` },
      { iss: 'https://shopify.com/1' },
    ])
      expect(await ask(await token(change))).toMatchObject({ status: 200, body: { state: 'ask' } });
  });

  it("of a shop without the app, or whose app is gone: 403; another shop's token reaches only that shop", async () => {
    const foreign = await token({ dest: OTHER });
    expect(await ask(foreign)).toMatchObject({ status: 403, body: { error: 'shop' } });
    expect((await say('yes', {}, foreign)).status).toBe(403);
    expect(await rows()).toEqual([]);
    await h.db.shop.updateMany({ data: { uninstalledAt: h.clock.now() } });
    expect((await ask(await token())).status).toBe(403);
    expect((await say('yes')).status).toBe(403);
  });

  it("a customer of the same number in another shop has nothing to do with this one's answers", async () => {
    expect((await say('no')).body).toEqual({ state: 'off' });
    const { documents, ...row } = {
      ...(await h.db.shop.findUniqueOrThrow({ where: { shop: SHOP } })),
      documents: await h.db.program.findFirstOrThrow({ where: { shop: SHOP } }),
    };
    await h.db.shop.create({ data: { ...row, shop: OTHER } });
    await h.db.program.create({ data: { ...documents, shop: OTHER, document: documents.document ?? {} } });
    // it would ask, but this shop's token for the Admin API is not its own
    expect((await ask(await token({ dest: OTHER }))).status).toBe(503);
    expect(await h.db.consentAnswer.count({ where: { shop: OTHER } })).toBe(0);
  });

  it('asks guests nothing', async () => {
    expect(await ask(await token({ sub: undefined }))).toMatchObject({ status: 200, body: { state: 'off' } });
    expect((await say('yes', {}, await token({ sub: undefined }))).body).toEqual({ state: 'off' });
    expect(await rows()).toEqual([]);
    expect(h.operations).toEqual([]);
  });
});

describe('what a browser needs', () => {
  it('a preflight is answered without a token, for every origin and without credentials', async () => {
    const response = await fetch(address(), {
      method: 'OPTIONS',
      headers: {
        Origin: 'https://extensions.shopifycdn.com',
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization,content-type',
      },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-methods')).toBe('GET, POST');
    expect(response.headers.get('access-control-allow-headers')).toBe('Authorization, Content-Type');
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('errors can be read too, and security headers stay', async () => {
    for (const bearer of [null, await token()]) {
      const { headers } = await ask(bearer);
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('strict-transport-security')).toContain('max-age=31536000');
      expect(headers.get('content-type')).toContain('application/json');
      expect(headers.get('set-cookie')).toBeNull();
    }
  });

  it('other methods: 405', async () => {
    expect(await ask(await token(), { method: 'DELETE' })).toMatchObject({
      status: 405,
      body: { error: 'method' },
    });
  });
});

describe('bounds', () => {
  it.each([
    ['no JSON', 'x', 400],
    ['another shape', JSON.stringify({ answer: 'maybe', text: '1.de', surface: 'thank-you' }), 400],
    ['a text that never was', JSON.stringify({ answer: 'yes', text: '9.de', surface: 'thank-you' }), 400],
    ['another place', JSON.stringify({ answer: 'yes', text: '1.de', surface: 'checkout' }), 400],
    [
      'too much',
      JSON.stringify({ answer: 'yes', text: '1.de', surface: 'thank-you', more: 'x'.repeat(3_000) }),
      413,
    ],
  ])('%s', async (_name, body, status) => {
    const answer = await ask(await token(), { method: 'POST', body }, '');
    expect(answer.status).toBe(status);
    expect(answer.body.error).toBe(status === 413 ? 'too-large' : 'bad-request');
    expect(await rows()).toEqual([]);
  });

  it('too large without saying how large: 413 while it comes', async () => {
    const body = new ReadableStream({
      start(controller) {
        for (let part = 0; part < 8; part += 1)
          controller.enqueue(new TextEncoder().encode('x'.repeat(1_000)));
        controller.close();
      },
    });
    const init = { method: 'POST', body, duplex: 'half' } as RequestInit;
    expect(await ask(await token(), init, '')).toMatchObject({ status: 413, body: { error: 'too-large' } });
  });

  it('too many of one customer: 429 with the wait, others go on', async () => {
    await serve({ ...WIDE, customer: { points: 2, seconds: 60 } });
    expect(await state()).toBe('ask');
    expect(await state()).toBe('ask');
    const refused = await ask(await token());
    expect(refused).toMatchObject({ status: 429, body: { error: 'too-many' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const other = await token({ sub: `gid://shopify/Customer/${h.customers()[1]!.id}` });
    expect((await ask(other)).status).toBe(200);
  });

  it('too many of one shop: 429, other shops go on', async () => {
    await serve({ ...WIDE, shop: { points: 1, seconds: 60 } });
    expect((await ask(await token({ sub: undefined }))).status).toBe(200);
    expect((await ask(await token())).status).toBe(429);
    expect((await ask(await token({ dest: OTHER }))).status).toBe(403);
  });

  it('Shopify or the database does not answer: 503 with a wait, and no detail', async () => {
    h.control.fault = 'down';
    const refused = await ask(await token());
    expect(refused).toMatchObject({ status: 503, body: { error: 'unavailable' } });
    expect(refused.headers.get('retry-after')).toBe('5');
    expect((await say('yes')).status).toBe(503);
    expect(await rows()).toEqual([]);
  });
});

describe('a slow Shopify', () => {
  it('is not waited for: 503', async () => {
    await serve({ ...WIDE, patienceMs: 50 });
    const late = Promise.withResolvers<undefined>();
    h.control.before = () => late.promise;
    expect(await ask(await token())).toMatchObject({ status: 503, body: { error: 'unavailable' } });
    late.resolve(undefined);
  });
});

describe('what is asked', () => {
  it('in the shopper’s language, with an id for the text; nothing while the merchant does not want it', async () => {
    const german = (await ask(await token())).body;
    expect(german).toMatchObject({ state: 'ask', text: { id: '1.de', yes: 'Ja, gern', no: 'Nein, danke' } });
    expect(german.text?.body).toContain('Rösterei');
    const french = await ask(await token(), {}, '?surface=order-status&locale=fr-CH');
    expect(french.body.text?.id).toBe('1.fr');
    expect((await ask(await token(), {}, '')).body.text?.id).toBe('1.en');
    await h.program((program) => (program.consent.askAfterOrder = false));
    h.operations.length = 0;
    expect((await ask(await token())).body).toEqual({ state: 'off' });
    expect((await say('yes')).body).toEqual({ state: 'off' });
    expect(h.operations).toEqual([]);
    expect(await rows()).toEqual([]);
  });

  it('nobody who unsubscribed, bounced, or agreed already', async () => {
    h.subscribe(customer, { state: 'UNSUBSCRIBED' });
    expect(await state()).toBe('off');
    h.subscribe(customer); // confirmed
    expect(await state()).toBe('given');
    h.subscribe(customer, { optInLevel: 'SINGLE_OPT_IN' }); // proves too little in Germany
    expect(await state()).toBe('ask');
    h.state.put('customer', customer);
    const emailHash = hashEmail(customer.email, h.services.env.EMAIL_HASH_KEY) ?? '';
    await h.db.suppression.create({
      data: { shop: SHOP, emailHash, reason: 'bounced', createdAt: h.clock.now() },
    });
    expect(await state()).toBe('off');
  });

  it('nobody while there is no imprint, and no customer that Shopify does not know', async () => {
    await h.program((program) => {
      program.consent.askAfterOrder = true;
      program.sender.imprint = '';
    });
    expect(await state()).toBe('off');
    await h.program((program) => (program.consent.askAfterOrder = true));
    const gone = await ask(await token({ sub: 'gid://shopify/Customer/999999' }));
    expect(gone.body).toEqual({ state: 'off' });
  });
});

describe('no', () => {
  it('is kept with what was asked, and nobody is asked again', async () => {
    expect((await say('no')).body).toEqual({ state: 'off' });
    expect(await state()).toBe('off');
    expect((await say('yes')).body).toEqual({ state: 'off' });
    expect(await rows()).toMatchObject([{ state: 'declined', surface: 'thank-you', textId: '1.de' }]);
    expect(h.jobs).toEqual([]);
  });
});

describe('yes, in Germany', () => {
  it('waits for the confirmation by mail; the consent counts from then on', async () => {
    const asked = await say('yes');
    expect(asked.body).toMatchObject({ state: 'asked', text: { title: 'Noch ein Schritt' } });
    expect(h.jobs).toEqual([{ queue: 'consent.apply', data: { shop: SHOP }, key: SHOP }]);
    await apply();
    expect(h.mails).toHaveLength(1);
    const [mail] = h.mails;
    expect(mail?.subject).toBe('Bitte bestätigen: E-Mails von Rösterei');
    expect(mail?.to.address).toBe(customer.email);
    expect(mail?.text).toContain('Elbufer 1');
    expect(marketing()).toEqual(NOBODY_ASKED);
    expect(await state()).toBe('asked');

    h.clock.set('2026-11-22T11:00:00Z');
    // what mail scanners do changes nothing
    expect(await readConfirmation(h.services, linkToken())).toMatchObject({ ok: true, confirmed: false });
    expect((await rows())[0]?.state).toBe('pending');
    expect(await confirmConsent(h.services, linkToken())).toMatchObject({ ok: true, confirmed: true });
    expect(await state()).toBe('given');
    await apply();
    expect(marketing()).toEqual({
      state: 'SUBSCRIBED',
      optInLevel: 'CONFIRMED_OPT_IN',
      consentUpdatedAt: '2026-11-22T11:00:00.000Z',
    });
    const [row] = await rows();
    expect(row).toMatchObject({ state: 'given', textId: '1.de', locale: 'de', surface: 'thank-you' });
    expect(row?.text).toContain('Wenn Sie zustimmen, schickt Rösterei Ihnen E-Mails');
    expect(row?.answeredAt.toISOString()).toBe('2026-11-22T10:00:00.000Z');
    expect(JSON.stringify(row)).not.toContain(customer.email);
    expect(await h.db.activityEntry.count({ where: { event: 'consent.given' } })).toBe(1);
  });

  it('twice, from two tabs, or confirmed twice: one answer, one message, one consent', async () => {
    const both = await Promise.all([say('yes'), say('yes')]);
    expect(both.map(({ body }) => body.state)).toEqual(['asked', 'asked']);
    expect((await say('yes')).body.state).toBe('asked');
    expect(await rows()).toHaveLength(1);
    await apply();
    await apply();
    expect(h.mails).toHaveLength(1);
    await confirmConsent(h.services, linkToken());
    expect(await confirmConsent(h.services, linkToken())).toMatchObject({ ok: true, confirmed: true });
    await apply();
    await apply();
    expect(h.operations.filter((name) => name === 'EmailConsentUpdate')).toHaveLength(1);
  });

  it('and then no: the link is worthless', async () => {
    await say('yes');
    await apply();
    h.clock.set('2026-11-22T10:05:00Z');
    expect((await say('no')).body).toEqual({ state: 'off' });
    expect(await confirmConsent(h.services, linkToken())).toEqual({ ok: false });
    await apply();
    expect(marketing()).toEqual(NOBODY_ASKED);
    expect((await rows()).map((row) => row.state)).toEqual(['void', 'declined']);
  });

  it('the link ends after seven days; then the question may come again', async () => {
    await say('yes');
    await apply();
    const old = linkToken();
    h.clock.set('2026-11-29T10:00:00Z');
    expect(await confirmConsent(h.services, old)).toEqual({ ok: false });
    expect(await state()).toBe('ask');
    await say('yes');
    await apply();
    expect(h.mails).toHaveLength(2);
    expect(await confirmConsent(h.services, old)).toEqual({ ok: false });
    expect(await confirmConsent(h.services, linkToken())).toMatchObject({ ok: true });
  });

  it('forged links, and those of the way out, confirm nothing', async () => {
    await say('yes');
    await apply();
    const link = linkToken();
    const emailHash = hashEmail(customer.email, h.services.env.EMAIL_HASH_KEY) ?? '';
    const wayOut = signUnsubscribeToken({ shop: SHOP, emailHash }, h.services.env.EMAIL_HASH_KEY);
    for (const forged of ['', 'x.y', `${link}x`, link.slice(0, -2), wayOut])
      expect(await confirmConsent(h.services, forged)).toEqual({ ok: false });
    expect((await rows())[0]?.state).toBe('pending');
  });

  it('is for the address that answered: with another one nothing comes of it', async () => {
    await say('yes');
    await apply();
    await confirmConsent(h.services, linkToken());
    h.state.put('customer', { ...customer, email: 'somebody.else@example.com' });
    await apply();
    expect(marketing()).toEqual(NOBODY_ASKED);
    expect(await rows()).toMatchObject([{ state: 'void', reason: 'address-changed' }]);
    expect(await h.db.activityEntry.count({ where: { event: 'consent.void' } })).toBe(1);
  });

  it('an objection in between has the last word', async () => {
    await say('yes');
    await apply();
    await confirmConsent(h.services, linkToken());
    h.subscribe(customer, { state: 'UNSUBSCRIBED' });
    await apply();
    expect(marketing()?.state).toBe('UNSUBSCRIBED');
    expect(await rows()).toMatchObject([{ state: 'void', reason: 'unsubscribed' }]);
  });

  it('mail server or Shopify away: later, and once', async () => {
    await say('yes');
    h.control.mail = async () => ({ outcome: 'retry', reason: 'smtp ECONNREFUSED', down: true });
    await expect(apply()).rejects.toThrow(RetryLater);
    h.control.mail = async () => ({ outcome: 'sent' });
    await apply();
    expect(h.mails).toHaveLength(1);
    await confirmConsent(h.services, linkToken());
    h.control.loseAnswer = (name) => name === 'EmailConsentUpdate';
    await expect(apply()).rejects.toThrow(RetryLater);
    h.control.loseAnswer = () => false;
    await apply();
    expect(marketing()?.optInLevel).toBe('CONFIRMED_OPT_IN');
    expect(await h.db.activityEntry.count({ where: { event: 'consent.given' } })).toBe(1);
  });

  it('one whose mailbox takes nothing now, or who cannot be asked, holds up nobody else', async () => {
    const first = customer;
    await say('yes');
    customer = { ...h.customers()[1]!, emailMarketing: NOBODY_ASKED };
    h.state.put('customer', customer);
    await say('yes');
    h.control.mail = async ({ to }) =>
      to.address === first.email ? { outcome: 'retry', reason: 'smtp 450' } : { outcome: 'sent' };
    await apply();
    expect(h.mails.map(({ to }) => to.address)).toEqual([customer.email]);
    customer = { ...h.customers()[2]!, emailMarketing: NOBODY_ASKED };
    h.state.put('customer', customer);
    await say('yes');
    h.control.mail = async ({ to }) => {
      if (to.address === first.email) throw new Error('a bug');
      return { outcome: 'sent' };
    };
    await expect(apply()).rejects.toThrow('a bug');
    expect(h.mails.map(({ to }) => to.address)).toContain(customer.email);
    h.control.mail = async () => ({ outcome: 'rejected', reason: 'smtp 550', badAddress: true });
    await apply();
    expect(await h.db.suppression.findMany()).toMatchObject([{ reason: 'bounced' }]);
  });

  it('leaves by the shop’s own server, and not while there is no imprint', async () => {
    await say('yes');
    await h.program((program) => {
      program.consent.askAfterOrder = true;
      program.sender.imprint = '';
    });
    await apply();
    expect(h.mails).toEqual([]);
    await h.program((program) => (program.consent.askAfterOrder = true));
    const [keys, sent] = [[{ id: 'one', key: randomBytes(32) }], [] as string[]];
    await h.db.mailServer.create({
      data: {
        shop: SHOP, host: '127.0.0.1', port: 25, security: 'none', username: 'shop', updatedAt: h.clock.now(),
        password: seal(keys, 'secret', sealContext(SHOP)),
      },
    }); // prettier-ignore
    const mailServers = new MailServers(() => ({
      async send(mail) {
        sent.push(mail.to.address);
        return { outcome: 'sent' };
      },
      close: () => undefined,
    }));
    const env = { ...h.services.env, CREDENTIAL_KEYS: keys };
    await applyConsents({ ...h.services, env, mailServers }, { shop: SHOP });
    expect(sent).toEqual([customer.email]);
    expect(h.mails).toEqual([]);
  });

  it('goes with a redaction', async () => {
    await say('yes');
    await h.db.$transaction((tx) =>
      redactCustomer(
        tx,
        SHOP,
        h.services.env.EMAIL_HASH_KEY,
        {
          type: 'customer-redact',
          customerId: String(customer.id),
          emailHash: null,
          orderIds: [],
          at: '2026-11-22T10:00:00Z',
        },
        h.clock.now(),
      ),
    );
    expect(await rows()).toEqual([]);
    await apply();
    expect(h.mails).toEqual([]);
  });
});

describe('yes, where a recorded opt-in is enough', () => {
  it('counts at once, without a message', async () => {
    await h.program((program) => {
      program.consent.askAfterOrder = true;
      program.consent.country = 'CH';
    });
    expect((await say('yes', { text: '1.fr', locale: 'fr', surface: 'order-status' })).body).toMatchObject({
      state: 'given',
      text: { title: 'Merci' },
    });
    await apply();
    expect(h.mails).toEqual([]);
    expect(marketing()).toEqual({
      state: 'SUBSCRIBED',
      optInLevel: 'SINGLE_OPT_IN',
      consentUpdatedAt: '2026-11-22T10:00:00.000Z',
    });
    expect(await rows()).toMatchObject([{ state: 'given', surface: 'order-status', confirmedAt: null }]);
    expect(await state()).toBe('given');
  });
});
