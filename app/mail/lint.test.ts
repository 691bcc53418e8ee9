import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GERMAN_TONES, STARTING_TEXTS } from '~/loyalty/starting-texts';
import { lintMessage, messageKind, type Finding, type LintInput } from '~/mail/lint';
import { renderLiquid } from '~/mail/liquid';
import { exampleVariables, MESSAGE_NAMES, withoutNames, type MessageName } from '~/mail/message-variables';

const lint = (over: Partial<LintInput>): Finding[] =>
  lintMessage({
    message: 'first',
    locale: 'de',
    tone: 'sie',
    subject: 'Danke',
    body: 'Danke für Ihre Bestellung.',
    imprint: 'Rösterei GmbH, Dresden',
    ...over,
  });
const codes = (over: Partial<LintInput>) => lint(over).map(({ code, detail }) => [code, detail]);

describe('the starting texts', () => {
  const all = (['en', ...GERMAN_TONES] as const).flatMap((tone) =>
    MESSAGE_NAMES.map((message) => ({ tone, message, ...STARTING_TEXTS[tone][message] })),
  );

  it.each(all)('$tone, $message: nothing to say about it', ({ tone, ...text }) => {
    const locale = tone === 'en' ? 'en' : 'de';
    expect(lint({ ...text, locale, tone: tone === 'en' ? 'sie' : tone })).toEqual([]);
  });

  it.each(all)(
    '$tone, $message: greets by name, and well without one',
    ({ tone, message, body, subject }) => {
      const { variables } = exampleVariables(message, tone === 'en' ? 'en' : 'de');
      for (const text of [subject, body]) {
        for (const facts of [variables, withoutNames(variables)]) {
          expect(renderLiquid(text, facts)).toMatchObject({ ok: true });
        }
      }
      const greeting = renderLiquid(body, variables);
      expect(greeting.ok && greeting.text).toMatch(/^(Hello Alex,|Guten Tag Alex Example,?|Hallo Alex,)\n\n/);
    },
  );

  it('speak in their own way', () => {
    const text = (tone: 'sie' | 'du' | 'deCH') => JSON.stringify(STARTING_TEXTS[tone]);
    expect(text('sie')).not.toMatch(/\bdu\b|\bdeine?\b/i);
    expect(text('du')).not.toMatch(/\bIhre?\b|\bIhnen\b/);
    expect(text('deCH')).not.toContain('ß');
    expect(text('deCH')).toContain('Grüsse');
  });
});

describe('clichés', () => {
  it.each([
    ['de', 'Sehr geehrte Kundin, danke.', 'Sehr geehrte Kundin'],
    ['de', 'Danke für Ihre Treue.', 'Danke für Ihre Treue'],
    ['de', 'Bei Fragen zögern Sie nicht, uns zu schreiben.', 'zögern Sie nicht'],
    ['de', 'Nur für kurze Zeit da.', 'Nur für kurze Zeit'],
    ['de', 'Willkommen in unserer großen Kaffee-Familie.', 'in unserer großen Kaffee-Familie'],
    ['de', 'Danke!!', '!!'],
    ['en', 'You are a valued customer.', 'valued customer'],
    ['en', 'We truly appreciate your business.', 'We truly appreciate your business'],
    ['en', 'Please don’t hesitate to call.', 'don’t hesitate to'],
    ['en', 'We are thrilled.', 'We are thrilled'],
  ] as const)('%s: %s', (locale, body, detail) => {
    expect(lint({ locale, body })).toContainEqual({ code: 'cliche', part: 'body', detail });
    expect(lint({ locale, subject: body }).map(({ part }) => part)).toContain('subject');
  });
});

describe('Sie and Du', () => {
  it.each([
    ['sie', 'Danke, dass Sie da sind. Wir packen deine Bestellung.', 'mixed-address', 'Sie, deine'],
    ['du', 'Danke, dass Sie da sind.', 'other-address', 'Sie'],
    ['sie', 'Schön, dass du da bist.', 'other-address', 'du'],
    ['sie', 'Wir danken euch für den Besuch.', 'other-address', 'euch'],
    ['sie', 'Wir danken Ihnen. Euer Paket ist unterwegs.', 'mixed-address', 'Ihnen, Euer'],
    ['sie', 'Unser Kaffee und deins, das Sie kennen.', 'mixed-address', 'Sie, deins'],
    ['sie', 'Wir kommen deinetwegen zu Ihnen.', 'mixed-address', 'Ihnen, deinetwegen'],
    ['deCH', 'Viele Grüße an Sie', 'sharp-s', 'Grüße'],
  ] as const)('%s: %s', (tone, body, code, detail) => {
    expect(lint({ tone, body })).toContainEqual({ code, part: 'body', detail });
  });

  it('across subject and body', () => {
    expect(lint({ tone: 'sie', subject: 'Für dich', body: 'Danke, dass Sie da sind.' })).toContainEqual({
      code: 'mixed-address',
      part: 'subject',
      detail: 'Sie, dich',
    });
  });

  it('"Sie" for the parcel is no address, nor are words that begin like one', () => {
    const body =
      'Die Bohnen sind da. Sie sind frisch. Ihr Duft ist herrlich. Die Dusche, der Dirigent, die Siedlung, Europa, teuer, neue Reue.';
    expect(codes({ tone: 'du', body })).toEqual([]);
  });

  it('is asked of German only', () => expect(codes({ locale: 'en', body: 'Du Sie' })).toEqual([]));
});

