import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { beforeEach, describe, expect, it } from 'vitest';
import { sendMessage } from '~/effects/dispatch-messages';
import { noteBounce } from '~/effects/note-bounce';
import { hashEmail } from '~/email-hash.server';
import { readBounceReport } from '~/mail/bounce-report.server';
import { messageOfVerp, verpAddress } from '~/mail/verp';
import { bounceHandler, signBounce } from '~/web/bounce-handler.server';
import type { Services } from '~/services.server';
import { SHOP, useHarness, type Harness } from './effects-harness';

const SECRET = 'a secret of the operator, long enough';
const BOUNCES = 'bounces@mail.operator.example';
let h: Harness;
let services: Services;
useHarness((started) => {
  h = started;
  services = { ...h.services, env: { ...h.services.env, BOUNCE_ADDRESS: BOUNCES, BOUNCE_SECRET: SECRET } };
});
beforeEach(() => h.installed());

interface Report {
  to?: string;
  action?: string;
  status?: string;
  diagnostic?: string;
  /** headers of the enclosed message */
  original?: string[];
  recipient?: string;
}

/** A delivery report as Postfix writes it. */
const dsn = (r: Report = {}) =>
  mail(r.to ?? BOUNCES, 'report-type=delivery-status', [
    ['text/plain', 'I am sorry to have to inform you that your message could not be delivered.'],
    [
      'message/delivery-status',
      `Reporting-MTA: dns; mx.example.com\r\nArrival-Date: Sun, 22 Nov 2026 10:00:00 +0000\r\n\r\nFinal-Recipient: rfc822; ${r.recipient ?? 'anna@customer.example'}\r\nAction: ${r.action ?? 'failed'}\r\nStatus: ${r.status ?? '5.1.1'}\r\nDiagnostic-Code: smtp; ${r.diagnostic ?? '550 5.1.1 User\r\n unknown'}\r\n`,
    ],
    ['text/rfc822-headers', (r.original ?? ['Subject: Danke']).join('\r\n')],
  ]);

/** A complaint as mailbox providers send it. */
const arf = (original: string[], type = 'abuse') =>
  mail(BOUNCES, 'report-type=feedback-report', [
    ['text/plain', 'This is an email abuse report.'],
    ['message/feedback-report', `Feedback-Type: ${type}\r\nUser-Agent: SomeGenerator/1.0\r\nVersion: 1\r\n`],
    ['message/rfc822', `${original.join('\r\n')}\r\nFrom: a@shop.example\r\nSubject: Danke\r\n\r\nHallo\r\n`],
  ]);

function mail(to: string, report: string, parts: [string, string][]): Buffer {
  const body = parts.map(([type, content]) => `--b\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`).join('');
  return Buffer.from(
    `From: MAILER-DAEMON@example.com\r\nTo: ${to}\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; ${report}; boundary=b\r\n\r\n${body}--b--\r\n`,
  );
}

/** A thank-you that left: its row, the mail, and the hash of its address. */
async function sent(order = h.paidOrders()[0]!) {
  const id = await h.thankYou(order);
  expect(await sendMessage(services, { shop: SHOP, messageId: id })).toEqual({ outcome: 'sent' });
  const row = await h.messageRow(id);
  return { id, row, mail: h.mails.at(-1)!, emailHash: hashEmail(order.email, services.env.EMAIL_HASH_KEY) };
}
const suppressions = () =>
  h.db.suppression.findMany({ select: { shop: true, emailHash: true, reason: true } });

/** Thank-yous to one address, so many days apart, and how each came back; null: it did not. */
async function cameBack(days: number[], statuses: (string | null)[]): Promise<string[]> {
  const first = await sent();
  const others = days.slice(1).map(async (_day, n) => {
    const id = crypto.randomUUID();
    const data = { ...first.row, id, subjectKey: `order:${n}`, messageId: `<${id}@${SHOP}>` };
    await h.db.message.create({ data });
    return id;
  });
  const ids = [first.id, ...(await Promise.all(others))];
  const outcomes: string[] = [];
  for (const [n, id] of ids.entries()) {
    const sentAt = new Date(first.row.sentAt!.getTime() + days[n]! * 86_400_000);
    await h.db.message.update({ where: { shop_id: { shop: SHOP, id } }, data: { sentAt } });
    const status = statuses[n];
    if (status === null || status === undefined) continue;
    const to = verpAddress(BOUNCES, id, services.env.EMAIL_HASH_KEY);
    outcomes.push(await noteBounce(services, dsn({ to, status, diagnostic: `452 ${status} later` })));
  }
  return outcomes;
}

