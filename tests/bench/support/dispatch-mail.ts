import { defaultProgram } from '../../../app/loyalty/program';
import { renderMessage } from '../../../app/mail/render.server';
import type { OutgoingMail } from '../../../app/mail/transport.server';
import { templateVariables } from '../../../app/mail/variables';

/** What `bench dispatch` sends: a thank-you whose text is long enough for a message of 6 kB on the wire. */

export const SHOP_NAME = 'Rösterei Elbtal';

const PARAGRAPH =
  '\n\nWir rösten am Dienstag und am Freitag, in kleinen Mengen, die wir selbst probieren. Der Kaffee reist danach noch ein ' +
  'paar Tage, und gerade diese Tage tun ihm gut. Am besten schmeckt er zwei bis sechs Wochen nach dem Rösten.';

export function program() {
  const document = defaultProgram({ name: SHOP_NAME, email: 'hallo@shop.example' });
  document.sender.imprint = 'Rösterei Elbtal GmbH, Elbufer 1, 01067 Dresden';
  for (const variant of ['first', 'repeat'] as const)
    document.thankYou[variant].body.de += PARAGRAPH.repeat(5);
  return document;
}

export function renderInput() {
  const { thankYou, sender } = program();
  return {
    locale: 'de' as const,
    subject: thankYou.repeat.subject.de,
    body: thankYou.repeat.body.de,
    variables: templateVariables({
      locale: 'de',
      customer: { firstName: 'Anna', lastName: 'Schmidt' },
      shopName: SHOP_NAME,
      order: { name: '#1042', number: 3 },
    }),
    imprint: sender.imprint,
    wayOut: null,
    style: { color: '#1f1f1d', logoUrl: null },
  };
}

/** The same message, rendered once: what the pools send. */
export async function sampleMail(): Promise<OutgoingMail> {
  const rendered = await renderMessage(renderInput());
  if (!rendered.ok) throw new Error(rendered.message);
  return {
    from: { name: SHOP_NAME, address: 'hallo@shop.example' },
    to: { name: 'Anna Schmidt', address: 'anna@customer.example' },
    replyTo: 'hallo@shop.example',
    subject: rendered.subject,
    html: rendered.html,
    text: rendered.text,
    messageId: '<0000000000000000000000000000000000000000@bench.myshopify.com>',
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}
