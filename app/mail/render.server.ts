import { compiledFrame } from '~/mail/compiled-frame.server';
import { couponStyle, FRAME_TEXT, PARAGRAPH_STYLE } from '~/mail/frame';
import { escapeHtml, headerText } from '~/mail/headers';
import { renderLiquid } from '~/mail/liquid';
import { couponWord } from '~/loyalty/no-coupon';
import type { OccasionVariables } from '~/mail/message-variables';
import type { MailLocale, TemplateVariables } from '~/mail/variables';

/** `occasion` "birthday": a text that turns out to speak of a coupon is refused. */
export type RenderInput = RenderFrame & OccasionVariables;

interface RenderFrame {
  locale: MailLocale;
  /** the merchant's Liquid */
  subject: string;
  body: string;
  imprint: string;
  style: { logoUrl: string | null; color: string };
  /** null: a service message, which has no way out */
  wayOut: { unsubscribeUrl: string; preferencesUrl: string } | null;
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

  const spoken = input.occasion === 'birthday' ? couponIn(subject.text, body.text, input.variables) : null;
  if (spoken) return { ok: false, ...spoken };

  const { color } = input.style;
  const held = couponOf(input);
  const coupon = held?.code ?? null;
  const title = headerText(tidy(subject.text), 200);
  const paragraphs = withConditions(withCoupon(toParagraphs(body.text), coupon), held).map(unbroken);
  if (isBlank(title)) return { ok: false, part: 'subject', message: NOTHING };
  if (paragraphs.every(isBlank)) return { ok: false, part: 'body', message: NOTHING };
  const frame = await compiledFrame(input.locale, input.wayOut !== null);
  const html = frame.fill({
    subject: escapeHtml(title),
    masthead: mastheadHtml(input),
    body: paragraphs.map((paragraph) => paragraphHtml(paragraph, coupon, color)).join('\n'),
    imprint: linesHtml(input.imprint),
    unsubscribeUrl: escapeHtml(input.wayOut?.unsubscribeUrl ?? ''),
    preferencesUrl: escapeHtml(input.wayOut?.preferencesUrl ?? ''),
  });
  return { ok: true, subject: title, html, text: textOf(paragraphs, input) };
}

/** A text that stands on a name alone is empty for who has none; a blank mail is worse than one that a person looks at. */
const NOTHING = 'nothing is left of it without what is missing here, a name for instance';

/** Blanks and characters that nobody sees. */
function isBlank(text: string): boolean {
  return /^[\s\p{Cf}]*$/u.test(text);
}

function couponOf(input: RenderInput): TemplateVariables['coupon'] {
  if (input.occasion === 'birthday') return null;
  return input.variables.coupon ?? null;
}

/** Looked for in what a customer would read, so that no trick of the template gets past; their own name may be anything. */
function couponIn(
  subject: string,
  body: string,
  { customer, shop }: Pick<TemplateVariables, 'customer' | 'shop'>,
): { part: 'subject' | 'body'; message: string } | null {
  const names = [customer.name, customer.first_name, customer.last_name, shop.name].filter((name) => name);
  for (const [part, text] of [
    ['subject', subject],
    ['body', body],
  ] as const) {
    const word = couponWord(names.reduce<string>((rest, name) => rest.replaceAll(name ?? '', ' '), text));
    if (word) return { part, message: `a birthday greeting holds no coupon: "${word}"` };
  }
  return null;
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

/** A number and its sign stay in one line: "15 %" is typed with a blank that would let them part. */
function unbroken(paragraph: string): string {
  return paragraph.replace(/(\d) (?=[%€])/g, '$1\u00a0');
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

/** The schema lets only https addresses be a logo; here they are escaped for good measure. */
function mastheadHtml({ style, variables }: RenderInput): string {
  const name = escapeHtml(variables.shop.name);
  if (!style.logoUrl) return name;
  return `<img src="${escapeHtml(style.logoUrl)}" alt="${name}" height="44" style="display:block;max-width:240px">`;
}

function paragraphHtml(paragraph: string, coupon: string | null, color: string): string {
  if (paragraph === coupon) {
    return `<p class="coupon" style="${couponStyle(escapeHtml(color))}">${escapeHtml(paragraph)}</p>`;
  }
  return `<p style="${PARAGRAPH_STYLE}">${linkified(linesHtml(paragraph), escapeHtml(color))}</p>`;
}

function linesHtml(text: string): string {
  return escapeHtml(text).replace(/\r\n?|\n/g, '<br>\n');
}

/** Only https: text that says `javascript:` stays text. Works on escaped text, so a quote cannot end the attribute. */
function linkified(html: string, color: string): string {
  if (!html.includes('https://')) return html;
  return html.replace(/\bhttps:\/\/(?:&amp;|[^\s<>&"'])+/g, (match) => {
    const url = withoutTail(match);
    return `<a href="${url}" style="color:${color}">${url}</a>${match.slice(url.length)}`;
  });
}

/** What ends a sentence is no part of an address. A loop: a pattern would look at a long row of dots once from each of them. */
function withoutTail(address: string): string {
  let end = address.length;
  while (end > 0 && '.,;:!?)'.includes(address.charAt(end - 1))) end -= 1;
  return address.slice(0, end);
}

function textOf(paragraphs: readonly string[], input: RenderInput): string {
  const text = FRAME_TEXT[input.locale];
  const footer = [input.imprint.trim()];
  if (input.wayOut) {
    const { unsubscribeUrl, preferencesUrl } = input.wayOut;
    footer.push(
      `${text.why}\n${text.unsubscribe}: ${unsubscribeUrl}\n${text.preferences}: ${preferencesUrl}`,
    );
  }
  return `${paragraphs.join('\n\n')}\n\n-- \n${footer.join('\n\n')}\n`;
}