describe('an address that takes no mail for now', () => {
  it.each([
    ['three in a row over two weeks', [0, 7, 14], ['5.2.2', '4.2.2', '4.4.1'], ['noted', 'noted', 'suppressed']],
    ['three within a few days', [0, 5, 13], ['5.2.2', '5.2.2', '5.2.2'], ['noted', 'noted', 'noted']],
    ['only two', [0, 30], ['5.2.2', '5.2.2'], ['noted', 'noted']],
    ['one of them stayed', [0, 7, 14, 21], ['5.2.2', null, '5.2.2', '5.2.2'], ['noted', 'noted', 'noted']],
    ['one was about us', [0, 7, 14], ['5.2.2', '5.7.1', '5.2.2'], ['noted', 'noted', 'noted']],
    ['it goes on after that', [0, 7, 14, 21, 28], ['5.7.1', null, '5.2.2', '5.2.2', '5.2.2'], ['noted', 'noted', 'noted', 'suppressed']],
  ] as [string, number[], (string | null)[], string[]][])('%s', async (_name, days, statuses, outcomes) => {
    expect(await cameBack(days, statuses)).toEqual(outcomes);
    expect(await suppressions()).toHaveLength(outcomes.includes('suppressed') ? 1 : 0);
  }); // prettier-ignore
});

describe('a message of which nobody knows whether it left', () => {
  it('left when it comes back: its address is found, and it waits for nobody any more', async () => {
    const order = h.paidOrders()[0]!;
    const id = await h.thankYou(order);
    h.control.mail = async () => ({ outcome: 'uncertain', reason: 'smtp ECONNECTION' });
    await h.program((program) => void (program.thankYou.afterCrash = 'park'));
    expect(await sendMessage(services, { shop: SHOP, messageId: id })).toMatchObject({
      outcome: 'uncertain',
    });
    const to = verpAddress(BOUNCES, id, services.env.EMAIL_HASH_KEY);
    expect(await noteBounce(services, dsn({ to }))).toBe('suppressed');
    const emailHash = hashEmail(order.email, services.env.EMAIL_HASH_KEY);
    expect(await suppressions()).toEqual([{ shop: SHOP, emailHash, reason: 'bounced' }]);
    expect(await h.messageRow(id)).toMatchObject({ state: 'sent', reason: 'came-back: 5.1.1' });
    expect((await h.messageRow(id)).sentAt).not.toBeNull();
  });
});

describe('a message by the operator’s server', () => {
  it('leaves from an address of its own, and remembers whom it went to by a keyed hash', async () => {
    const { id, row, mail, emailHash } = await sent();
    expect(mail.from.address).toBe('hallo@shop.example');
    expect(mail.returnPath).toBe(verpAddress(BOUNCES, id, services.env.EMAIL_HASH_KEY));
    expect(mail.returnPath!.split('@')[0]!.length).toBeLessThanOrEqual(64);
    expect(row.recipientHash).toBe(emailHash);
  });

  it('an address that is dead: on the list at once, for this shop, and nothing more leaves', async () => {
    const { id, mail, emailHash } = await sent();
    expect(await noteBounce(services, dsn({ to: mail.returnPath! }))).toBe('suppressed');
    expect(await noteBounce(services, dsn({ to: mail.returnPath! }))).toBe('suppressed');
    expect(await suppressions()).toEqual([{ shop: SHOP, emailHash, reason: 'bounced' }]);
    expect(await h.messageRow(id)).toMatchObject({ state: 'sent', reason: 'came-back: 5.1.1' });
    const log = await h.db.activityEntry.findMany({ where: { event: 'address.bounced' } });
    expect(log).toHaveLength(1);
    expect(JSON.stringify(log.map(({ detail }) => detail))).not.toContain('@');
  });

  it('is found by its Message-ID too, when the report came to another address', async () => {
    const { row, emailHash } = await sent();
    const original = [`Message-ID:\r\n ${row.messageId}`, 'Subject: Danke'];
    expect(await noteBounce(services, dsn({ original, recipient: 'somebody-else@customer.example' }))).toBe(
      'suppressed',
    );
    expect(await suppressions()).toEqual([{ shop: SHOP, emailHash, reason: 'bounced' }]);
  });

  it.each([
    ['a full mailbox', { status: '5.2.2', diagnostic: '552 5.2.2 Mailbox full' }, 'noted'],
    ['a policy', { status: '5.7.1', diagnostic: '550 5.7.1 blocked' }, 'noted'],
    [
      'a vague status with a clear reply',
      { status: '5.0.0', diagnostic: '550 no such user here' },
      'suppressed',
    ],
    [
      'a vague status with a reply about us',
      { status: '5.0.0', diagnostic: '550 relay not permitted' },
      'noted',
    ],
    ['a delay', { action: 'delayed', status: '4.4.1', diagnostic: '421 try later' }, 'ignored'],
    ['a receipt', { action: 'delivered', status: '2.0.0', diagnostic: '250 ok' }, 'ignored'],
  ] as [string, Report, string][])('%s: %s', async (_name, report, outcome) => {
    const { mail } = await sent();
    expect(await noteBounce(services, dsn({ to: mail.returnPath!, ...report }))).toBe(outcome);
    expect(await suppressions()).toHaveLength(outcome === 'suppressed' ? 1 : 0);
  });

  it('a complaint outweighs what was there, and is not taken back by a bounce', async () => {
    const { id, row, mail, emailHash } = await sent();
    await noteBounce(services, dsn({ to: mail.returnPath! }));
    expect(await noteBounce(services, arf([`Message-ID: ${row.messageId}`]))).toBe('suppressed');
    await noteBounce(services, dsn({ to: mail.returnPath! }));
    expect(await suppressions()).toEqual([{ shop: SHOP, emailHash, reason: 'complained' }]);
    expect((await h.messageRow(id)).reason).toBe('complained');
    expect(await noteBounce(services, arf([`Message-ID: ${row.messageId}`], 'not-spam'))).toBe('ignored');
  });

  it('a forged token, another message, no report: nothing happens', async () => {
    const { id, mail } = await sent();
    const forged = mail.returnPath!.replace(/-[0-9a-f]{14}@/, '-00000000000000@');
    expect(messageOfVerp(mail.returnPath!, services.env.EMAIL_HASH_KEY)).toBe(id);
    expect(messageOfVerp(mail.returnPath!, 'another key')).toBeNull();
    expect(await noteBounce(services, dsn({ to: forged }))).toBe('ignored');
    expect(
      await noteBounce(services, dsn({ original: ['Message-ID: <unknown@test-shop.myshopify.com>'] })),
    ).toBe('ignored');
    const outOfOffice = Buffer.from(
      `From: a@b.example\r\nTo: ${mail.returnPath}\r\nSubject: Away\r\n\r\nI am away.\r\n`,
    );
    expect(await noteBounce(services, outOfOffice)).toBe('ignored');
    expect(await suppressions()).toEqual([]);
  });

  it('reads whatever comes, within bounds', async () => {
    expect(await readBounceReport(Buffer.from(''))).toBeNull();
    const deep = `Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n`.repeat(2_000);
    for (const raw of [Buffer.from(deep), Buffer.alloc(500_000, 0x41), Buffer.from([0, 255, 10, 13, 10])]) {
      const report = await readBounceReport(raw);
      expect(report === null || report.kind === 'nothing').toBe(true);
    }
  });
});

