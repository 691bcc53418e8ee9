import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { requireShopFacts } from '~/components/merchant.server';
import { readEnv } from '~/env.server';
import { dispatchMessages } from '~/effects/dispatch-messages';
import { takeAllowance } from '~/effects/mail-allowance';
import { readMailServer, resealPasswords, saveMailServer } from '~/effects/mail-server-settings';
import { shopsWithDueMessages } from '~/effects/message-claims';
import { shopMail } from '~/effects/shop-mail';
import { MailServers } from '~/mail/mail-servers.server';
import type { ServerDraft } from '~/mail/server-settings';
import { createSmtpTransport, type SmtpOptions } from '~/mail/smtp.server';
import { readHome } from '~/routes/app._index/home.server';
import { readDomainHints } from '~/routes/app.sending/domain-hints.server';
import { actOnSending, type SendingRequest } from '~/routes/app.sending/sending.server';
import type { Services } from '~/services.server';
import { SHOP, useHarness, type Harness } from './effects-harness';

const PASSWORD = 'geheim-Wort-42';
const SENDER = { name: 'Rösterei', email: 'hallo@shop.example', replyTo: 'mensch@shop.example', imprint: '' };
let h: Harness;
let services: Services;
const opened: SmtpOptions[] = [];
const closing: (() => void | Promise<void>)[] = [];
useHarness((started) => (h = started));
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
beforeEach(async () => {
  await h.db.mailServer.deleteMany();
  await h.db.mailRate.deleteMany();
  await h.installed();
  opened.length = 0;
  const mailServers = new MailServers((options) => {
    opened.push(options);
    return createSmtpTransport({ ...options, connectTimeoutMs: 500, socketTimeoutMs: 500 });
  });
  closing.push(() => mailServers.close());
  services = { ...h.services, mailServers };
});

