/**
 * Shopify's `i18n` of a UI extension: looks texts up in the extension's locale files, chooses plural forms, fills
 * placeholders, formats for the buyer's language. Browser code, without imports. *Unverified*: that Shopify formats numbers
 * in placeholders, and what it does with a key that no locale has (here it throws, since nothing good can come of it).
 */
export interface LocaleFiles {
  /** language tag -> content of `locales/LANGUAGE(.default).json` */
  texts: Record<string, unknown>;
  defaultLanguage: string;
}
export interface SurfaceI18n {
  translate(key: string, options?: Record<string, unknown>): string;
  formatNumber(number: number | bigint, options?: FormatOptions<Intl.NumberFormatOptions>): string;
  formatCurrency(number: number | bigint, options?: FormatOptions<Intl.NumberFormatOptions>): string;
  formatDate(date: Date, options?: FormatOptions<Intl.DateTimeFormatOptions>): string;
}
type FormatOptions<Options> = Options & { inExtensionLocale?: boolean };

/** @param language the buyer's, as BCP 47: `de-CH` finds `de-CH`, then `de`, then the default */
export function surfaceI18n(files: LocaleFiles, language: string, currency: string): SurfaceI18n {
  const own =
    [language, language.split('-')[0] ?? ''].find((tag) => tag in files.texts) ?? files.defaultLanguage;
  const locale = (options?: { inExtensionLocale?: boolean }) => (options?.inExtensionLocale ? own : language);
  const formatNumber: SurfaceI18n['formatNumber'] = (number, options) =>
    new Intl.NumberFormat(locale(options), options).format(number);
  return {
    formatNumber,
    formatCurrency: (number, options) =>
      new Intl.NumberFormat(locale(options), { currency, ...options, style: 'currency' }).format(number),
    formatDate: (date, options) => new Intl.DateTimeFormat(locale(options), options).format(date),
    translate(key, options = {}) {
      const text =
        look(files.texts[own], key, options['count'], own) ??
        look(files.texts[files.defaultLanguage], key, options['count'], files.defaultLanguage);
      if (text === null) throw new Error(`no locale of the extension has "${key}"`);
      return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => {
        const value = options[name];
        if (typeof value === 'number') return formatNumber(value);
        return typeof value === 'string' ? value : whole;
      });
    },
  };
}

function look(texts: unknown, key: string, count: unknown, language: string): string | null {
  const found = key.split('.').reduce<unknown>((node, part) => entry(node, part), texts);
  if (typeof found === 'string') return found;
  if (typeof count !== 'number') return null;
  const form = entry(found, new Intl.PluralRules(language).select(count)) ?? entry(found, 'other');
  return typeof form === 'string' ? form : null;
}

function entry(node: unknown, part: string): unknown {
  return typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[part] : undefined;
}
