import { createServer as createTcpServer, Socket, type AddressInfo, type Server } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { unsubscribeHeaders } from '~/mail/headers';
import { createSmtpTransport } from '~/mail/smtp.server';
import type { MailTransport, OutgoingMail } from '~/mail/transport.server';
import { sampleMail } from '../support/sample-mail';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Sink {
  url: string;
  received: string[];
}

/** A real SMTP server; `decide` may refuse a recipient or a message. */
async function sink(
  options: { rcpt?: [number, string]; data?: [number, string]; mail?: [number, string] } = {},
): Promise<Sink> {
  const received: string[] = [];
  const refuse = ([code, text]: [number, string]) => Object.assign(new Error(text), { responseCode: code });
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onMailFrom: (_address, _session, done) => done(options.mail ? refuse(options.mail) : undefined),
    onRcptTo: (_address, _session, done) => done(options.rcpt ? refuse(options.rcpt) : undefined),
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (!options.data) received.push(Buffer.concat(chunks).toString('utf8'));
        done(options.data ? refuse(options.data) : undefined);
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, received };
}

/** A server that speaks just enough SMTP to fail at a chosen moment. */
async function brokenServer(behave: (line: string, socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server: Server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.write('220 broken ESMTP\r\n');
    let rest = '';
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString()).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) behave(line, socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function transport(url: string): MailTransport {
  const mail = createSmtpTransport({ url, connectTimeoutMs: 500, socketTimeoutMs: 500 });
  closing.push(() => mail.close());
  return mail;
}

const mail = (over: Partial<OutgoingMail> = {}): OutgoingMail =>
  sampleMail({ headers: unsubscribeHeaders('https://app.example/unsubscribe?token=abc'), ...over });

describe('SMTP transport', () => {
  it('hands a message over as it is: both parts, our Message-ID, one-click headers', async () => {
    const { url, received } = await sink();
    expect(await transport(url).send(mail())).toEqual({ outcome: 'sent' });
    const parsed = await PostalMime.parse(received[0] ?? '');
    expect(parsed.messageId).toBe('<7d0c@a.myshopify.com>');
    expect(parsed.subject).toBe('Schön, dass Sie wieder da sind');
    expect(parsed.from).toMatchObject({ name: 'Rösterei Elbtal', address: 'hallo@shop.example' });
    expect(parsed.replyTo?.[0]?.address).toBe('mensch@shop.example');
    expect(parsed.text).toContain('\n.\n');
    expect(parsed.html).toContain('Grüße');
    const header = (key: string) => parsed.headers.find((h) => h.key === key)?.value;
    expect(header('list-unsubscribe')).toBe('<https://app.example/unsubscribe?token=abc>');
    expect(header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
  });

  it('cannot be made to write another header or another recipient', async () => {
    const { url, received } = await sink();
    const evil = 'x\r\nBcc: all@victims.example\r\n\r\n<script>';
    const result = await transport(url).send(
      mail({ subject: evil, to: { name: evil, address: 'anna@customer.example' }, headers: { 'X-A': evil } }),
    );
    expect(result).toEqual({ outcome: 'sent' });
    const parsed = await PostalMime.parse(received[0] ?? '');
    expect(parsed.headers.map((h) => h.key)).not.toContain('bcc');
    expect(parsed.to).toHaveLength(1);
    expect(parsed.to?.[0]?.address).toBe('anna@customer.example');
  });

  it('uses one connection again, without Nagle', async () => {
    const noDelay = vi.spyOn(Socket.prototype, 'setNoDelay');
    const { url, received } = await sink();
    const pool = transport(url);
    for (let n = 0; n < 5; n += 1) {
      expect(await pool.send(mail({ messageId: `<${n}@a>` }))).toEqual({ outcome: 'sent' });
    }
    expect(received).toHaveLength(5);
    expect(noDelay.mock.calls.filter(([on]) => on !== false).length).toBeGreaterThan(0);
  });

  it.each([
    ['550 for the recipient', { rcpt: [550, 'no such user'] }, 'rejected', 'smtp 550', true],
    [
      '550 for us: says nothing about the address',
      { rcpt: [550, '5.7.1 Relaying denied'] },
      'rejected',
      'smtp 550',
    ],
    ['450 for the recipient', { rcpt: [450, 'greylisted'] }, 'retry', 'smtp 450'],
    ['554 for the message', { data: [554, 'spam'] }, 'rejected', 'smtp 554'],
    ['451 for the message', { data: [451, 'try later'] }, 'retry', 'smtp 451'],
    ['553 for the sender: set-up, not the recipient', { mail: [553, 'not yours'] }, 'retry', 'smtp 553'],
  ] as [string, Parameters<typeof sink>[0], string, string, true?][])(
    '%s',
    async (_name, options, outcome, reason, badAddress) => {
      const { url, received } = await sink(options);
      expect(await transport(url).send(mail())).toEqual({
        outcome,
        reason,
        ...(badAddress && { badAddress }),
      });
      expect(received).toHaveLength(0);
    },
  );

  it('an address that is none is rejected, not retried for ever', async () => {
    const { url } = await sink();
    const result = await transport(url).send(mail({ to: { name: null, address: '' } }));
    expect(result.outcome).toBe('rejected');
  });

  it('no server: retry', async () => {
    expect((await transport('smtp://127.0.0.1:1').send(mail())).outcome).toBe('retry');
  });

  it('a server that says nothing: retry', async () => {
    const url = await brokenServer(() => undefined);
    expect((await transport(url).send(mail())).outcome).toBe('retry');
  });

  it('421 in the middle: retry', async () => {
    const url = await brokenServer((line, socket) =>
      socket.end(line.startsWith('EHLO') ? '421 going down\r\n' : ''),
    );
    expect((await transport(url).send(mail())).outcome).toBe('retry');
  });

  it('the connection breaks before DATA: retry', async () => {
    const url = await brokenServer((line, socket) => {
      if (/^(EHLO|MAIL)/.test(line)) socket.write('250 ok\r\n');
      else socket.destroy();
    });
    expect((await transport(url).send(mail())).outcome).toBe('retry');
  });

  it('the connection breaks after the dot: uncertain', async () => {
    let inData = false;
    const url = await brokenServer((line, socket) => {
      if (inData) {
        if (line === '.') socket.destroy();
      } else if (line === 'DATA') {
        inData = true;
        socket.write('354 go on\r\n');
      } else socket.write('250 ok\r\n');
    });
    expect((await transport(url).send(mail())).outcome).toBe('uncertain');
  });

  it('no answer after the dot: uncertain', async () => {
    const url = await brokenServer((line, socket) => {
      if (line === 'DATA') socket.write('354 go on\r\n');
      else if (/^(EHLO|MAIL|RCPT)/.test(line)) socket.write('250 ok\r\n');
    });
    expect((await transport(url).send(mail())).outcome).toBe('uncertain');
  });
});