/** A mail server that asks for user and password. */
async function ownServer() {
  const received: string[] = [];
  const logins: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) => {
      logins.push(`${username} ${password}`);
      if (password === PASSWORD) done(null, { user: username ?? '' });
      else done(Object.assign(new Error('535 5.7.8 no'), { responseCode: 535 }));
    },
    onData: (stream, session, done) => {
      stream.resume();
      stream.on('end', () => {
        received.push(...session.envelope.rcptTo.map(({ address }) => address));
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: (server.server.address() as AddressInfo).port, received, logins };
}

const draft = (port: number, over: Partial<ServerDraft> = {}): ServerDraft => ({
  host: '127.0.0.1', port: String(port), security: 'none', username: 'shop', password: PASSWORD, perSecond: '', ...over,
}); // prettier-ignore
const act = (intent: SendingRequest['intent'], form: ServerDraft, own = true, by = services) =>
  actOnSending(by, SHOP, { intent, own, draft: form }, { sender: SENDER, locale: 'en' });
const sealed = async () => (await h.db.mailServer.findUniqueOrThrow({ where: { shop: SHOP } })).password;

describe("a shop's own mail server", () => {
  it('is used from the next message on, and the operator’s again after it is removed', async () => {
    const own = await ownServer();
    expect(await act('save', draft(own.port))).toEqual({ outcome: 'saved' });
    const [first, second] = h.paidOrders();
    await h.thankYou(first!);
    await dispatchMessages(services, { shop: SHOP });
    expect(own.received).toEqual([first!.email]);
    expect(h.mails).toHaveLength(0);
    expect(own.logins).toEqual([`shop ${PASSWORD}`]);

    expect(await act('save', draft(own.port), false)).toEqual({ outcome: 'saved' });
    expect(await h.db.mailServer.count()).toBe(0);
    await h.thankYou(second!);
    await dispatchMessages(services, { shop: SHOP });
    expect(own.received).toHaveLength(1);
    expect(h.mails.map(({ to }) => to.address)).toEqual([second!.email]);
  });

  it('has a password that nobody sees again: not the page, not the database, not the log', async () => {
    const own = await ownServer();
    await act('save', draft(own.port));
    const shown = await readMailServer(services, SHOP);
    expect(shown).toEqual({
      host: '127.0.0.1',
      port: own.port,
      security: 'none',
      username: 'shop',
      perSecond: null,
      passwordReadable: true,
    });
    const row = await h.db.mailServer.findUniqueOrThrow({ where: { shop: SHOP } });
    const log = await h.db.activityEntry.findMany();
    expect(log.map(({ event }) => event)).toEqual(['sending.changed']);
    expect(JSON.stringify([row, log.map(({ detail }) => detail)])).not.toContain(PASSWORD);
  });

  it('keeps its password when none is typed, for the same server and account only', async () => {
    const own = await ownServer();
    const thief = await ownServer();
    await act('save', draft(own.port));
    expect(await act('save', draft(own.port, { password: '', perSecond: '5' }))).toEqual({
      outcome: 'saved',
    });
    const again = { outcome: 'invalid', errors: { password: 'password-again' } };
    for (const intent of ['save', 'test'] as const) {
      expect(await act(intent, draft(thief.port, { password: '' }))).toEqual(again);
      expect(await act(intent, draft(own.port, { password: '', username: 'other' }))).toEqual(again);
      expect(await act(intent, draft(own.port, { password: '', security: 'starttls' }))).toEqual(again);
    }
    expect(thief.logins).toEqual([]);
    expect((await readMailServer(services, SHOP))?.perSecond).toBe(5);
  });

  it('is tested as it is typed, with an answer for each way to fail', async () => {
    const own = await ownServer();
    expect(await act('test', draft(own.port))).toEqual({ outcome: 'sent', to: SENDER.replyTo });
    expect(own.received).toEqual([SENDER.replyTo]);
    expect(await act('test', draft(own.port, { password: 'wrong' }))).toMatchObject({
      outcome: 'not-sent',
      problem: 'log-in',
    });
    expect(await act('test', draft(1))).toMatchObject({ outcome: 'not-sent', problem: 'unreachable' });
    expect(await act('test', draft(own.port, { security: 'starttls' }))).toMatchObject({
      outcome: 'not-sent',
      problem: 'encryption',
    });
    expect(await h.db.mailServer.count()).toBe(0);
    for (let n = 0; n < 30; n += 1) await act('test', draft(own.port));
    expect(await act('test', draft(own.port))).toEqual({ outcome: 'too-many' });
  });

  it('tells what is wrong with each field at once', async () => {
    const wrong: ServerDraft = {
      host: ' ',
      port: '0',
      security: 'tls',
      username: '',
      password: '',
      perSecond: '1.5',
    };
    expect(await act('save', wrong)).toEqual({
      outcome: 'invalid',
      errors: { host: 'required', port: 'port', username: 'required', perSecond: 'rate' },
    });
    expect(await act('save', draft(2525, { password: '' }))).toEqual({
      outcome: 'invalid',
      errors: { password: 'required' },
    });
  });

  it('in production leads to the internet only, encrypted', async () => {
    const env = { ...services.env, DEV_STORE_URL: undefined, NODE_ENV: 'production' } as Services['env'];
    const production = { ...services, env };
    const save = (over: Partial<ServerDraft>) =>
      act('save', draft(465, { host: 'smtp.example.com', security: 'tls', ...over }), true, production);
    expect(await save({ security: 'none', port: '25' })).toEqual({
      outcome: 'invalid',
      errors: { security: 'insecure', port: 'port' },
    });
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '10.0.0.1', 'a b.example'])
      expect(await save({ host })).toEqual({ outcome: 'invalid', errors: { host: 'host' } });
    const internal = {
      host: 'localhost.localdomain',
      port: 465,
      security: 'tls',
      username: 'u',
      perSecond: null,
    } as const;
    expect((await saveMailServer(production, SHOP, internal, 'x')).ok).toBe(false);
    expect(opened).toEqual([]);
  });

  it('that is away holds up nobody else, and the operator’s does not hold it up', async () => {
    await act('save', draft(1));
    await h.thankYou(h.paidOrders()[0]!);
    await dispatchMessages(services, { shop: SHOP });
    expect((await shopMail(services, SHOP)).transport.isDown?.()).toBe(true);
    expect(await dispatchMessages(services, { shop: SHOP })).toEqual({ claimed: 0, outcomes: {} });
    expect(services.mail.isDown?.() ?? false).toBe(false);
    h.clock.set('2026-11-22T11:00:00Z');
    expect(await shopsWithDueMessages(services, { ownServer: true })).toEqual([SHOP]);
    // saved anew, it is tried at once
    const own = await ownServer();
    await act('save', draft(own.port));
    await dispatchMessages(services, { shop: SHOP });
    expect(own.received).toHaveLength(1);
    await act('save', draft(own.port), false);
    await h.thankYou(h.paidOrders()[1]!);
    expect(await shopsWithDueMessages(services, { ownServer: true })).toEqual([]);
  });

  it('that takes its time has one turn at a time, a short one, and leaves the others theirs', async () => {
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const sent: string[] = [];
    const slow = new MailServers(() => ({
      async send(mail) {
        sent.push(mail.messageId);
        await answered;
        return { outcome: 'sent' };
      },
      close: () => undefined,
    }));
    const own = await ownServer();
    await act('save', draft(own.port));
    const orders = h.paidOrders().slice(0, 25);
    for (const order of orders) await h.thankYou(order);
    for (let index = orders.length; index < 25; index += 1)
      await h.message({ rule: 'thank-you', subjectKey: `order:${index}`, kind: 'service' });
    const by = { ...services, mailServers: slow };
    const first = dispatchMessages(by, { shop: SHOP });
    await vi.waitFor(() => expect(sent.length).toBeGreaterThan(0), 10_000);
    expect((await dispatchMessages(by, { shop: SHOP })).claimed).toBe(0);
    expect(await h.db.message.count({ where: { state: 'planned', attempts: 0 } })).toBe(5);
    answer();
    expect((await first).claimed).toBe(20);
    expect(h.jobs).toContainEqual({ queue: 'message.send', data: { shop: SHOP }, key: SHOP });
    expect((await dispatchMessages(by, { shop: SHOP })).claimed).toBe(5);
  });

  it('keeps its connections from slice to slice, and opens new ones after a change', async () => {
    const own = await ownServer();
    await act('save', draft(own.port));
    for (const order of h.paidOrders().slice(0, 3)) {
      await h.thankYou(order);
      await dispatchMessages(services, { shop: SHOP });
    }
    expect(opened).toHaveLength(1);
    h.clock.set('2026-11-22T10:00:01.000Z');
    await act('save', draft(own.port, { password: '', perSecond: '100' }));
    await h.thankYou(h.paidOrders()[3]!);
    await dispatchMessages(services, { shop: SHOP });
    expect(opened).toHaveLength(2);
    expect(own.received).toHaveLength(4);
  });
});

