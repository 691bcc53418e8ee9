import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { escapeHtml, headerText, personText, unsubscribeHeaders } from '~/mail/headers';
import { renderLiquid } from '~/mail/liquid';
import { renderMessage, type RenderInput } from '~/mail/render.server';
import { occasionVariables } from '~/mail/message-variables';
import {
  birthdayVariables,
  longDate,
  ordinal,
  templateVariables,
  type GreetingVariables,
  type TemplateVariables,
  type VariableFacts,
} from '~/mail/variables';
import { defaultProgram, type Program } from '~/loyalty/program';

const program: Program = defaultProgram({ name: 'Rösterei Elbtal', email: 'hallo@example.com' });

const facts = (over: Partial<VariableFacts> = {}): VariableFacts => ({
  locale: 'de',
  customer: { firstName: 'Anna', lastName: 'Schmidt' },
  shopName: 'Rösterei Elbtal',
  anniversary: {
    years: 3,
    percentage: '7.50',
    firstOrderDate: '2023-11-22',
    validFrom: '2026-11-22',
    validUntil: '2026-12-21',
    code: 'DANKE-7K2M-QX94-HTR3',
    minimumMinor: 0,
    capMinor: null,
    currency: 'EUR',
  },
  ...over,
});

type Over = Partial<Omit<RenderInput, 'occasion' | 'variables'>> & { variables?: TemplateVariables };

const input = (over: Over = {}, variableFacts = facts()): RenderInput => ({
  locale: variableFacts.locale,
  subject: program.anniversary.message.subject[variableFacts.locale],
  body: program.anniversary.message.body[variableFacts.locale],
  variables: templateVariables(variableFacts),
  imprint: 'Rösterei Elbtal GmbH\nElbufer 1, 01067 Dresden',
  style: program.style,
  wayOut: {
    unsubscribeUrl: 'https://app.example.com/unsubscribe?token=abc.def&x=1',
    preferencesUrl: 'https://app.example.com/preferences?token=abc.def&locale=de',
  },
  ...over,
});

async function rendered(over: Over = {}, variableFacts = facts()) {
  const result = await renderMessage(input(over, variableFacts));
  if (!result.ok) throw new Error(`${result.part}: ${result.message}`);
  return result;
}

