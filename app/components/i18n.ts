import { createInstance } from 'i18next';
import type { i18n as I18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import de from '~/locales/de.json';
import en from '~/locales/en.json';

export type AdminLocale = 'en' | 'de';

/**
 * The language of the merchant's pages: what the Shopify admin says its user reads (the `locale` query of a document
 * request), else what the browser asks for, else English.
 */
export function localeFromRequest(request: Request): AdminLocale {
  const asked =
    new URL(request.url).searchParams.get('locale') ?? request.headers.get('Accept-Language') ?? '';
  return /^\s*de\b/i.test(asked) ? 'de' : 'en';
}

/** One instance for each render tree: the server renders for several people at once. */
export function createI18n(locale: AdminLocale): I18n {
  const instance = createInstance();
  void instance.use(initReactI18next).init({
    lng: locale,
    fallbackLng: 'en',
    resources: { en: { translation: en }, de: { translation: de } },
    interpolation: { escapeValue: false }, // React escapes
    returnNull: false,
    initAsync: false,
  });
  return instance;
}