type Key = NonNullable<Services['env']['CREDENTIAL_KEYS']>[number];

describe('a new key', () => {
  const [old, fresh] = ['old', 'fresh'].map((id) => ({ id, key: Buffer.from(randomBytes(32)) }));
  const withKeys = (...keys: (Key | undefined)[]): Services => ({
    ...services,
    env: { ...services.env, CREDENTIAL_KEYS: keys.flatMap((key) => key ?? []) },
  });

  it('seals every stored password anew, and the old one can go', async () => {
    const own = await ownServer();
    await act('save', draft(own.port), true, withKeys(old));
    const before = await sealed();
    expect(await resealPasswords(withKeys(fresh, old))).toEqual({ resealed: 1, current: 0, unreadable: [] });
    expect(await sealed()).not.toBe(before);
    expect(await resealPasswords(withKeys(fresh, old))).toEqual({ resealed: 0, current: 1, unreadable: [] });
    await h.thankYou(h.paidOrders()[0]!);
    await dispatchMessages(withKeys(fresh), { shop: SHOP });
    expect(own.received).toHaveLength(1);
  });

  it('without the old one: nothing leaves by another server, the page says so, nothing is lost', async () => {
    const own = await ownServer();
    await act('save', draft(own.port), true, withKeys(old));
    expect(await resealPasswords(withKeys(fresh))).toEqual({ resealed: 0, current: 0, unreadable: [SHOP] });
    const id = await h.thankYou(h.paidOrders()[0]!);
    await dispatchMessages(withKeys(fresh), { shop: SHOP });
    expect((await h.messageRow(id)).state).toBe('planned');
    expect([...own.received, ...h.mails]).toEqual([]);
    expect(await readMailServer(withKeys(fresh), SHOP)).toMatchObject({ passwordReadable: false });
    expect(await act('save', draft(own.port, { password: '' }), true, withKeys(fresh))).toEqual({
      outcome: 'invalid',
      errors: { password: 'password-gone' },
    });
    expect((await home(withKeys(fresh)))?.attention.passwordUnreadable).toBe(true);
    expect((await home(withKeys(fresh, old)))?.attention.passwordUnreadable).toBe(false);
  });

  it('is sealed with by the command that the operator runs', async () => {
    const own = await ownServer();
    await act('save', draft(own.port), true, withKeys(old));
    const before = await sealed();
    expect(await reseal(fresh)).toEqual({ code: 1, result: { resealed: 0, current: 0, unreadable: [SHOP] } });
    expect(await sealed()).toBe(before);
    expect(await reseal(fresh, old)).toEqual({
      code: 0,
      result: { resealed: 1, current: 0, unreadable: [] },
    });
    expect(await readMailServer(withKeys(fresh), SHOP)).toMatchObject({ passwordReadable: true });
  });

  async function home(by: Services) {
    const merchant = { services: by, shop: SHOP };
    return readHome(merchant, await requireShopFacts(merchant));
  }

  /** `npm run secrets:reseal` */
  async function reseal(...keys: (Key | undefined)[]): Promise<{ code: number; result: unknown }> {
    const given = keys.flatMap((key) => (key ? [`${key.id}:${key.key.toString('base64')}`] : []));
    const env = {
      ...process.env,
      NODE_ENV: 'test' as const,
      DATABASE_URL: h.database.url,
      CREDENTIAL_KEYS: given.join(','),
    };
    const run = promisify(execFile)(process.execPath, ['--import', 'tsx', 'scripts/reseal-secrets.ts'], {
      env,
    });
    const { stdout, code } = await run.then(
      (done) => ({ ...done, code: 0 }),
      (failed: unknown) => failed as { stdout: string; code: number },
    );
    return { code, result: JSON.parse(stdout) as unknown };
  }
});

