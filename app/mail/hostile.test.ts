import fc from 'fast-check';
import { parse as parseHtml } from 'node-html-parser';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { defaultProgram } from '~/loyalty/program';
import { unsubscribeHeaders } from '~/mail/headers';
import { lintMessage } from '~/mail/lint';
import { wireMail } from '~/mail/mime.server';
import { renderMessage, type RenderInput } from '~/mail/render.server';
import { birthdayVariables, templateVariables } from '~/mail/variables';

/**
 * Five thousand messages out of names that strangers chose and texts that a merchant, or somebody in their account, wrote:
 * no header that is not ours, nothing live in the HTML, and no rendering that goes on and on.
 */
const RUNS = 5_000;

const program = defaultProgram({ name: 'Rösterei', email: 'hallo@shop.example' });

// prettier-ignore
const FRAGMENTS = [
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '</title><svg/onload=alert(1)>', '<iframe src=//e.example>',
  "'-alert(1)-'", '<style>*{background:url(//e.example)}</style>', '<a href="javascript:alert(1)">x</a>', '<base href=//e>',
  '\r\nBcc: victim@example.com', '\nSubject: other', '\r\n\r\n<b>body</b>', '\u2028X: y', '\u0085To: z@example.com', '\0',
  '=?utf-8?q?=0D=0ABcc:_v@example.com?=', ', victim@example.com', '<victim@example.com>', '"; x="', '(comment)',
  '{{', '}}', '{%', '%}', '{{ customer.name }}', '{{ coupon.code }}', '{% raw %}', '{{ "x" | pluralize: "a", "b" }}',
  '{{ __proto__ }}', '{{ constructor.constructor }}', '{{ customer.__proto__.polluted }}', '{{ shop.constructor.name }}',
  '{{ "".constructor.constructor("return process")() }}', '{{ toString }}', '{% assign __proto__ = 1 %}',
  '{% assign constructor = "x" %}{{ constructor }}', '{% for i in (1..1000000000) %}x{% endfor %}',
  '{% for a in (1..900) %}{% for b in (1..900) %}{% for c in (1..900) %}{% endfor %}{% endfor %}{% endfor %}',
  '{% assign x = "xxxxxxxxxx" %}{% for i in (1..60) %}{% assign x = x | append: x %}{% endfor %}{{ x }}',
  '{% assign x = "aaaaaaaaaa" %}{% for i in (1..9) %}{% assign x = x | replace: "a", x %}{% endfor %}{{ x }}',
  '{{ "now" | date: "%9999999999N" }}', '{{ "<script" | strip_html }}', '{% include "/etc/passwd" %}', '{% render "x" %}',
  '{% layout "x" %}', '{% liquid assign x = 1 %}', '{% cycle "a", "b" %}', '{% tablerow i in (1..999999) %}x{% endtablerow %}',
  '{{ customer | json }}', '{{ customer | inspect }}', '{{ 1e308 | times: 1e308 }}', '{{ 1 | divided_by: 0 }}',
  '{{ "x" | truncate: 999999999999 }}', '{% capture s %}{{ shop.name }}{% endcapture %}{{ s }}{{ s }}',
  '{% comment %}', '{% if customer.name == blank %}leer{% endif %}', '{% case years %}{% when 1 %}eins{% endcase %}',
  '\u202egnp.exe', '\u2066\u2067\u2068', '\u200f', '\u061c', '\ufeff', 'ﷺ', '𝒜', 'a\u0301'.repeat(40),
  'javascript:alert(1)', 'data:text/html,<script>1</script>', 'https://e.example/"onmouseover="alert(1)',
  "https://e.example/'x", 'https://e.example/?a=1&b=<2>', 'https://e.example/`', 'HTTPS://E.EXAMPLE', 'https://', '&#106;avascript:',
  '&lt;script&gt;', '@@slot-imprint@@', '@@slot-body@@', 'https://slot-unsubscribe-url.invalid/', '$&', '$1', "$'", '${7*7}',
];

const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...FRAGMENTS) },
  { weight: 1, arbitrary: fc.string({ maxLength: 20, unit: 'binary' }) },
  { weight: 1, arbitrary: fc.constantFrom('Anna', ' ', 'Ödön', '李', '\n\n', ',') },
);
const hostile = (maxLength: number) => fc.array(piece, { maxLength }).map((pieces) => pieces.join(''));
const long = fc
  .tuple(fc.constantFrom(...FRAGMENTS), fc.integer({ min: 100, max: 3_000 }))
  .map(([fragment, times]) => fragment.repeat(times).slice(0, 20_100));

const attack = fc.record({
  firstName: hostile(3),
  lastName: fc.oneof(hostile(3), fc.constant(null)),
  shopName: hostile(3),
  orderName: hostile(2),
  imprint: hostile(4),
  code: fc.constantFrom('DANKE-1', '<script>1</script>'),
  subject: fc.oneof(
    fc.constant(program.anniversary.message.subject.de),
    hostile(4),
    fc.constant('{{ customer.name }} {{ shop.name }}'),
  ),
  body: fc.oneof(
    { weight: 4, arbitrary: hostile(6) },
    { weight: 4, arbitrary: fc.constant(program.anniversary.message.body.de) },
    {
      weight: 2,
      arbitrary: fc.constant('{{ customer.first_name }} {{ customer.last_name }}\n\n{{ shop.name }}'),
    },
    { weight: 1, arbitrary: long },
  ),
  promotional: fc.boolean(),
  birthday: fc.boolean(),
  logo: fc.constantFrom(null, 'https://cdn.example/a.png', 'https://cdn.example/"onload="x'),
});
type Attack = typeof attack extends fc.Arbitrary<infer T> ? T : never;

