import fc from 'fast-check';
import MailComposer from 'nodemailer/lib/mail-composer';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { composerOptions, wireMail } from '~/mail/mime.server';
import { sampleMail } from '../../tests/support/sample-mail';

/** The boundary is random, and the date is now. */
function comparable(raw: Buffer): string {
  return raw
    .toString('latin1')
    .replaceAll(/--_NmP-[0-9a-f]+-Part_/g, 'BOUNDARY-')
    .replace(/^Date: .*$/m, 'Date: now');
}

describe('the bytes of a message', () => {
  it('are those that nodemailer streams', async () => {
    const piece = fc.constantFrom(
      'a', ' ', '\t', '\n', '\r\n', '.', '=', 'ä', '漢', '👋', '<p style="x">', 'word '.repeat(30), 'x'.repeat(100), '--',
    ); // prettier-ignore
    // blanks at the very end are broken differently, and read back as the same
    const text = fc.array(piece, { maxLength: 60 }).map((pieces) => `${pieces.join('')}.`);
    await fc.assert(
      fc.asyncProperty(text, text, text, async (subject, html, plain) => {
        const sample = sampleMail({ subject, html, text: plain });
        const streamed = new MailComposer({ ...composerOptions(sample), newline: 'windows' })
          .compile()
          .build();
        expect(comparable(wireMail(sample).raw)).toBe(comparable(await streamed));
      }),
      { numRuns: 300 },
    );
  });

  it.each(['jürgen@customer.example', '李@customer.example', 'a\u010d\u010aBcc: v@customer.example'])(
    'are UTF-8 for an address beyond ASCII, and no half of a character becomes a line break: %s',
    async (address) => {
      const sample = sampleMail({ to: { name: 'Anna', address } });
      const streamed = new MailComposer({ ...composerOptions(sample), newline: 'windows' }).compile().build();
      const { raw } = wireMail(sample);
      expect(comparable(raw)).toBe(comparable(await streamed));
      const { headers } = await PostalMime.parse(raw);
      expect(headers.map(({ key }) => key)).not.toContain('bcc');
    },
  );

  it.each([
    '=?utf-8?q?=0D=0ABcc:_v@example.com?=',
    '==?utf-8?q?=0D=0ABcc:_v@example.com?=',
    '=\u202e=?utf-8?q?=0A?=',
  ])('carry no encoded word that a stranger wrote, however it is doubled: %s', async (name) => {
    for (const twice of [name, name + name, `${name} ${name}`]) {
      const to = { name: twice, address: 'anna@customer.example' };
      const { subject, to: read } = await PostalMime.parse(wireMail(sampleMail({ to, subject: twice })).raw);
      expect([subject, read?.[0]?.name].join('')).not.toMatch(/\p{Cc}/u);
      expect(read?.map(({ address }) => address)).toEqual(['anna@customer.example']);
    }
  });

  it('are read back as what was written, to whom it was written', async () => {
    const { raw, envelope } = wireMail(sampleMail({ html: '<p>Grüße = 100 %</p>'.repeat(50) }));
    const parsed = await PostalMime.parse(raw);
    expect(parsed.text?.replaceAll('\r\n', '\n').trim()).toBe('Grüße\n.\nein Punkt allein');
    expect(parsed.html?.trim()).toBe('<p>Grüße = 100 %</p>'.repeat(50));
    expect(envelope).toEqual({ from: 'hallo@shop.example', to: ['anna@customer.example'] });
    const lines = raw.toString('latin1').split('\r\n');
    expect(lines.every((line) => line.length <= 78 && !line.includes('\n'))).toBe(true);
  });
});
