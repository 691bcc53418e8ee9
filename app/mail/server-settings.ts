import { z } from 'zod';

/** How a shop's own mail server is spoken to: TLS from the first byte, or STARTTLS before the log-in; `none` in development only. */
export const SECURITIES = ['tls', 'starttls', 'none'] as const;
export type Security = (typeof SECURITIES)[number];

/** Ports for handing in mail (RFC 8314, RFC 6409, and what providers offer besides); 25 is for servers among themselves. */
export const SUBMISSION_PORTS: readonly number[] = [465, 587, 2465, 2587, 2525];

export const MOST_PER_SECOND = 1_000;

/** What the form sends: text as typed. An empty password keeps the stored one. */
export const serverDraftSchema = z.strictObject({
  host: z.string().max(300),
  port: z.string().max(10),
  security: z.enum(SECURITIES),
  username: z.string().max(500),
  password: z.string().max(1_000),
  perSecond: z.string().max(10),
});
export type ServerDraft = z.output<typeof serverDraftSchema>;
export type ServerField = keyof ServerDraft;

export interface ServerSettings {
  host: string;
  port: number;
  security: Security;
  username: string;
  perSecond: number | null;
}

/** One word for what is wrong with a field; the page has the sentence. */
export type ServerProblem =
  | 'required'
  | 'host'
  | 'port'
  | 'insecure'
  | 'rate'
  | 'password-again'
  | 'password-gone'
  | 'not-found'
  | 'internal';
export type ServerErrors = Partial<Record<ServerField, ServerProblem>>;

const HOST = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;
const WHOLE = /^[1-9]\d{0,5}$/;

/** @param development the local mailbox may be used: any host and port, without encryption */
export function readServerDraft(
  draft: ServerDraft,
  { development }: { development: boolean },
): { ok: true; settings: ServerSettings } | { ok: false; errors: ServerErrors } {
  const errors: ServerErrors = {};
  const host = draft.host.trim().toLowerCase().replace(/\.$/, '');
  if (host === '') errors.host = 'required';
  else if (!development && !HOST.test(host)) errors.host = 'host';
  const port = WHOLE.test(draft.port.trim()) ? Number(draft.port.trim()) : 0;
  if (port < 1 || port > 65_535 || (!development && !SUBMISSION_PORTS.includes(port))) errors.port = 'port';
  if (draft.security === 'none' && !development) errors.security = 'insecure';
  const username = draft.username.trim();
  if (username === '') errors.username = 'required';
  const rate = draft.perSecond.trim();
  const perSecond = rate === '' ? null : WHOLE.test(rate) ? Number(rate) : 0;
  if (perSecond !== null && (perSecond < 1 || perSecond > MOST_PER_SECOND)) errors.perSecond = 'rate';
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return { ok: true, settings: { host, port, security: draft.security, username, perSecond } };
}
