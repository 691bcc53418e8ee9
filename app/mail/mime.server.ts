import MailComposer from 'nodemailer/lib/mail-composer';
import type MimeNode from 'nodemailer/lib/mime-node';
import { encode, wrap } from 'nodemailer/lib/qp';
import { headerText } from '~/mail/headers';
import type { OutgoingMail } from '~/mail/transport.server';

/** A message as it goes over the wire, but for the dots that SMTP doubles. */
export interface WireMail {
  raw: Buffer;
  envelope: { from: string; to: string[] };
}

/**
 * Mail -> the bytes of its message, in one piece. Headers, folding and encoding are nodemailer's; only its streams are not used:
 * they write a message in a dozen small packets, each of which costs more than building all of it here.
 */
export function wireMail(mail: OutgoingMail): WireMail {
  const root = new MailComposer(composerOptions(mail)).compile();
  const { from, to } = root.getEnvelope();
  return {
    raw: Buffer.from(written(root), 'utf8'),
    envelope: { from: mail.returnPath ?? (from || ''), to },
  };
}

/** What nodemailer is told: header text without line breaks and encoded words, parts as quoted-printable, no files, no URLs. */
export function composerOptions(mail: OutgoingMail) {
  return {
    from: { name: headerText(mail.from.name, 100), address: mail.from.address },
    to: { name: headerText(mail.to.name ?? '', 100), address: mail.to.address },
    replyTo: mail.replyTo,
    subject: headerText(mail.subject, 250),
    html: withCrLf(mail.html),
    text: withCrLf(mail.text),
    messageId: mail.messageId,
    headers: Object.entries(mail.headers).map(([key, value]) => ({ key, value: headerText(value, 998) })),
    encoding: 'quoted-printable' as const,
    textEncoding: 'quoted-printable' as const,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function withCrLf(text: string): string {
  return text.replace(/\r\n?|\n/g, '\r\n');
}

/** The same text as nodemailer streams (a test holds it): ASCII, but for an address beyond it, which is UTF-8 as in RFC 6532. */
function written(node: MimeNode): string {
  const head = `${node.buildHeaders()}\r\n\r\n`;
  if (node.boundary) {
    const parts = node.childNodes.map((child) => `--${node.boundary}\r\n${written(child)}`);
    return `${head}${parts.join('\r\n')}\r\n--${node.boundary}--\r\n`;
  }
  if (typeof node.content !== 'string') throw new Error('a part of a message is not text');
  const encoding = node.getTransferEncoding();
  if (encoding !== 'quoted-printable') throw new Error(`a part of a message is ${String(encoding)}`);
  return head + wrap(encode(node.content));
}