describe('the limit of a server', () => {
  it('is one second’s worth for all workers together', async () => {
    const server = { server: 'smtp.example.com', perSecond: 5 };
    const taken = await Promise.all(Array.from({ length: 8 }, () => takeAllowance(services, server, 100)));
    expect(taken.flatMap(({ count }) => (count > 0 ? count : []))).toEqual([5]);
    const another = { server: 'another', perSecond: 5 };
    expect(await takeAllowance(services, another, 3)).toMatchObject({ count: 3 });
    expect(await takeAllowance(services, { ...server, perSecond: null }, 100)).toMatchObject({ count: 100 });
    await h.db.$executeRaw`UPDATE mail_rate SET free_at = free_at - interval '1 second'`;
    expect(await takeAllowance(services, server, 100)).toMatchObject({ count: 5 });
  });

  it('a shop with one message leaves the rest of the second to others', async () => {
    const limited = { ...services, env: { ...services.env, SMTP_MESSAGES_PER_SECOND: 10 } };
    const freeIn = async () => {
      const [row] = await h.db.$queryRaw<{ ms: number }[]>`
        SELECT extract(epoch FROM free_at - clock_timestamp())::float8 * 1000 AS ms FROM mail_rate WHERE server = 'operator'`;
      return row?.ms ?? Infinity;
    };
    await h.thankYou(h.paidOrders()[0]!);
    expect((await dispatchMessages(limited, { shop: SHOP })).claimed).toBe(1);
    expect(await freeIn()).toBeLessThanOrEqual(100);
    // a job that finds nothing due takes nothing
    await h.db.$executeRaw`UPDATE mail_rate SET free_at = clock_timestamp()`;
    expect((await dispatchMessages(limited, { shop: SHOP })).claimed).toBe(0);
    expect(await freeIn()).toBeLessThanOrEqual(0);
    // who comes too late with it takes nothing from those who came meanwhile
    const late = await takeAllowance(services, { server: 'operator', perSecond: 10 }, 10);
    await h.db.$executeRaw`UPDATE mail_rate SET free_at = clock_timestamp() + interval '3 seconds'`;
    await late.giveBack(0);
    expect(await freeIn()).toBeGreaterThan(1_000);
  });

  it('is that of an account: another shop with the same user name at the same provider has its own', async () => {
    const own = await ownServer();
    await act('save', draft(own.port, { username: 'apikey' }));
    const account = async () => (await shopMail(services, SHOP)).server;
    const first = await account();
    expect(first).not.toContain(PASSWORD);
    await act('save', draft(own.port, { username: 'apikey', password: 'another' }));
    const second = await account();
    expect(second).not.toBe(first);
    await act('save', draft(own.port, { username: 'apikey' }));
    expect(await account()).toBe(first);
  });

  it('leaves what is over planned and untouched', async () => {
    const own = await ownServer();
    await act('save', draft(own.port, { perSecond: '2' }));
    for (const order of h.paidOrders().slice(0, 5)) await h.thankYou(order);
    expect((await dispatchMessages(services, { shop: SHOP })).claimed).toBe(2);
    expect((await dispatchMessages(services, { shop: SHOP })).claimed).toBe(0);
    expect(await h.db.message.count({ where: { state: 'planned', attempts: 0 } })).toBe(3);
    await h.db.$executeRaw`UPDATE mail_rate SET free_at = free_at - interval '1 second'`;
    expect((await dispatchMessages(services, { shop: SHOP })).claimed).toBe(2);
    expect(own.received).toHaveLength(4);
  });
});

