import { Socket } from 'node:net';
import nodemailer from 'nodemailer';
import { composerOptions } from '../../../app/mail/mime.server';
import type { OutgoingMail } from '../../../app/mail/transport.server';

/**
 * nodemailer's own pool with its own settings, given every message at once.
 * @param noDelay false: as nodemailer was before version 10, without TCP_NODELAY
 * @returns seconds
 */
export async function measurePool(
  smtp: string,
  mail: OutgoingMail,
  { count, connections, noDelay }: { count: number; connections: number; noDelay: boolean },
): Promise<number> {
  const { hostname, port } = new URL(smtp);
  const setNoDelay = Object.getOwnPropertyDescriptor(Socket.prototype, 'setNoDelay');
  if (!noDelay)
    Socket.prototype.setNoDelay = function (this: Socket) {
      return this;
    };
  const pool = nodemailer.createTransport({
    pool: true,
    host: hostname,
    port: Number(port),
    maxConnections: connections,
  });
  const message = composerOptions(mail);
  try {
    const startedAt = performance.now();
    await Promise.all(
      Array.from({ length: count }, (_, n) =>
        pool.sendMail({
          ...message,
          messageId: mail.messageId.replace('<00000', `<${String(n).padStart(5, '0')}`),
        }),
      ),
    );
    return (performance.now() - startedAt) / 1000;
  } finally {
    pool.close();
    if (setNoDelay) Object.defineProperty(Socket.prototype, 'setNoDelay', setNoDelay);
  }
}
