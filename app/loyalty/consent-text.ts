/**
 * What a shopper is asked after the order, and what stands there afterwards (docs/surfaces.md, "Consent endpoint"). A text
 * that was ever shown stays: what was answered is stored with its id. A change of words is a new number.
 */

export const CONSENT_LOCALES = ['en', 'de', 'fr'] as const;
export type ConsentLocale = (typeof CONSENT_LOCALES)[number];

/** The number of the words below. */
const VERSION = 1;

export interface ConsentText {
  /** "1.de" */
  id: string;
  title: string;
  body: string;
}
/** The question itself, with its answers. */
export interface ConsentQuestion extends ConsentText {
  yes: string;
  no: string;
}

interface Words {
  ask: { title: string; body: string; yes: string; no: string };
  asked: { title: string; body: string };
  given: { title: string; body: string };
}

/** {{shop}} is the shop's name */
const WORDS: Readonly<Record<ConsentLocale, Words>> = {
  en: {
    ask: {
      title: 'May we write to you?',
      body: 'If you agree, {{shop}} will send you e-mails with offers and coupons, also for the anniversary of your first order. You can stop them at any time with the link in every message.',
      yes: 'Yes, please',
      no: 'No, thank you',
    },
    asked: {
      title: 'One more step',
      body: 'We have sent you an e-mail. With the link in it you confirm that the address is yours. Until then you get nothing.',
    },
    given: { title: 'Thank you', body: '{{shop}} will write to you when there is something for you.' },
  },
  de: {
    ask: {
      title: 'Dürfen wir Ihnen schreiben?',
      body: 'Wenn Sie zustimmen, schickt {{shop}} Ihnen E-Mails mit Angeboten und Gutscheinen, auch zum Jahrestag Ihrer ersten Bestellung. Abmelden können Sie sich jederzeit über den Link in jeder Nachricht.',
      yes: 'Ja, gern',
      no: 'Nein, danke',
    },
    asked: {
      title: 'Noch ein Schritt',
      body: 'Wir haben Ihnen eine E-Mail geschickt. Mit dem Link darin bestätigen Sie, dass die Adresse Ihnen gehört. Bis dahin bekommen Sie nichts.',
    },
    given: { title: 'Vielen Dank', body: '{{shop}} schreibt Ihnen, wenn es etwas für Sie gibt.' },
  },
  fr: {
    ask: {
      title: 'Pouvons-nous vous écrire ?',
      body: 'Si vous acceptez, {{shop}} vous enverra des e-mails avec des offres et des bons de réduction, aussi pour l’anniversaire de votre première commande. Vous pouvez vous désabonner à tout moment par le lien de chaque message.',
      yes: 'Oui, volontiers',
      no: 'Non, merci',
    },
    asked: {
      title: 'Encore une étape',
      body: 'Nous vous avons envoyé un e-mail. Le lien qu’il contient confirme que l’adresse est la vôtre. D’ici là, vous ne recevez rien.',
    },
    given: { title: 'Merci', body: '{{shop}} vous écrira quand il y aura quelque chose pour vous.' },
  },
};

/** "de-CH" -> "de"; whoever speaks none of them gets English. */
export function consentLocale(locale: string | null): ConsentLocale {
  const language = locale?.toLowerCase().split(/[-_]/)[0];
  return CONSENT_LOCALES.find((known) => known === language) ?? 'en';
}

export function consentQuestion(locale: ConsentLocale, shop: string): ConsentQuestion {
  return { id: `${VERSION}.${locale}`, ...filled(WORDS[locale].ask, shop) };
}

export function consentAnswer(state: 'asked' | 'given', locale: ConsentLocale, shop: string): ConsentText {
  return { id: `${VERSION}.${locale}`, ...filled(WORDS[locale][state], shop) };
}

/** The question that an answer names; null: there never was one of that id. */
export function questionById(id: string, shop: string): ConsentQuestion | null {
  const locale = CONSENT_LOCALES.find((known) => id === `${VERSION}.${known}`);
  return locale ? consentQuestion(locale, shop) : null;
}

function filled<T extends Record<string, string>>(words: T, shop: string): T {
  return Object.fromEntries(
    Object.entries(words).map(([key, text]) => [key, text.replaceAll('{{shop}}', () => shop)]),
  ) as T;
}