describe('POST /mail/bounces', () => {
  const NOW = Date.parse('2026-11-22T10:00:00Z');

  /** The address is there while `use` runs. */
  async function listening<T>(
    by: Services,
    nowMs: () => number,
    use: (url: string) => Promise<T>,
  ): Promise<T> {
    const server = createServer(express().post('/mail/bounces', bounceHandler(by, nowMs)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  function post(raw: Buffer, over: { secret?: string; at?: number; by?: Services } = {}): Promise<number> {
    const timestamp = String(Math.floor((over.at ?? NOW) / 1000));
    const signature = signBounce(over.secret ?? SECRET, timestamp, raw);
    return listening(
      over.by ?? services,
      () => NOW,
      async (url) => {
        const headers = { 'X-Timestamp': timestamp, 'X-Signature': signature };
        const response = await fetch(`${url}/mail/bounces`, {
          method: 'POST',
          headers,
          body: new Uint8Array(raw),
        });
        return response.status;
      },
    );
  }

  /** The script that the operator's mail server pipes a mail into. @returns its exit code */
  function pipe(raw: Buffer, url: string, secret = SECRET): Promise<number | null> {
    const env = { ...process.env, APP_URL: url, BOUNCE_SECRET: secret };
    const child = spawn(process.execPath, ['scripts/post-bounce.mjs'], {
      env,
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    child.stdin.end(raw);
    return new Promise((resolve) => child.once('exit', resolve));
  }

  it('is what the script of the mail server speaks to; it asks for another try when the app did not take it', async () => {
    const { mail, emailHash } = await sent();
    const raw = dsn({ to: mail.returnPath! });
    const gone = await listening(services, Date.now, async (url) => {
      expect(await pipe(raw, url, 'x'.repeat(40))).toBe(75);
      expect(await suppressions()).toEqual([]);
      expect(await pipe(raw, url)).toBe(0);
      expect(await suppressions()).toEqual([{ shop: SHOP, emailHash, reason: 'bounced' }]);
      expect(await pipe(Buffer.from(''), url)).toBe(0); // nothing that another try would mend
      return url;
    });
    expect(await pipe(raw, gone)).toBe(75);
    expect(await listening(h.services, Date.now, (url) => pipe(raw, url))).toBe(75); // no secret, no door
  });

  it('takes what the operator signed, and nothing else', async () => {
    const { mail, emailHash } = await sent();
    const raw = dsn({ to: mail.returnPath! });
    expect(await post(raw, { secret: 'x'.repeat(40) })).toBe(401);
    expect(await post(raw, { at: NOW - 6 * 60_000 })).toBe(401);
    expect(await post(raw, { at: NOW + 6 * 60_000 })).toBe(401);
    expect(await post(Buffer.from(''))).toBe(400);
    expect(await post(raw, { by: h.services })).toBe(404); // no secret, no door
    expect(await suppressions()).toEqual([]);
    expect(await post(raw)).toBe(200);
    expect(await suppressions()).toEqual([{ shop: SHOP, emailHash, reason: 'bounced' }]);
  });
});
