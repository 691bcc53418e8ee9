import { renderLiquid } from '~/mail/liquid';
import { exampleVariables, MESSAGE_NAMES, PLACE } from '~/mail/message-variables';
import type { ProgramDraft } from './draft';
import { readField } from './draft-path';
import type { FieldError } from './field-errors';

/**
 * Message texts that fail with an example customer: an unclosed tag or a misspelt variable would otherwise fail each message
 * on the day it is due.
 */
export function templateErrors(draft: ProgramDraft): FieldError[] {
  const errors: FieldError[] = [];
  for (const message of MESSAGE_NAMES) {
    for (const locale of ['en', 'de'] as const) {
      const { variables } = exampleVariables(message, locale);
      for (const part of ['subject', 'body'] as const) {
        const path = `${PLACE[message]}.${part}.${locale}` as const;
        const rendered = renderLiquid(String(readField(draft, path)), variables);
        if (rendered.ok) continue;
        const detail = rendered.message.slice(0, 160);
        errors.push({ path, key: 'program.error.template', values: { detail } });
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
