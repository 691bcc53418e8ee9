import PostalMime, { type Email } from 'postal-mime';
import { isBadAddress, isBadAddressStatus } from '~/mail/bad-address';

/**
 * What a mail that came back says: a delivery report (RFC 3464) or a complaint (ARF, RFC 5965). Addresses in it are looked at for
 * the message's own token and kept nowhere.
 */
export type BounceReport =
  | { kind: 'bounce'; badAddress: boolean; status: string | null; original: OriginalMessage }
  | { kind: 'complaint'; original: OriginalMessage }
  /** a delay, a receipt, an out-of-office answer: nothing to do */
  | { kind: 'nothing' };

export interface OriginalMessage {
  /** with angle brackets */
  messageId: string | null;
  /** where it came back to, and where it had left from: the token is in there (verp.ts) */
  returnPaths: string;
}

/** @returns null when it is no mail at all */
export async function readBounceReport(raw: Uint8Array): Promise<BounceReport | null> {
  let mail: Email;
  try {
    mail = await PostalMime.parse(raw, {
      forceRfc822Attachments: true,
      maxNestingDepth: 20,
      maxHeadersSize: 200_000,
    });
  } catch {
    return null; // not mail; the library throws for too much nesting and too long headers
  }
  if (mail.headers.length === 0) return null;
  const original = originalOf(mail);
  const feedback = partOf(mail, 'message/feedback-report');
  if (feedback !== null) {
    const type = fieldsOf(feedback)[0]?.get('feedback-type')?.toLowerCase();
    return type === 'not-spam' ? { kind: 'nothing' } : { kind: 'complaint', original };
  }
  const delivery = partOf(mail, 'message/delivery-status');
  if (delivery === null) return { kind: 'nothing' };
  // the first block is about the report itself
  const failed = fieldsOf(delivery).find((block) => block.get('action')?.toLowerCase() === 'failed');
  if (!failed) return { kind: 'nothing' };
  const status = /\d\.\d{1,3}\.\d{1,3}/.exec(failed.get('status') ?? '')?.[0] ?? null;
  const diagnostic = (failed.get('diagnostic-code') ?? '').replace(/^\s*smtp\s*;\s*/i, '');
  // many servers report 5.0.0 and say what they mean in the reply only
  const vague = status === null || /^5\.\d{1,3}\.0$/.test(status);
  const badAddress = isBadAddressStatus(status ?? '') || (vague && isBadAddress(diagnostic));
  return { kind: 'bounce', badAddress, status, original };
}

function originalOf(mail: Email): OriginalMessage {
  const enclosed = ['message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers']
    .map((type) => partOf(mail, type))
    .find((part) => part !== null);
  const headers = fieldsOf((enclosed ?? '').split(/\r?\n\r?\n/)[0] ?? '')[0];
  const messageId = /<[^<>\s]+>/.exec(headers?.get('message-id') ?? '')?.[0] ?? null;
  const places = mail.headers
    .filter(({ key }) => RETURN_HEADERS.has(key.toLowerCase()))
    .map(({ value }) => value);
  const blocks = [partOf(mail, 'message/feedback-report')].map((part) => fieldsOf(part ?? '')[0]);
  return {
    messageId,
    returnPaths: [
      ...places,
      headers?.get('return-path') ?? '',
      ...blocks.map((block) => block?.get('original-mail-from') ?? ''),
    ].join(' '),
  };
}

/** Where a report was delivered to, as servers write it down. */
const RETURN_HEADERS = new Set(['to', 'delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to']);

function partOf(mail: Email, type: string): string | null {
  const part = mail.attachments.find(({ mimeType }) => mimeType.toLowerCase() === type);
  if (!part) return null;
  const { content } = part;
  return typeof content === 'string' ? content : Buffer.from(content as ArrayBuffer).toString('utf8');
}

/** Blocks of "Name: value" lines with folded continuations; names in lower case, the first of a name counts. */
function fieldsOf(text: string): Map<string, string>[] {
  return text
    .slice(0, 200_000)
    .split(/\r?\n[ \t]*\r?\n/)
    .filter((block) => block.trim() !== '')
    .map((block) => {
      const fields = new Map<string, string>();
      for (const line of block.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
        const at = line.indexOf(':');
        const name = line.slice(0, at).trim().toLowerCase();
        if (at > 0 && !fields.has(name)) fields.set(name, line.slice(at + 1).trim());
      }
      return fields;
    });
}
