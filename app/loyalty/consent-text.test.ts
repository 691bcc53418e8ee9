import { describe, expect, it } from 'vitest';
import { CONSENT_LOCALES, consentAnswer, consentLocale, consentQuestion, questionById } from './consent-text';

describe('the question for consent', () => {
  it('is found again by its id, word for word', () => {
    for (const locale of CONSENT_LOCALES) {
      const question = consentQuestion(locale, 'Rösterei $& Co');
      expect(questionById(question.id, 'Rösterei $& Co')).toEqual(question);
      expect(question.body).toContain('Rösterei $& Co');
      expect(JSON.stringify(question)).not.toContain('{{');
      expect(JSON.stringify(consentAnswer('given', locale, 'X'))).not.toContain('{{');
    }
    for (const id of ['', '1', '1.it', '2.de', '01.de', '1.de ']) expect(questionById(id, 'X')).toBeNull();
  });

  it('speaks the shopper’s language, or English', () => {
    expect(['de', 'de-CH', 'fr_CA', 'EN', 'it', null].map(consentLocale)).toEqual([
      'de', 'de', 'fr', 'en', 'en', 'en',
    ]); // prettier-ignore
  });
});