describe('variables', () => {
  it.each([
    ['{{ customer.firstname }}', 'unknown-variable', 'customer.firstname'],
    ['{{ years }}', 'promotional-in-service', 'years'],
    ['{{ nothing }}', 'unknown-variable', 'nothing'],
    ['{% if orders.size > 1 %}x{% endif %}', 'unknown-variable', 'orders.size'],
    ['Liebe {{ customer.first_name }}!', 'empty-variable', 'customer.first_name'],
    ['{{ customer.name }}, danke.', 'empty-variable', 'customer.name'],
  ])('%s', (body, code, detail) => {
    expect(codes({ body })).toEqual([[code, detail]]);
  });

  it('with a fallback, an empty one is no trouble; nor are names that the text gives itself', () => {
    expect(codes({ body: 'Liebe {{ customer.first_name | default: "Kaffeefreundin" }}!' })).toEqual([]);
    expect(codes({ body: '{% assign x = "a" %}{{ x }}{% for i in (1..2) %}{{ i }}{% endfor %}' })).toEqual(
      [],
    );
  });

  it('a text that cannot be parsed, or is only a name', () => {
    expect(codes({ body: '{{ customer.name' })[0]?.[0]).toBe('broken');
    expect(codes({ subject: '{{ customer.first_name }}' })).toEqual([
      ['empty-variable', 'customer.first_name'],
    ]);
  });
});

describe('promotional content', () => {
  const selling = [
    ['de', 'Mit dem Gutschein DANKE10 wird es weniger.', 'Gutschein'],
    ['de', 'Beim nächsten Mal 10 % weniger.', '10 %'],
    ['de', 'Bitte bewerten Sie uns.', 'bewerten Sie'],
    ['de', 'Nehmen Sie an unserer Umfrage teil.', 'Umfrage'],
    ['de', 'Das könnte Ihnen auch gefallen.', 'könnte Ihnen auch gefallen'],
    ['de', 'Ihr Voucher liegt bei.', 'Voucher'],
    ['de', 'Ihr Code: DANKE-7K2M-QX94-HTR3', 'DANKE-7K2M-QX94-HTR3'],
    ['de', '5 € geschenkt beim Kauf von Tee.', '5 € geschenkt'],
    ['de', 'Sparen Sie 5 Euro.', 'Sparen Sie'],
    ['de', 'Empfehlen Sie uns weiter.', 'Empfehlen Sie uns'],
    ['de', 'Geben Sie uns fünf Sterne.', 'fünf Sterne'],
    ['de', 'Zwanzig Prozent auf Tee.', 'Zwanzig Prozent'],
    ['de', 'Ihr Gut\u00adschein', 'Gutschein'],
    ['de', 'Danke. {{ "Gutschein" }}', 'Gutschein'],
    ['de', '{% assign x = "10 % auf Tee" %}Danke. {{ x }}', '10 %'],
    ['en', '$5 off your tea.', '$5 off'],
    ['en', 'Save £5 on tea.', 'Save £5'],
    ['en', 'Twenty percent off tea.', 'percent off'],
    ['en', 'Use this coupon.', 'coupon'],
    ['en', 'Get 10% off.', '10%'],
    ['en', 'Please leave a review.', 'leave a review'],
    ['en', 'Take our survey.', 'survey'],
    ['en', 'You might also like our tea.', 'You might also like'],
  ] as const;

  it.each(selling)('%s: %s', (locale, body, detail) => {
    expect(codes({ locale, body })).toEqual([['promotional-in-service', detail]]);
    expect(codes({ locale, body, message: 'anniversary' })).toEqual([]);
  });

  it('a coupon of ours in a thank-you', () => {
    expect(codes({ body: 'Für Sie: {{ coupon.code }}' })).toEqual([
      ['promotional-in-service', 'coupon.code'],
    ]);
    expect([messageKind('first'), messageKind('repeat'), messageKind('anniversary')]).toEqual([
      'service',
      'service',
      'promotional',
    ]);
  });
});

it('a missing imprint', () => {
  expect(lint({ imprint: ' \n' })).toEqual([{ code: 'imprint-missing', part: 'sender', detail: '' }]);
});

describe('a birthday greeting', () => {
  it.each([
    ['Ein Gutschein wartet.', 'Gutschein'],
    ['Heute 10 % auf alles.', '0 %'],
    ['{{ coupon.code }}', 'coupon.code'],
    ['{{ percentage }}', 'percentage'],
  ])('that says %j is told that it will not be saved', (body, detail) => {
    expect(codes({ message: 'birthday', subject: 'Alles Gute', body })).toContainEqual([
      'coupon-in-birthday',
      detail,
    ]);
  });
});

describe('the kind of each message', () => {
  const docs = readFileSync('docs/consent.md', 'utf8');
  const kinds = new Map(
    [...docs.matchAll(/^\| (.+?) +\| (?:thanks|coupon|greeting) +\| (service|promotional) +\|$/gm)].map(
      ([, messages, kind]) => [messages, kind],
    ),
  );
  const PLACE_IN_DOCS = {
    first: 'thank-you for the first, a later, the N-th order',
    repeat: 'thank-you for the first, a later, the N-th order',
    milestone: 'thank-you for the first, a later, the N-th order',
    anniversary: 'anniversary coupon, its reminder, a new code',
    reminder: 'anniversary coupon, its reminder, a new code',
    restored: 'anniversary coupon, its reminder, a new code',
    roundDate: 'greeting on a round date, on a birthday',
    birthday: 'greeting on a round date, on a birthday',
  } as const satisfies Record<MessageName, string>;

  it.each(MESSAGE_NAMES)('%s: as docs/consent.md says', (message) => {
    expect(messageKind(message)).toBe(kinds.get(PLACE_IN_DOCS[message]));
  });
});
