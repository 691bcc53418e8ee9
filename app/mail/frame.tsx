import { Body, Container, Head, Hr, Html, Link, Section, Text } from '@react-email/components';
import type { MailLocale } from '~/mail/variables';

/** Where the compiled frame takes text in; unlike anything a person writes. */
export const SLOTS = {
  subject: '@@slot-subject@@',
  /** the logo, or the shop's name */
  masthead: '@@slot-masthead@@',
  body: '@@slot-body@@',
  imprint: '@@slot-imprint@@',
  unsubscribeUrl: 'https://slot-unsubscribe-url.invalid/',
  preferencesUrl: 'https://slot-preferences-url.invalid/',
} as const;

export interface FrameProps {
  locale: MailLocale;
  promotional: boolean;
}

/** Neither Sie nor du, so that they fit every shop. */
export const FRAME_TEXT = {
  en: {
    unsubscribe: 'Unsubscribe',
    preferences: 'Choose what you get',
    why: 'You get this message because you have ordered from us.',
  },
  de: {
    unsubscribe: 'Abmelden',
    preferences: 'Auswählen, was kommt',
    why: 'Diese Nachricht kommt wegen einer Bestellung bei uns.',
  },
} as const;

const font = '-apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/**
 * The shell of every message: the shop's name, the text, the imprint; with a way out when it is promotional. No hidden preview
 * text: inboxes show the first sentence, which is better than the subject once more, and its padding was 8 kB of every mail.
 */
export function Frame({ locale, promotional }: FrameProps) {
  const text = FRAME_TEXT[locale];
  return (
    <Html lang={locale} dir="ltr">
      <Head>
        <title>{SLOTS.subject}</title>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
      </Head>
      <Body style={{ backgroundColor: '#f4f4f2', fontFamily: font, margin: 0, padding: '24px 12px' }}>
        <Container
          style={{ backgroundColor: '#ffffff', borderRadius: 8, maxWidth: 560, padding: '32px 32px 24px' }}
        >
          <Text style={{ color: '#1f1f1d', fontSize: 20, fontWeight: 600, margin: '0 0 24px' }}>
            {SLOTS.masthead}
          </Text>
          <Section>{SLOTS.body}</Section>
          <Hr style={{ borderColor: '#e3e3de', margin: '32px 0 16px' }} />
          <Text style={{ color: '#6b6b66', fontSize: 12, lineHeight: '18px', margin: '0 0 12px' }}>
            {SLOTS.imprint}
          </Text>
          {promotional ? (
            <Text style={{ color: '#6b6b66', fontSize: 12, lineHeight: '18px', margin: 0 }}>
              {text.why}{' '}
              <Link href={SLOTS.unsubscribeUrl} style={{ color: '#6b6b66', textDecoration: 'underline' }}>
                {text.unsubscribe}
              </Link>
              {' · '}
              <Link href={SLOTS.preferencesUrl} style={{ color: '#6b6b66', textDecoration: 'underline' }}>
                {text.preferences}
              </Link>
            </Text>
          ) : null}
        </Container>
      </Body>
    </Html>
  );
}

export const PARAGRAPH_STYLE = 'color:#1f1f1d;font-size:16px;line-height:25px;margin:0 0 16px';
/** A code of the usual length stands in one line on a phone of 320 pixels. @param color "#1f1f1d", the shop's */
export const couponStyle = (color: string) =>
  `background-color:#f4f4f2;border:1px dashed ${color};border-radius:6px;color:#1f1f1d;font-family:ui-monospace,Menlo,` +
  'Consolas,monospace;font-size:17px;font-weight:600;letter-spacing:.3px;margin:0 0 16px;padding:16px 8px;text-align:center';
