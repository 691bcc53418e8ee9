import type { AppLoadContext } from '@remix-run/node';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { STARTING_TEXTS } from '~/loyalty/starting-texts';
import type { Program } from '~/loyalty/program';
import { MESSAGE_NAMES, type MessageName } from '~/mail/message-variables';
import type { PreviewAnswer, PreviewRequest, TryAnswer } from '~/routes/app.messages/preview-request';
import * as couponRoute from '~/routes/app.customers_.$id_.coupon';
import * as previewRoute from '~/routes/app.messages_.preview';
import * as tryRoute from '~/routes/app.messages_.try';
import { serveRoutes } from '../support/serve-routes';
import { SHOP, useHarness, type Harness } from './effects-harness';

const OTHER = 'other-shop.myshopify.com';

/** Who is signed in; the session token itself is the library's, tested in the browser and by the tenant fuzzer. */
const signedIn = vi.hoisted(() => ({ shop: null as string | null }));
// a page waits for Shopify's names for seconds only; this machine may have much else to do
vi.mock('~/components/in-time.server', () => ({ inTime: <T>(answer: Promise<T>) => answer }));
vi.mock('~/components/merchant.server', async (original) => ({
  ...(await original<object>()),
  authenticateMerchant: async (_request: Request, context: AppLoadContext) => {
    if (signedIn.shop === null) throw new Response(null, { status: 401 });
    return { shop: signedIn.shop, services: context.services, admin: null };
  },
}));

let h: Harness;
useHarness((started) => (h = started));
beforeEach(async () => {
  signedIn.shop = SHOP;
  await installed();
});

const installed = (change: (program: Program) => void = () => undefined) => h.installed(change);

const serve = serveRoutes(
  {
    preview: { path: 'app/messages/preview', module: previewRoute },
    try: { path: 'app/messages/try', module: tryRoute },
    coupon: { path: 'app/customers/:id/coupon', module: couponRoute },
  },
  () => h.services,
);

