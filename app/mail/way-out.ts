import { signUnsubscribeToken, type UnsubscribeSubject } from '~/mail/unsubscribe-token';
import type { MailLocale } from '~/mail/variables';

/** The addresses in a promotional message that lead out: one click (RFC 8058), and the page to choose on. */
export function wayOutOf(
  env: { SHOPIFY_APP_URL: string; EMAIL_HASH_KEY: string },
  subject: UnsubscribeSubject,
  locale: MailLocale,
): { unsubscribeUrl: string; preferencesUrl: string } {
  const query = `token=${signUnsubscribeToken(subject, env.EMAIL_HASH_KEY)}&locale=${locale}`;
  return {
    unsubscribeUrl: `${env.SHOPIFY_APP_URL}/unsubscribe?${query}`,
    preferencesUrl: `${env.SHOPIFY_APP_URL}/preferences?${query}`,
  };
}
