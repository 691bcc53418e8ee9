import { renderLiquid } from '~/mail/liquid';
import { templateVariables } from '~/mail/variables';
import type { FieldError, ProgramDraft } from './draft';

const ORDER = { name: '#1042', number: 3 };
const ANNIVERSARY = {
  years: 3,
  percentage: '15',
  firstOrderDate: '2023-11-22',
  validFrom: '2026-11-22',
  validUntil: '2026-12-22',
  code: 'DANKE-2345-6789',
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
