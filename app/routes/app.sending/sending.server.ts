import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { AdminLocale } from '~/components/i18n';
import { recordActivity } from '~/effects/activity';
import { passwordFor, removeMailServer, saveMailServer } from '~/effects/mail-server-settings';
import { smtpOptions } from '~/effects/shop-mail';
import type { Program } from '~/loyalty/program';
import { readServerDraft, serverDraftSchema, type ServerErrors } from '~/mail/server-settings';
import type { MailResult, MailTransport } from '~/mail/transport.server';
import type { Services } from '~/services.server';

export const sendingRequestSchema = z.strictObject({
  intent: z.enum(['save', 'test']),
  /** false: the operator's server */
  own: z.boolean(),
  draft: serverDraftSchema,
});
export type SendingRequest = z.output<typeof sendingRequestSchema>;

export type TestProblem = 'log-in' | 'unreachable' | 'encryption' | 'sender' | 'refused';

export type SendingAnswer =
  | { outcome: 'saved' }
  | { outcome: 'invalid'; errors: ServerErrors }
  | { outcome: 'sent'; to: string }
  | { outcome: 'not-sent'; problem: TestProblem; reason: string }
  | { outcome: 'too-many' };

type SendingServices = Pick<Services, 'db' | 'env' | 'clock' | 'jobs' | 'mail' | 'mailServers'>;

/** May shops of this installation use their own server: is there a key to keep their passwords with? */
export const ownServersAllowed = ({ env, mailServers }: Pick<Services, 'env' | 'mailServers'>): boolean =>
  mailServers !== undefined && (env.CREDENTIAL_KEYS ?? []).length > 0;

/** Saves the settings, or sends a test with them as they are typed. */
export async function actOnSending(
  services: SendingServices,
  shop: string,
  { intent, own, draft }: SendingRequest,
  { sender, locale }: { sender: Program['sender']; locale: AdminLocale },
): Promise<SendingAnswer> {
  if (!own && intent === 'save') {
    await removeMailServer(services, shop);
    return { outcome: 'saved' };
  }
  if (!own) return tryServer(services, shop, { transport: services.mail, sender, locale });
  if (!ownServersAllowed(services)) throw new Error('own mail servers are not allowed here');
  const read = readServerDraft(draft, { development: services.env.DEV_STORE_URL !== undefined });
  if (!read.ok) return { outcome: 'invalid', errors: read.errors };
  if (intent === 'save') {
    const saved = await saveMailServer(services, shop, read.settings, draft.password);
    return saved.ok ? { outcome: 'saved' } : { outcome: 'invalid', errors: saved.errors };
  }
  const password = await passwordFor(services, shop, read.settings, draft.password);
  if (!password.ok) return { outcome: 'invalid', errors: password.errors };
  const usable = await smtpOptions(services, read.settings, password.password);
  if (!usable.ok) return { outcome: 'invalid', errors: { host: usable.kind } };
  const transport = services.mailServers?.connect({
    ...usable.options,
    connections: 1,
    connectTimeoutMs: TEST_PATIENCE_MS,
    socketTimeoutMs: TEST_PATIENCE_MS,
  });
  if (!transport) throw new Error('there are no connections to own mail servers');
  try {
    return await tryServer(services, shop, { transport, sender, locale });
  } finally {
    transport.close();
  }
}

/** A person waits for the answer. */
const TEST_PATIENCE_MS = 8_000;
const MOST_TESTS_AN_HOUR = 20;
const HOUR_MS = 60 * 60_000;

const TEST_MAIL = {
  en: {
    subject: 'Stammkunde: test of your mail server',
    text: 'This message came by the mail server that you have just tested. It works.',
  },
  de: {
    subject: 'Stammkunde: Test Ihres Mailservers',
    text: 'Diese Nachricht kam über den Mailserver, den Sie gerade getestet haben. Er funktioniert.',
  },
};

/** To the saved reply address, never to one that came with the request; counted, so that nobody sends floods by it. */
async function tryServer(
  services: SendingServices,
  shop: string,
  { transport, sender, locale }: { transport: MailTransport; sender: Program['sender']; locale: AdminLocale },
): Promise<SendingAnswer> {
  const at = services.clock.now();
  const tested = await services.db.activityEntry.count({
    where: { shop, event: 'sending.tested', at: { gt: new Date(at.getTime() - HOUR_MS) } },
  });
  if (tested >= MOST_TESTS_AN_HOUR) return { outcome: 'too-many' };
  const { subject, text } = TEST_MAIL[locale];
  const result = await transport.send({
    from: { name: sender.name, address: sender.email },
    to: { name: null, address: sender.replyTo },
    replyTo: sender.replyTo,
    subject,
    text,
    html: `<p>${text}</p>`,
    messageId: `<test-${randomUUID()}@${shop}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
  });
  const outcome = result.outcome === 'sent' ? 'sent' : 'not-sent';
  await recordActivity(services.db, { shop, at, event: 'sending.tested', detail: { outcome } });
  if (result.outcome === 'sent') return { outcome: 'sent', to: sender.replyTo };
  return { outcome: 'not-sent', problem: problemOf(result), reason: result.reason };
}

function problemOf(result: Exclude<MailResult, { outcome: 'sent' }>): TestProblem {
  const word = result.reason.replace(/^smtp /, '');
  if (/^(EAUTH|ENOAUTH|530|534|535|538)$/.test(word)) return 'log-in';
  if (/^(ETLS|EREQUIRETLS)$/.test(word)) return 'encryption';
  if (/^E[A-Z]+$/.test(word) && result.outcome !== 'rejected') return 'unreachable';
  return result.outcome === 'retry' && /^55\d$/.test(word) ? 'sender' : 'refused';
}