describe('the default texts read like a person', () => {
  const anniversary = (years: number) => ({ ...facts().anniversary!, years });

  it.each([
    ['de', 1, 'Vor einem Jahr haben Sie zum ersten Mal bei uns bestellt'],
    ['de', 3, 'Vor 3 Jahren haben Sie zum ersten Mal bei uns bestellt'],
    ['en', 1, 'A year since your first order'],
    ['en', 3, '3 years since your first order'],
  ] as const)('%s, %i years: subject', async (locale, years, subject) => {
    expect((await rendered({}, facts({ locale, anniversary: anniversary(years) }))).subject).toBe(subject);
  });

  it('greets by name, and without a name leaves no gap', async () => {
    expect((await rendered()).text).toMatch(/^Guten Tag Anna Schmidt,\n/);
    expect((await rendered({}, facts({ customer: { firstName: ' ', lastName: null } }))).text).toMatch(
      /^Guten Tag,\n/,
    );
    const en = facts({ locale: 'en', customer: { firstName: null, lastName: 'Schmidt' } });
    expect((await rendered({}, en)).text).toMatch(/^Hello,\n/);
    expect((await rendered({}, facts({ locale: 'en' }))).text).toMatch(/^Hello Anna,\n/);
  });

  it('says the date, the percentage and the code as people write them', async () => {
    const { text, html } = await rendered();
    expect(text).toContain('22. November 2023');
    expect(text).toContain('7,5\u00a0%');
    expect(text).toContain('\n\nDANKE-7K2M-QX94-HTR3\n\n');
    expect(html).toContain('class="coupon"');
  });

  it.each([
    ['de', 2_000, 1_500, 'Gilt ab einem Warenwert von 20,00 €, höchstens 15,00 € Nachlass.'],
    ['de', 0, 1_500, 'Höchstens 15,00 € Nachlass.'],
    ['en', 2_000, null, 'For goods worth €20.00 or more.'],
    ['en', 2_000, 1_500, 'For goods worth €20.00 or more, at most €15.00 off.'],
  ] as const)(
    '%s, minimum %i and cap %s: says the conditions',
    async (locale, minimumMinor, capMinor, says) => {
      const limited = facts({ locale, anniversary: { ...facts().anniversary!, minimumMinor, capMinor } });
      const { text, html } = await rendered({}, limited);
      expect(text.replaceAll('\u00a0', ' ')).toMatch(new RegExp(`2026\\. ${says}\\n`));
      expect(html.replaceAll('\u00a0', ' ')).toContain(says);
    },
  );

  it('keeps a number and its sign in one line', async () => {
    const { html, text } = await rendered({ body: '{{ percentage }} % und 20 € und 100 %, 5 Tage' });
    for (const part of [html, text])
      expect(part).toContain('7,5\u00a0% und 20\u00a0€ und 100\u00a0%, 5 Tage');
  });

  it('says nothing of conditions where there are none, and leaves no gap', async () => {
    expect((await rendered()).text).toContain('bis zum 21. Dezember 2026.\n');
  });

  it.each(['first', 'repeat'] as const)('thank-you, %s, in both languages', async (variant) => {
    for (const locale of ['en', 'de'] as const) {
      const thanks = facts({ locale, anniversary: undefined, order: { name: '#1042', number: 3 } });
      const template = program.thankYou[variant];
      const over = { subject: template.subject[locale], body: template.body[locale], wayOut: null };
      const { text } = await rendered(over, thanks);
      expect(text).toContain('#1042');
      if (variant === 'repeat') expect(text).toContain(locale === 'de' ? 'dritte' : 'third');
    }
  });

  it('writes ordinals and dates', () => {
    expect([1, 3, 11, 12, 21, 22, 103].map((n) => ordinal(n, 'en'))).toEqual([
      'first',
      'third',
      '11th',
      '12th',
      '21st',
      '22nd',
      '103rd',
    ]);
    expect([1, 8, 11].map((n) => ordinal(n, 'de'))).toEqual(['erste', 'achte', '11.']);
    expect(longDate('2026-03-01', 'en')).toBe('1 March 2026');
  });
});

