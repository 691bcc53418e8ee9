import { connect } from 'node:net';
import { once } from 'node:events';
import { pino } from 'pino';
import { afterEach, expect, it } from 'vitest';
import type { MailStore } from './mail-store';
import { startSmtp, type SmtpControl } from './smtp-server';

let smtp: SmtpControl | undefined;
afterEach(() => smtp?.stop());

it('refuses new connections and ends the ones that clients keep open', async () => {
  const store = { add: async () => 1 } as unknown as MailStore;
  smtp = await startSmtp({ port: 0, clock: { now: () => 0 }, store, log: pino({ level: 'silent' }) });
  const open = connect(smtp.port, '127.0.0.1');
  const [greeting] = (await once(open, 'data')) as [Buffer];
  expect(greeting.toString()).toMatch(/^220 /);

  smtp.setFault('refuse');
  await once(open, 'close');
  const late = connect(smtp.port, '127.0.0.1');
  let heard = '';
  late.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  await once(late, 'close');
  expect(heard).toBe('');
});
