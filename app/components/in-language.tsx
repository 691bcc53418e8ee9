import { useMemo, type ReactNode } from 'react';
import { I18nextProvider } from 'react-i18next';
import { createI18n, type AdminLocale } from './i18n';

/** The texts of the pages inside are in this language. The document's `lang` is set by the root, from the loader's `locale`. */
export function InLanguage({ locale, children }: { locale: AdminLocale; children: ReactNode }) {
  const i18n = useMemo(() => createI18n(locale), [locale]);
  return <I18nextProvider i18n={i18n}>{children}</I18nextProvider>;
}
