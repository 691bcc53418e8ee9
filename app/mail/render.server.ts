import { compiledFrame } from '~/mail/compiled-frame.server';
import { COUPON_STYLE, FRAME_TEXT, PARAGRAPH_STYLE } from '~/mail/frame';
import { escapeHtml, headerText } from '~/mail/headers';
import { renderLiquid } from '~/mail/liquid';
import type { MailLocale, TemplateVariables } from '~/mail/variables';

export interface RenderInput {
  locale: MailLocale;
  /** the merchant's Liquid */
  subject: string;
  body: string;
  variables: TemplateVariables;
  imprint: string;
  /** null: a service message, which has no way out */
  unsubscribeUrl: string | null;
}

export type RenderResult =
  | { ok: true; subject: string; html: string; text: string }
  | { ok: false; part: 'subject' | 'body'; message: string };

/**
 * Template + variables -> a message. The merchant's text is plain text with Liquid; HTML is made from it by escaping
 * everything, so neither the merchant nor a name in an order can put markup into a mail.
 */
export async function renderMessage(input: RenderInput): Promise<RenderResult> {
  const subject = renderLiquid(input.subject, input.variables);
  if (!subject.ok) return { ok: false, part: 'subject', message: subject.message };
  const body = renderLiquid(input.body, input.variables);
  if (!body.ok) return { ok: false, part: 'body', message: body.message };

  const coupon = input.variables.coupon?.code ?? null;
  const title = headerText(tidy(subject.text), 200);
  const paragraphs = withConditions(withCoupon(toParagraphs(body.text), coupon), input.variables.coupon);
  const frame = await compiledFrame(input.locale, input.unsubscribeUrl !== null);
  const html = frame.fill({
    subject: escapeHtml(title),
    shopName: escapeHtml(input.variables.shop.name),
    body: paragraphs.map((paragraph) => paragraphHtml(paragraph, coupon)).join('\n'),
    imprint: linesHtml(input.imprint),
    unsubscribeUrl: escapeHtml(input.unsubscribeUrl ?? ''),
  });
  return { ok: true, subject: title, html, text: textOf(paragraphs, input) };
}

function toParagraphs(text: string): string[] {
  return text
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n+/)
    .map((paragraph) => paragraph.split('\n').map(tidy).join('\n').trim())
    .filter((paragraph) => paragraph !== '');
}

/** "Guten Tag ," and double blanks are what an empty variable leaves behind. */
function tidy(line: string): string {
  return line.replace(/[ \t]{2,}/g, ' ').replace(/[ \t]+,/g, ',');
}

/** A coupon that the merchant's text forgot still reaches the customer. */
function withCoupon(paragraphs: string[], coupon: string | null): string[] {
  if (!coupon || paragraphs.some((paragraph) => paragraph.includes(coupon))) return paragraphs;
  return [...paragraphs, coupon];
}

/** Neither do its conditions come as a surprise at checkout: a text that names no limit gets them below the code. */
function withConditions(paragraphs: string[], coupon: TemplateVariables['coupon']): string[] {
  if (!coupon?.conditions) return paragraphs;
  const text = paragraphs.join('\n');
  const limits = [coupon.minimum, coupon.cap].filter((limit) => limit !== null);
  if (text.includes(coupon.conditions) || limits.every((limit) => text.includes(limit))) return paragraphs;
  const at = paragraphs.findLastIndex((paragraph) => paragraph.includes(coupon.code)) + 1;
  return [...paragraphs.slice(0, at), coupon.conditions, ...paragraphs.slice(at)];
}

function paragraphHtml(paragraph: string, coupon: string | null): string {
  if (paragraph === coupon) return `<p class="coupon" style="${COUPON_STYLE}">${escapeHtml(paragraph)}</p>`;
  return `<p style="${PARAGRAPH_STYLE}">${linkified(linesHtml(paragraph))}</p>`;
}

function linesHtml(text: string): string {
  return text.replace(/\r\n?/g, '\n').split('\n').map(escapeHtml).join('<br>\n');
}

/** Only https: text that says `javascript:` stays text. Works on escaped text, so a quote cannot end the attribute. */
function linkified(html: string): string {
  return html.replace(/\bhttps:\/\/(?:&amp;|[^\s<>&"'])+/g, (match) => {
    const url = match.replace(/[.,;:!?)]+$/, '');
    return `<a href="${url}" style="color:#1f1f1d">${url}</a>${match.slice(url.length)}`;
  });
}

function textOf(paragraphs: readonly string[], input: RenderInput): string {
  const text = FRAME_TEXT[input.locale];
  const footer = [input.imprint.trim()];
  if (input.unsubscribeUrl) footer.push(`${text.why}\n${text.unsubscribe}: ${input.unsubscribeUrl}`);
  return `${paragraphs.join('\n\n')}\n\n-- \n${footer.join('\n\n')}\n`;
}