describe('a message', () => {
  it('has a way out when promotional, and none when it is service', async () => {
    const promotional = await rendered();
    expect(promotional.html).toContain('href="https://app.example.com/unsubscribe?token=abc.def&amp;x=1"');
    expect(promotional.text).toContain('https://app.example.com/unsubscribe?token=abc.def&x=1');
    expect(promotional.html).toContain(
      'href="https://app.example.com/preferences?token=abc.def&amp;locale=de"',
    );
    const service = await rendered({ wayOut: null });
    expect(service.html).not.toContain('unsubscribe');
    expect(service.html).not.toContain('@@slot');
  });

  it("wears the shop's logo and color", async () => {
    const style = { logoUrl: 'https://cdn.example/logo.png?a=1&b="x', color: '#aa3300' };
    const { html } = await rendered({ style, body: 'https://shop.example' });
    expect(html).toContain('<img src="https://cdn.example/logo.png?a=1&amp;b=&quot;x" alt="Rösterei Elbtal"');
    expect(html).toContain('border:1px dashed #aa3300');
    expect(html).toContain('<a href="https://shop.example" style="color:#aa3300">');
  });

  it.each<[string, Over, 'subject' | 'body']>([
    ['a subject', { subject: '{{ customer.first_name }}' }, 'subject'],
    [
      'a subject of nothing but a line break',
      { subject: '{% if customer.first_name %}x{% endif %}\n' },
      'subject',
    ],
    ['a body', { body: '{% if customer.first_name %}Guten Tag{% endif %}\n\n' }, 'body'],
    ['a body of invisible characters', { body: '\u200b \u2060\ufeff' }, 'body'],
  ])('is refused without %s, which is what a missing name may leave', async (_name, over, part) => {
    const nameless = facts({ customer: { firstName: null, lastName: null } });
    const service = templateVariables({ ...nameless, anniversary: undefined });
    const result = await renderMessage(input({ ...over, variables: service }, nameless));
    expect(result).toMatchObject({ ok: false, part });
  });

  it('carries the imprint in both parts', async () => {
    const { html, text } = await rendered();
    expect(html).toContain('Elbufer 1, 01067 Dresden');
    expect(text).toContain('Elbufer 1, 01067 Dresden');
  });

  it('shows a coupon that the text forgot', async () => {
    const { html, text } = await rendered({ body: 'Danke.' });
    expect(text).toContain('DANKE-7K2M-QX94-HTR3');
    expect(html).toContain('class="coupon"');
  });

  describe('of a limited coupon whose text', () => {
    const limited = facts({ anniversary: { ...facts().anniversary!, minimumMinor: 2_000, capMinor: 1_500 } });
    const says = 'Gilt ab einem Warenwert von 20,00 €, höchstens 15,00 € Nachlass.';
    const paragraphs = async (body: string) =>
      (await rendered({ body }, limited)).text.replaceAll('\u00a0', ' ').split('\n\n');

    it('names no limit gets them below the code', async () => {
      const four = (await paragraphs('Danke.\n\n{{ coupon.code }}\n\nBis bald.')).slice(0, 4);
      expect(four).toEqual(['Danke.', 'DANKE-7K2M-QX94-HTR3', says, 'Bis bald.']);
    });

    it('names one limit only, gets them all', async () => {
      expect(await paragraphs('{{ coupon.code }} ab {{ coupon.minimum }}')).toContain(says);
    });

    it('forgot the code too, gets both', async () => {
      expect((await paragraphs('Danke.')).slice(0, 3)).toEqual(['Danke.', 'DANKE-7K2M-QX94-HTR3', says]);
    });

    it('names both in its own words stays as it is', async () => {
      const own = await paragraphs('{{ coupon.code }}: ab {{ coupon.minimum }}, bis {{ coupon.cap }}.');
      expect(own).not.toContain(says);
      expect(own[0]).toBe('DANKE-7K2M-QX94-HTR3: ab 20,00 €, bis 15,00 €.');
    });
  });

  it('links https addresses and nothing else', async () => {
    const body = 'https://example.com/a?b=1&c=2, javascript:alert(1) http://plain.example';
    const { html } = await rendered({ body });
    expect(html).toContain('<a href="https://example.com/a?b=1&amp;c=2"');
    expect(html).not.toMatch(/href="(javascript|http:)/);
  });
});

describe('hostile input', () => {
  const NASTY = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    'Anna\r\nBcc: everybody@example.com\r\n\r\nhello',
    '{{ shop.name }}{% for i in (1..9) %}x{% endfor %}',
    '\u202egnp.exe',
    'javascript:alert(1)',
    '__proto__',
    'constructor',
    'A'.repeat(100_000),
    '@@slot-body@@',
    '$& $1 $` ',
    '\u0000\u0001\u2028',
  ];

  it.each(NASTY.map((name) => [name.slice(0, 40), name]))('name %j does no harm', async (_label, name) => {
    const { html, text, subject } = await rendered(
      { subject: 'Für {{ customer.name }}' },
      facts({ customer: { firstName: name, lastName: name } }),
    );
    expect(html).not.toMatch(/<script|<img|onerror=(?!alert)/i);
    expect(html.match(/<img/gi)).toBeNull();
    expect(subject).not.toMatch(/[\r\n\u202e]/);
    expect(text).not.toMatch(/\nBcc:/);
    expect(html.length).toBeLessThan(20_000);
  });

  it('500 random names: escaped, one line of subject', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 80 }), async (name) => {
        const { subject, html } = await rendered(
          { subject: '{{ customer.first_name | default: "x" }}' },
          facts({
            customer: { firstName: name, lastName: null },
          }),
        );
        expect(subject).not.toMatch(/[\r\n\u2028]/);
        expect(html).not.toContain('<script');
        const cleaned = Array.from(personText(name)).slice(0, 60).join('').trim();
        if (cleaned && /[<>]/.test(cleaned))
          expect(html).toContain(escapeHtml(cleaned.replace(/[ \t]+,/g, ',')));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    '{% for i in (1..1000000000) %}x{% endfor %}',
    '{% for i in (1..9999) %}{% for j in (1..9999) %}{% for k in (1..9999) %}{{ k }}{% endfor %}{% endfor %}{% endfor %}',
    '{% assign s = "xxxxxxxxxxxxxxxx" %}{% for i in (1..40) %}{% assign s = s | append: s %}{% endfor %}{{ s }}',
    '{{ "x" | repeat: 1000000000 }}',
    '{% include "secret" %}',
    '{% render "../../.env" %}',
    '{% layout "x" %}',
    '{{ customer.constructor.constructor }}',
    '{{ customer.__proto__.polluted }}',
    '{{ nothing }}',
    '{{ customer.first_name | nofilter }}',
    '{{ unclosed',
    '{% if %}',
    'x'.repeat(30_000),
  ])('template %j ends as an error in bounded time', (template) => {
    const start = performance.now();
    const result = renderLiquid(template, templateVariables(facts()));
    expect(performance.now() - start).toBeLessThan(15_000);
    expect(result.ok).toBe(false);
  });
});