describe('hints for the sender’s domain', () => {
  const none = Object.assign(new Error('x'), { code: 'ENOTFOUND' });
  const asked: string[] = [];
  const resolve = (name: string) => {
    asked.push(name);
    return name === 'shop.example' ? Promise.resolve([['v=spf1 mx -all']]) : Promise.reject(none);
  };
  const look = (senderEmail: string, selector: string | null = null, by = services) =>
    readDomainHints(by, SHOP, { senderEmail, selector }, resolve);

  it('are looked up for that domain only', async () => {
    asked.length = 0;
    expect((await look('hallo@Shop.example', 's1'))?.domain).toBe('shop.example');
    expect(asked.sort()).toEqual(['_dmarc.shop.example', 's1._domainkey.shop.example', 'shop.example']);
    expect(await look('hallo')).toBeNull();
    expect((await look('a@shop.example', 'x.evil.example.'))?.hints[1]?.name).toBe(
      '*._domainkey.shop.example',
    );
  });

  it('are for the server that the messages leave by: the operator’s, as the environment names it, or the shop’s own', async () => {
    const spf = async (env: Record<string, string>) => {
      const by = { ...services, env: readEnv({ NODE_ENV: 'test', ...env }) };
      const [hint] = (await look('hallo@shop.example', null, by))?.hints ?? [];
      return [hint?.problem, hint?.advice, hint?.name];
    };
    const named = { SMTP_SPF: 'include:_spf.app.example  ip4:192.0.2.7' };
    expect(await spf({})).toEqual(['ask-operator', null, 'shop.example']);
    expect(await spf(named)).toEqual(['add-spf', 'include:_spf.app.example ip4:192.0.2.7', 'shop.example']);
    const away = { ...named, BOUNCE_ADDRESS: 'bounces@mail.app.example' };
    expect(await spf(away)).toEqual(['elsewhere', null, 'mail.app.example']);
    const own = await ownServer();
    await act('save', draft(own.port));
    expect(await spf(away)).toEqual([null, null, 'shop.example']);
    expect(() => readEnv({ NODE_ENV: 'test', SMTP_SPF: 'v=spf1 include:x' })).toThrow('SMTP_SPF');
  });
});
