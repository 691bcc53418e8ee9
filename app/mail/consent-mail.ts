import type { MailLocale } from '~/mail/variables';

/**
 * Asks the owner of an address whether the answer was theirs. Nothing in it may sell: a confirmation that advertises is
 * advertising itself. Liquid with `shop.name`; the link stands in a line of its own.
 */
const TEXTS = {
  en: {
    subject: 'Please confirm: e-mails from {{ shop.name }}',
    body: [
      'Hello,',
      'after an order at {{ shop.name }} somebody chose that e-mails with offers and coupons may be sent to this address. Was it you? Then please confirm it here:',
      'LINK',
      'The link is good for seven days. Without your confirmation you get nothing, and you need not do anything.',
    ],
  },
  de: {
    subject: 'Bitte bestätigen: E-Mails von {{ shop.name }}',
    body: [
      'Guten Tag,',
      'nach einer Bestellung bei {{ shop.name }} wurde ausgewählt, dass an diese Adresse E-Mails mit Angeboten und Gutscheinen gehen dürfen. Waren Sie das? Dann bestätigen Sie es bitte hier:',
      'LINK',
      'Der Link gilt sieben Tage. Ohne Ihre Bestätigung bekommen Sie nichts und müssen auch nichts tun.',
    ],
  },
} as const;

/** @param link of our own making: no Liquid and no markup in it */
export function consentMail(locale: MailLocale, link: string): { subject: string; body: string } {
  const { subject, body } = TEXTS[locale];
  return { subject, body: body.map((paragraph) => (paragraph === 'LINK' ? link : paragraph)).join('\n\n') };
}
