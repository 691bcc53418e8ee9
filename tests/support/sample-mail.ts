import type { OutgoingMail } from '../../app/mail/transport.server';

/** A message with umlauts and a line that is only a dot, from a shop to one of its customers. */
export const sampleMail = (over: Partial<OutgoingMail> = {}): OutgoingMail => ({
  from: { name: 'Rösterei Elbtal', address: 'hallo@shop.example' },
  to: { name: 'Anna Schmidt', address: 'anna@customer.example' },
  replyTo: 'mensch@shop.example',
  subject: 'Schön, dass Sie wieder da sind',
  html: '<p>Grüße</p>',
  text: 'Grüße\n.\nein Punkt allein',
  messageId: '<7d0c@a.myshopify.com>',
  headers: { 'Auto-Submitted': 'auto-generated' },
  ...over,
});
