import { createInstance } from 'i18next';
import { describe, expect, it } from 'vitest';
import de from '~/locales/de.json';
import en from '~/locales/en.json';
import { definitionValues } from './figure-definitions';

const inGerman = createInstance();
const inEnglish = createInstance();
await inGerman.init({ lng: 'de', resources: { de: { translation: de } } });
await inEnglish.init({ lng: 'en', resources: { en: { translation: en } } });

describe('what the figures of repeat and lapsed customers say of themselves', () => {
  it.each(['repeat', 'lapsed'])('%s: the limit of the program, or none where it has none', (name) => {
    const key = `home.figure.${name}.definition`;
    for (const { t } of [inGerman, inEnglish]) {
      expect(t(key, definitionValues({ repeatFromOrders: 2, lapsedAfterDays: 365 }))).toContain('365');
      const never = t(key, definitionValues({ repeatFromOrders: 2, lapsedAfterDays: null }));
      expect(never).not.toMatch(/∞|\b0\b|days|Tage/);
    }
  });
});
