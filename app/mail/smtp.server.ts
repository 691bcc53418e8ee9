import type { Readable } from 'node:stream';
import nodemailer from 'nodemailer';
import { isBadAddress } from '~/mail/bad-address';
import { wireMail } from '~/mail/mime.server';
import type { MailResult, MailTransport } from '~/mail/transport.server';

export interface SmtpOptions {
  /** smtp://user:pass@host:port or smtps://... */
  url: string;
  /** the name on its certificate, when `url` says an address */
  servername?: string;
  /** refuses to log in without encryption (STARTTLS) */
  requireTls?: boolean;
  /** parallel connections; most providers allow at least 5 */
  connections?: number;
  /** milliseconds; replaced in tests */
  connectTimeoutMs?: number;
  /** silence on an open connection for longer is a dead server */
  socketTimeoutMs?: number;
  /** a monotonic clock, milliseconds; replaced in tests */
  nowMs?: () => number;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Pooled SMTP. nodemailer's pool hands a message to another connection only when not a byte of it was sent; everything
 * else is told to the caller, because SMTP has no idempotency key. nodemailer 10 sets TCP_NODELAY on its sockets (a test
 * holds it): without it small messages wait for delayed acknowledgements.
 */
export function createSmtpTransport(options: SmtpOptions): MailTransport {
  const url = new URL(options.url);
  const transporter = nodemailer.createTransport({
    pool: true,
    host: url.hostname,
    port: Number(url.port) || (url.protocol === 'smtps:' ? 465 : 587),
    secure: url.protocol === 'smtps:',
    requireTLS: options.requireTls ?? false,
    ...(options.servername !== undefined && { tls: { servername: options.servername } }),
    ...(url.username
      ? { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }
      : {}),
    maxConnections: options.connections ?? 5,
    maxMessages: 500,
    connectionTimeout: options.connectTimeoutMs ?? 10_000,
    greetingTimeout: options.connectTimeoutMs ?? 10_000,
    dnsTimeout: options.connectTimeoutMs ?? 10_000,
    socketTimeout: options.socketTimeoutMs ?? 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  // the only way to know how much of a message was handed over when a connection breaks
  const streams = new Map<string, Readable>();
  transporter.use('stream', (mail, done) => {
    const create = mail.message.createReadStream.bind(mail.message);
    const id = String(mail.data.messageId);
    mail.message.createReadStream = (streamOptions) => {
      const stream = create(streamOptions);
      streams.set(id, stream);
      return stream;
    };
    done();
  });

  // a server that cannot be reached is left alone for a moment, longer and longer, up to the longest
  const nowMs = options.nowMs ?? (() => performance.now());
  let failures = 0;
  let downUntil = -Infinity;
  const reached = (result: MailResult): MailResult => {
    if (result.outcome === 'retry' && result.down) {
      // those that were under way together fail together
      if (nowMs() >= downUntil) failures += 1;
      downUntil = Math.max(
        downUntil,
        nowMs() + Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10), LONGEST_PAUSE_MS),
      );
    } else failures = 0;
    return result;
  };

  return {
    isDown: () => nowMs() < downUntil,
    async send(mail) {
      try {
        await transporter.sendMail({ ...wireMail(mail), messageId: mail.messageId });
        return reached({ outcome: 'sent' });
      } catch (error) {
        const stream = streams.get(mail.messageId);
        return reached(resultOf(error as SmtpError, stream?.readableEnded === true));
      } finally {
        streams.delete(mail.messageId);
      }
    },
    close: () => transporter.close(),
  };
}

interface SmtpError extends Error {
  code?: string;
  command?: string;
  responseCode?: number;
  /** what the server said; may name the address, so it is looked at and never kept */
  response?: string;
}

/**
 * One word for each way to fail. A refusal of the recipient or of the message is final; of the log-in, the sender or the
 * connection it is a matter of set-up that a person can put right, so the message waits.
 * @param handedOver the whole message, with its final dot, was written to the connection
 */
function resultOf(error: SmtpError, handedOver: boolean): MailResult {
  const code = error.responseCode;
  const command = error.command ?? '';
  // a server without encryption answers with a code of its own; what matters is that there is none
  const reason = `smtp ${error.code === 'ETLS' ? 'ETLS' : (code ?? error.code ?? error.name)}`;
  if (code !== undefined && code >= 500 && (command === 'RCPT TO' || command === 'DATA')) {
    const bad = command === 'RCPT TO' && isBadAddress(error.response ?? '');
    return { outcome: 'rejected', reason, ...(bad && { badAddress: true }) };
  }
  if (code === undefined && (error.code === 'EENVELOPE' || error.code === 'EMESSAGE')) {
    return { outcome: 'rejected', reason: `smtp ${error.code}` }; // no valid address, or too large for this server
  }
  // a reply is a decision: the server says that it did not take the message
  if (handedOver && code === undefined) return { outcome: 'uncertain', reason };
  // 421: the server closes; without a code there was no connection at all
  if (code === 421 || code === undefined) return { outcome: 'retry', reason, down: true };
  return { outcome: 'retry', reason };
}
