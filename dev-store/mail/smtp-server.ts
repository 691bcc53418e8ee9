import type { Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Clock } from '../model/types';
import type { MailStore } from './mail-store';

/**
 * How the mail server misbehaves on request:
 * - refuse: connections break before the greeting, as if nothing listened
 * - 4xx: 451 after DATA, nothing kept (greylisting, full disk)
 * - 5xx: 550 to every recipient
 * - hang: takes the message and never answers; nothing kept
 * - drop-after-data: takes and keeps the message, then breaks the connection before its 250
 */
export type SmtpFault = 'none' | 'refuse' | '4xx' | '5xx' | 'hang' | 'drop-after-data';

export interface SmtpControl {
  readonly port: number;
  /** @param times the fault ends after this many connections (refuse) or messages; default: until it is set again */
  setFault(fault: SmtpFault, times?: number): void;
  fault(): SmtpFault;
  stop(): Promise<void>;
}

export interface SmtpOptions {
  /** 0: any free one */
  port: number;
  clock: Clock;
  store: MailStore;
  log: Pick<Logger, 'error'>;
}

/** A real SMTP server on the loopback address that keeps each message as it came. */
export async function startSmtp({ port, clock, store, log }: SmtpOptions): Promise<SmtpControl> {
  let fault: SmtpFault = 'none';
  let left = Infinity;
  const sockets = new Map<number, Socket>();
  const take = (): SmtpFault => {
    if (fault === 'none') return 'none';
    const taken = fault;
    if (--left <= 0) fault = 'none';
    return taken;
  };

  const onData = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string> => {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const taken = fault === '5xx' || fault === 'refuse' ? 'none' : take();
    if (taken === '4xx') throw smtpError(451, '4.3.0 Try again later');
    if (taken === 'hang') return new Promise(() => undefined);
    const { mailFrom, rcptTo } = session.envelope;
    const envelope = {
      from: mailFrom === false ? '' : mailFrom.address,
      to: rcptTo.map(({ address }) => address),
    };
    const id = await store.add(Buffer.concat(chunks), envelope, new Date(clock.now()).toISOString());
    if (taken === 'drop-after-data') {
      sockets.get(session.remotePort)?.destroy();
      return new Promise(() => undefined);
    }
    return `2.0.0 Kept as ${id}`;
  };

  const server = new SMTPServer({
    name: 'mailbox.localhost',
    banner: 'dev store mailbox',
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    // Credentials are taken as they come: what is tested is mail, not accounts.
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? 'anybody' }),
    allowInsecureAuth: true,
    closeTimeout: 500,
    onRcptTo: (_address, _session, done) =>
      fault === '5xx' && take() ? done(smtpError(550, '5.1.1 No such mailbox')) : done(),
    onData: (stream, session, done) => {
      onData(stream, session).then(
        (message) => (done as (error: Error | null, message?: string) => void)(null, message),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
  server.on('error', (err) => log.error({ err }, 'smtp'));
  server.server.prependListener('connection', (socket: Socket) => {
    if (fault === 'refuse') {
      take();
      socket.destroy();
      return;
    }
    const remotePort = socket.remotePort;
    if (remotePort === undefined) return;
    sockets.set(remotePort, socket);
    socket.once('close', () => sockets.delete(remotePort));
  });

  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    setFault(next, times = Infinity) {
      fault = next;
      left = times;
      // a dead server's open connections are dead too: clients keep them in pools
      if (next === 'refuse') for (const socket of sockets.values()) socket.destroy();
    },
    fault: () => fault,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets.values()) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function smtpError(code: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode: code });
}