describe('headers', () => {
  it('keep to one line, bounded', () => {
    expect(headerText('a\r\nBcc: b', 100)).toBe('a Bcc: b');
    expect(headerText('=?utf-8?q?=0D=0ABcc:_b?=', 100)).not.toContain('=?');
    expect(headerText('x'.repeat(500), 250)).toHaveLength(250);
  });

  it('are deterministic', () => {
    expect(unsubscribeHeaders('https://x.example/u?t=1')).toEqual({
      'List-Unsubscribe': '<https://x.example/u?t=1>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
  });
});

describe('a birthday greeting', () => {
  /** without the variables, which the type does not let through */
  const frame = (over: Over) => {
    const { variables: _variables, occasion: _occasion, ...rest } = input(over);
    return rest;
  };
  const greeting = (body: string, names = { firstName: 'Anna', lastName: 'Schmidt' }) =>
    renderMessage({
      ...frame({ subject: 'Alles Gute', body }),
      ...occasionVariables(
        { locale: 'de', customer: names, shopName: 'Rösterei Elbtal' },
        { birthday: true },
      ),
    });

  it('is rendered, with a way out and nothing for sale', async () => {
    const result = await greeting('Liebe {{ customer.first_name }},\n\nalles Gute.');
    expect(result).toMatchObject({ ok: true });
    expect(result.ok && result.html).not.toContain('class="coupon"');
  });

  it.each([
    '{{ coupon.code }}',
    '{{ percentage }} mehr',
    'Ein Gutschein für dich',
    'DANKE-7K2M-QX94-HTR3',
    '{{ "Gut" | append: "schein" }}',
    '{% assign a = "10" %}{{ a }}{{ "%" }}',
    '{% capture c %}DANKE{% endcapture %}{{ c }}-7K2M-QX94-HTR3',
  ])('with a coupon is refused, whatever its template does: %s', async (body) => {
    expect(await greeting(body)).toMatchObject({ ok: false, part: 'body' });
  });

  it('is not refused because of how its reader is called', async () => {
    const result = await greeting('Liebe {{ customer.name }}, alles Gute.', {
      firstName: 'Rabatt',
      lastName: 'Gutschein',
    });
    expect(result).toMatchObject({ ok: true });
  });

  it('has no place for a coupon in its type', () => {
    const variables = birthdayVariables({
      locale: 'de',
      customer: { firstName: 'Anna', lastName: null },
      shopName: 'Rösterei',
    });
    // @ts-expect-error a birthday's variables take no coupon
    const _wrong: GreetingVariables = { ...variables, coupon: templateVariables(facts()).coupon };
    expect(Object.keys(variables)).toEqual(['customer', 'shop']);
  });
});
