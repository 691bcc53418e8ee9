import { renderLiquid } from '~/mail/liquid';
import { templateVariables } from '~/mail/variables';
import type { ProgramDraft } from './draft';
import type { FieldError } from './field-errors';

const ORDER = { name: '#1042', number: 3 };
const ANNIVERSARY = {
  years: 3,
  percentage: '15',
  firstOrderDate: '2023-11-22',
  validFrom: '2026-11-22',
  validUntil: '2026-12-22',
  code: 'DANKE-2345-6789',
  minimumMinor: 2_000,
  capMinor: 1_500,
  currency: 'EUR',
};

/**
 * Message texts that fail with an example customer: an unclosed tag or a misspelt variable would otherwise fail each message
 * on the day it is due.
 */
export function templateErrors(draft: ProgramDraft): FieldError[] {
  const messages = [
    ['anniversary.message', draft.anniversary.message, { anniversary: ANNIVERSARY }],
    ['thankYou.first', draft.thankYou.first, { order: ORDER }],
    ['thankYou.repeat', draft.thankYou.repeat, { order: ORDER }],
  ] as const;
  const errors: FieldError[] = [];
  for (const [path, message, occasion] of messages) {
    for (const locale of ['en', 'de'] as const) {
      const variables = templateVariables({
        locale,
        customer: { firstName: 'Alex', lastName: 'Example' },
        shopName: 'Example',
        ...occasion,
      });
      for (const part of ['subject', 'body'] as const) {
        const rendered = renderLiquid(message[part][locale], variables);
        if (rendered.ok) continue;
        const detail = rendered.message.slice(0, 160);
        errors.push({ path: `${path}.${part}.${locale}`, key: 'program.error.template', values: { detail } });
      }
    }
  }
  return errors;
}

/** What the checkout fills in, by the text it stands in. */
const PLACEHOLDERS = {
  loyalty: ['benefit', 'percentage', 'order_number', 'tier', 'end_date'],
  anniversary: ['benefit', 'percentage', 'years'],
} as const;

/** Misspelt placeholders of the reasons: the checkout leaves out what it does not know. */
export function placeholderErrors(draft: ProgramDraft): FieldError[] {
  const errors: FieldError[] = [];
  for (const section of ['loyalty', 'anniversary'] as const) {
    const known: readonly string[] = PLACEHOLDERS[section];
    for (const locale of ['en', 'de'] as const) {
      const used = draft[section].reason[locale].matchAll(/\{\{(.*?)\}\}/g);
      const unknown = [...used].find(([, name]) => !known.includes((name ?? '').trim()))?.[0].slice(0, 60);
      if (unknown === undefined) continue;
      const path = `${section}.reason.${locale}`;
      errors.push({ path, key: 'program.error.placeholder', values: { detail: unknown } });
    }
  }
  return errors;
}
