import { asRead, couponWord } from '~/loyalty/no-coupon';
import { kindOf, type MessageContent, type MessageKind } from '~/loyalty/consent';
import type { GermanTone } from '~/loyalty/starting-texts';
import { addressIn, CLICHES, PROMOTIONAL, proseOf } from '~/mail/lint-words';
import { renderLiquid, variablesIn } from '~/mail/liquid';
import { exampleVariables, KNOWN_VARIABLES, withoutNames, type MessageName } from '~/mail/message-variables';
import type { MailLocale } from '~/mail/variables';

/**
 * What a person would say about a text before it goes to thousands: pure, the same for the same text. It warns and forbids
 * nothing; what cannot be sent at all is an error when the program is saved.
 */

export interface Finding {
  code:
    | 'cliche'
    | 'mixed-address'
    | 'other-address'
    | 'sharp-s'
    | 'unknown-variable'
    | 'empty-variable'
    | 'broken'
    | 'promotional-in-service'
    | 'coupon-in-birthday'
    | 'imprint-missing';
  part: 'subject' | 'body' | 'sender';
  /** the words that it is about, or what the template engine says */
  detail: string;
}

export interface LintInput {
  message: MessageName;
  locale: MailLocale;
  tone: GermanTone;
  subject: string;
  body: string;
  imprint: string;
}

/** What each message is made of by design; its kind follows from that. */
const CONTENTS: Readonly<Record<MessageName, readonly MessageContent[]>> = {
  first: ['thanks'],
  repeat: ['thanks'],
  milestone: ['thanks'],
  anniversary: ['coupon'],
  reminder: ['coupon'],
  restored: ['coupon'],
  roundDate: ['greeting'],
  birthday: ['greeting'],
};

export function messageKind(message: MessageName): MessageKind {
  return kindOf(CONTENTS[message]);
}

/** @returns findings in the order of the text; none for a text that reads well */
export function lintMessage(input: LintInput): Finding[] {
  const findings: Finding[] = [];
  for (const part of ['subject', 'body'] as const) {
    const add = (code: Finding['code'], detail: string) =>
      findings.push({ code, part, detail: detail.slice(0, 120) });
    const prose = proseOf(input[part]);
    for (const cliche of matches(prose, CLICHES[input.locale])) add('cliche', cliche);
    if (messageKind(input.message) === 'service') {
      const read = asRead(`${prose}\n${spoken(input, part)}`);
      for (const words of matches(read, PROMOTIONAL[input.locale])) add('promotional-in-service', words);
    }
    if (input.message === 'birthday') {
      const words = couponWord(prose);
      if (words) add('coupon-in-birthday', words);
    }
    lintVariables(input, part, add);
  }
  if (input.locale === 'de') findings.push(...lintAddress(input));
  if (input.imprint.trim() === '') findings.push({ code: 'imprint-missing', part: 'sender', detail: '' });
  return findings;
}

/** What a customer would read: words may stand in Liquid's brackets as well. */
function spoken({ message, locale, ...texts }: LintInput, part: 'subject' | 'body'): string {
  const rendered = renderLiquid(texts[part], exampleVariables(message, locale).variables);
  return rendered.ok ? rendered.text : '';
}

type Add = (code: Finding['code'], detail: string) => void;

function lintVariables({ message, locale, ...texts }: LintInput, part: 'subject' | 'body', add: Add): void {
  const source = texts[part];
  const used = variablesIn(source);
  const known = KNOWN_VARIABLES[message];
  const unknown = used?.filter((name) => !known.includes(name)) ?? [];
  for (const name of unknown) {
    add(unknownAs(message, name), name);
  }
  if (unknown.length > 0) return;
  const { variables } = exampleVariables(message, locale);
  const rendered = renderLiquid(source, variables);
  if (!rendered.ok) {
    add('broken', rendered.message);
    return;
  }
  const nameless = renderLiquid(source, withoutNames(variables));
  if (nameless.ok && hasGap(nameless.text) && !hasGap(rendered.text)) {
    add('empty-variable', used?.filter((name) => name.startsWith('customer.')).join(', ') ?? '');
  }
}

/** A coupon's variable where there is none is more than a slip of the pen. */
function unknownAs(message: MessageName, name: string): Finding['code'] {
  if (!KNOWN_VARIABLES.anniversary.includes(name)) return 'unknown-variable';
  if (messageKind(message) === 'service') return 'promotional-in-service';
  return message === 'birthday' ? 'coupon-in-birthday' : 'unknown-variable';
}

/** What an empty name leaves behind; a blank before a comma is taken out when the message is made. */
function hasGap(text: string): boolean {
  return (
    text.trim() === '' ||
    text.split('\n').some((line) => /(^|[ \t])[!?.;:]|^[ \t]*,|(^|\s)['’]s?\b/.test(line))
  );
}

function lintAddress({ subject, body, tone }: LintInput): Finding[] {
  const found = { subject: addressIn(proseOf(subject)), body: addressIn(proseOf(body)) };
  const formal = [...found.subject.formal, ...found.body.formal];
  const familiar = [...found.subject.familiar, ...found.body.familiar];
  const partOf = (side: 'formal' | 'familiar') => (found.subject[side].length > 0 ? 'subject' : 'body');
  const findings: Finding[] = [];
  const [sie, du] = [formal[0], familiar[0]];
  if (sie && du) {
    const part = partOf(tone === 'du' ? 'formal' : 'familiar');
    findings.push({ code: 'mixed-address', part, detail: `${sie}, ${du}` });
  } else if (sie && tone === 'du') {
    findings.push({ code: 'other-address', part: partOf('formal'), detail: sie });
  } else if (du && tone !== 'du') {
    findings.push({ code: 'other-address', part: partOf('familiar'), detail: du });
  }
  if (tone === 'deCH') {
    for (const part of ['subject', 'body'] as const) {
      const word = /\p{L}*ß\p{L}*/u.exec(part === 'subject' ? subject : body)?.[0];
      if (word) findings.push({ code: 'sharp-s', part, detail: word });
    }
  }
  return findings;
}

/** The words that each pattern found, once. */
function matches(text: string, patterns: readonly RegExp[]): string[] {
  return [...new Set(patterns.flatMap((pattern) => pattern.exec(text)?.[0] ?? []))];
}
