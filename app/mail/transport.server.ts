/** A message as handed to the mail server. Addresses pass through; they are never stored or logged. */
export interface OutgoingMail {
  from: { name: string; address: string };
  to: { name: string | null; address: string };
  replyTo: string;
  /** where it comes back to when it cannot be delivered; without one, to `from` */
  returnPath?: string;
  subject: string;
  html: string;
  text: string;
  /** with angle brackets, deterministic */
  messageId: string;
  headers: Record<string, string>;
}

/** What the mail server said. `retry` may be tried again; `rejected` never; `uncertain`: the connection broke after DATA. */
export type MailResult =
  | { outcome: 'sent' }
  /** `down`: the server as a whole is not there, which says nothing about this message */
  | { outcome: 'retry'; reason: string; down?: true }
  /** `badAddress`: the address itself takes no mail, for nobody's message */
  | { outcome: 'rejected'; reason: string; badAddress?: true }
  | { outcome: 'uncertain'; reason: string };

export interface MailTransport {
  send(mail: OutgoingMail): Promise<MailResult>;
  /** it was not there a moment ago: nothing is worth claiming for a few seconds */
  isDown?(): boolean;
  close(): void;
}