const post = (path: string, route: Parameters<typeof serve>[0], body: unknown): Promise<Response> =>
  serve(route, path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const typed = (message: MessageName, over: Partial<PreviewRequest> = {}): PreviewRequest => ({
  message,
  locale: 'de',
  customerId: null,
  ...STARTING_TEXTS.sie[message],
  tone: 'sie',
  imprint: 'Rösterei GmbH, Dresden',
  logoUrl: '',
  color: '#1f1f1d',
  ...over,
});
const preview = async (message: MessageName, over: Partial<PreviewRequest> = {}) =>
  (await (await post('/app/messages/preview', 'preview', typed(message, over))).json()) as PreviewAnswer;
const attempt = async (message: MessageName, over: Partial<PreviewRequest> = {}) =>
  (await (await post('/app/messages/try', 'try', typed(message, over))).json()) as TryAnswer;

describe('POST /app/messages/preview', () => {
  it.each(MESSAGE_NAMES)(
    '%s: shows the starting text, about which the linter has nothing to say',
    async (message) => {
      const answer = await preview(message);
      expect(answer).toMatchObject({ outcome: 'rendered', findings: [], customerName: null });
      const html = answer.outcome === 'rendered' ? answer.html : '';
      const promotional = !['first', 'repeat', 'milestone'].includes(message);
      expect(html.includes('/unsubscribe?token=')).toBe(promotional);
      expect(html.includes('class="coupon"')).toBe(['anniversary', 'reminder', 'restored'].includes(message));
      expect(html).toContain("default-src 'none'");
      expect(h.mails).toHaveLength(0);
    },
  );

  it('is for a real customer: name from Shopify, their own dates; nothing of it is stored', async () => {
    const who = h.customers()[0]!;
    const customerId = await h.ledgerCustomer(who);
    const answer = await preview('roundDate', { customerId });
    expect(answer.customerName).toBe([who.firstName, who.lastName].filter(Boolean).join(' '));
    expect(answer.outcome === 'rendered' && answer.text).toContain('22. November 2023');
    const dump = JSON.stringify([
      await h.db.ledgerCustomer.findMany({ select: { id: true, standingHash: true, locale: true } }),
      await h.db.message.findMany(),
      await h.db.activityEntry.findMany(),
    ]);
    expect(dump).not.toContain(who.lastName);
  });

  it('knows no customer of another shop, and says so by the example', async () => {
    const foreign = '33333333-3333-4333-8333-333333333333';
    await h.db.ledgerCustomer.create({
      data: { shop: OTHER, id: foreign, shopifyCustomerId: String(h.customers()[0]!.id) },
    });
    const answer = await preview('first', { customerId: foreign });
    expect(answer).toMatchObject({ outcome: 'rendered', customerName: null });
    expect(answer.outcome === 'rendered' && answer.text).toContain('Alex Muster');
  });

  it('warns of a coupon in a service message, and refuses one in a birthday greeting', async () => {
    const service = await preview('first', { body: 'Hier ist ein Gutschein.' });
    expect(service).toMatchObject({ outcome: 'rendered' });
    expect(service.findings.map(({ code }) => code)).toEqual(['promotional-in-service']);
    const birthday = await preview('birthday', { body: 'Hier ist ein Gutschein.' });
    expect(birthday).toMatchObject({ outcome: 'error', part: 'body' });
    expect(birthday.findings.map(({ code }) => code)).toEqual(['coupon-in-birthday']);
  });

  it('answers a text that cannot be rendered with what is wrong', async () => {
    const answer = await preview('first', { subject: '{{ nobody.knows }}' });
    expect(answer).toMatchObject({ outcome: 'error', part: 'subject' });
  });

  it.each(['no json', '{}', JSON.stringify({ ...typed('first'), message: 'calendar' }), 'null'])(
    'answers what is no form with 400: %s',
    async (body) => expect((await post('/app/messages/preview', 'preview', body)).status).toBe(400),
  );

  it('answers nobody who is not signed in', async () => {
    signedIn.shop = null;
    expect((await post('/app/messages/preview', 'preview', typed('first'))).status).toBe(401);
    expect((await post('/app/messages/try', 'try', typed('first'))).status).toBe(401);
  });
});

describe('POST /app/messages/try', () => {
  it('goes to the saved reply address, whatever came with the request', async () => {
    const sneaky = { ...typed('anniversary'), to: 'x@evil.example', replyTo: 'x@evil.example' };
    const answer = (await (await post('/app/messages/try', 'try', sneaky)).json()) as TryAnswer;
    expect(answer).toEqual({ outcome: 'sent', to: 'hallo@shop.example' });
    expect(h.mails).toHaveLength(1);
    const [mail] = h.mails;
    expect(mail).toMatchObject({
      to: { name: null, address: 'hallo@shop.example' },
      replyTo: 'hallo@shop.example',
    });
    expect(mail?.subject).toMatch(/^\[Test\] /);
    expect(mail?.headers['List-Unsubscribe']).toMatch(/^<https:\/\/app\.example\/unsubscribe\?token=/);
    expect(await h.db.activityEntry.findMany({ select: { event: true, detail: true } })).toEqual([
      { event: 'message.tried', detail: { message: 'anniversary', locale: 'de' } },
    ]);
  });

  it('of a service message has no way out, of a birthday no coupon', async () => {
    await attempt('first');
    await attempt('birthday');
    expect(h.mails[0]?.headers).not.toHaveProperty('List-Unsubscribe');
    expect(h.mails[1]?.html).not.toContain('class="coupon"');
  });

  it('that cannot be rendered is not sent', async () => {
    expect(await attempt('first', { body: '{{ broken' })).toMatchObject({ outcome: 'error' });
    expect(await attempt('birthday', { body: 'Gutschein' })).toMatchObject({ outcome: 'error' });
    expect(h.mails).toHaveLength(0);
  });

  it('that the mail server refuses says why', async () => {
    h.control.mail = async () => ({ outcome: 'rejected', reason: 'smtp 550' });
    expect(await attempt('first')).toEqual({ outcome: 'not-sent', reason: 'smtp 550' });
  });

  it('is possible thirty times in an hour', async () => {
    for (let n = 0; n < 30; n += 1) expect((await attempt('first')).outcome).toBe('sent');
    expect(await attempt('first')).toEqual({ outcome: 'too-many' });
    h.clock.set('2026-11-22T11:00:01.000Z');
    expect((await attempt('first')).outcome).toBe('sent');
    expect(h.mails).toHaveLength(31);
  });
});

describe('POST /app/customers/:id/coupon', () => {
  const act = (customerId: string, body: unknown) =>
    post(`/app/customers/${customerId}/coupon`, 'coupon', body);

  it('withdraws a coupon of this customer, and none of somebody else', async () => {
    const customerId = await h.ledgerCustomer(h.customers()[0]!);
    const other = await h.ledgerCustomer(h.customers()[1]!);
    const giftId = await h.plannedGift(customerId, { state: 'issued', code: 'DANKE-2222-3333-4444' });
    expect((await act(other, { giftId, action: 'revoke' })).status).toBe(404);
    expect((await act('nobody', { giftId, action: 'revoke' })).status).toBe(404);
    expect((await act(customerId, { giftId, action: 'delete' })).status).toBe(400);
    expect(await (await act(customerId, { giftId, action: 'revoke' })).json()).toEqual({ outcome: 'done' });
    expect(await (await act(customerId, { giftId, action: 'revoke' })).json()).toEqual({
      outcome: 'not-possible',
    });
    expect(h.jobs).toContainEqual({ queue: 'standing.write', data: { shop: SHOP }, key: SHOP });
  });

  it('is nothing for another shop', async () => {
    const customerId = await h.ledgerCustomer(h.customers()[0]!);
    const giftId = await h.plannedGift(customerId, { state: 'issued', code: 'DANKE-2222-3333-4444' });
    signedIn.shop = OTHER;
    expect((await act(customerId, { giftId, action: 'revoke' })).status).toBe(404);
  });
});