const way = {
  unsubscribeUrl: 'https://app.example/unsubscribe?token=a.b',
  preferencesUrl: 'https://app.example/p?t=a&l=de',
};

function inputOf(a: Attack): RenderInput {
  const frame = {
    locale: 'de',
    subject: a.subject,
    body: a.body,
    imprint: a.imprint,
    style: { logoUrl: a.logo, color: '#1f1f1d' },
    wayOut: a.promotional ? way : null,
  } as const;
  const names = {
    locale: 'de' as const,
    customer: { firstName: a.firstName, lastName: a.lastName },
    shopName: a.shopName,
  };
  if (a.birthday) return { ...frame, occasion: 'birthday', variables: birthdayVariables(names) };
  const variables = templateVariables({
    ...names,
    order: { name: a.orderName, number: 3 },
    anniversary: {
      years: 3, percentage: '15', firstOrderDate: '2023-11-22', validFrom: '2026-11-22', validUntil: '2026-12-21',
      code: a.code, minimumMinor: 0, capMinor: null, currency: 'EUR',
    },
  }); // prettier-ignore
  return { ...frame, variables };
}

/** As app/mail/smtp.server.ts hands a message over. */
function rawMail(a: Attack, mail: { subject: string; html: string; text: string }): Buffer {
  const { raw } = wireMail({
    ...mail,
    from: { name: a.shopName, address: 'hallo@shop.example' },
    to: { name: `${a.firstName} ${a.lastName ?? ''}`, address: 'anna@example.com' },
    replyTo: 'hallo@shop.example',
    messageId: '<1@shop.example>',
    headers: {
      'Auto-Submitted': 'auto-generated',
      ...(a.promotional ? unsubscribeHeaders(way.unsubscribeUrl) : {}),
    },
  });
  return raw;
}

// prettier-ignore
const OURS = new Set([
  'from', 'to', 'reply-to', 'subject', 'message-id', 'date', 'mime-version', 'content-type', 'auto-submitted',
  'list-unsubscribe', 'list-unsubscribe-post',
]);
// prettier-ignore
const TAGS = new Set([
  'html', 'head', 'title', 'meta', 'link', 'body', 'table', 'tbody', 'tr', 'td', 'p', 'br', 'a', 'div', 'hr', 'img', 'span',
]);

function expectNothingLive(html: string, logo: string | null): void {
  const page = parseHtml(html, { comment: false });
  for (const element of page.querySelectorAll('*')) {
    const tag = element.tagName.toLowerCase();
    if (!TAGS.has(tag)) throw new Error(`an element <${tag}>`);
    for (const [name, value] of Object.entries(element.attributes)) {
      if (/^on/i.test(name) || name === 'srcdoc') throw new Error(`an attribute ${name}`);
      if (name === 'href' && !/^https:\/\//.test(value)) throw new Error(`a link to ${value}`);
      if (name === 'src' && value !== logo) throw new Error(`a picture ${value}`);
      if (name === 'style' && /url\(|expression/i.test(value)) throw new Error(`a style ${value}`);
    }
  }
}

async function expectOnlyOurHeaders(raw: Buffer): Promise<void> {
  const head = raw
    .subarray(0, raw.indexOf('\r\n\r\n'))
    .toString('latin1')
    .replace(/\r\n[ \t]/g, ' ');
  const names = head.split(/\r\n|\r|\n/).map((line) => line.slice(0, line.indexOf(':')).toLowerCase());
  for (const name of names) if (!OURS.has(name)) throw new Error(`a header ${name}`);
  expect(new Set(names).size).toBe(names.length);
  const mail = await PostalMime.parse(raw);
  expect([mail.to?.map(({ address }) => address), mail.from?.address]).toEqual([
    ['anna@example.com'],
    'hallo@shop.example',
  ]);
  expect([mail.cc, mail.bcc, mail.attachments]).toEqual([undefined, undefined, []]);
  for (const text of [mail.subject, mail.to?.[0]?.name, mail.from?.name])
    expect(text ?? '').not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
}

describe('hostile names, tags and templates', () => {
  it(`${RUNS} of them: no injected header, nothing live, bounded time`, async () => {
    const seen = { sent: 0, greeted: 0, refused: 0, slowest: 0 };
    await fc.assert(
      fc.asyncProperty(attack, async (a) => {
        const start = performance.now();
        const rendered = await renderMessage(inputOf(a));
        lintMessage({
          message: a.birthday ? 'birthday' : 'anniversary',
          locale: 'de',
          tone: 'du',
          subject: a.subject,
          body: a.body,
          imprint: a.imprint,
        });
        seen.slowest = Math.max(seen.slowest, performance.now() - start);
        if (!rendered.ok) {
          seen.refused += 1;
          return;
        }
        seen.sent += 1;
        if (a.birthday) {
          seen.greeted += 1;
          expect(rendered.html).not.toContain('class="coupon"');
        }
        expect(rendered.html.length + rendered.text.length).toBeLessThan(2_000_000);
        expectNothingLive(rendered.html, a.logo);
        await expectOnlyOurHeaders(rawMail(a, rendered));
      }),
      { numRuns: RUNS },
    );
    // both ways out are walked, and no template held the process: subject and body may take 100 ms each, the machine its own
    expect(seen.sent).toBeGreaterThan(1_000);
    expect(seen.greeted).toBeGreaterThan(300);
    expect(seen.refused).toBeGreaterThan(500);
    expect(seen.slowest).toBeLessThan(20_000);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    if (process.env.SHOW) process.stdout.write(`${JSON.stringify(seen)}\n`);
  }, 300_000);
});
