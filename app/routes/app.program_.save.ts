import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { localeFromRequest } from '~/components/i18n';
import { authenticateMerchant, requireShopFacts } from '~/components/merchant.server';
import { programDraftSchema, toDraft } from './app.program/draft';
import type { ProgramDraft } from './app.program/draft';
import { inPageOrder } from './app.program/field-errors';
import type { FieldError } from './app.program/field-errors';
import { parseDraft } from './app.program/parse-draft';
import { saveProgram } from './app.program/save-program.server';
import { sizeErrors } from './app.program/size-errors';
import { placeholderErrors, templateErrors } from './app.program/template-errors.server';

export type SaveAnswer =
  | { outcome: 'saved'; version: number; draft: ProgramDraft }
  | { outcome: 'invalid'; errors: FieldError[] }
  | { outcome: 'conflict'; version: number };

const bodySchema = z.object({
  version: z.int().positive(),
  locale: z.string().optional(),
  draft: programDraftSchema,
});

/** POST {version, draft}: 200 with what came of it; 400 when it is not the form's shape at all. */
export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  const merchant = await authenticateMerchant(request, context);
  const facts = await requireShopFacts(merchant);
  const body = bodySchema.safeParse(await request.json().catch(() => null));
  if (!body.success) return new Response('not a program', { status: 400 });
  const { version, draft } = body.data;

  const parsed = parseDraft(draft, facts.currency);
  const unfit = parsed.ok ? sizeErrors(parsed.program, facts.currency) : parsed.errors;
  const errors = [...unfit, ...templateErrors(draft), ...placeholderErrors(draft)];
  if (!parsed.ok || errors.length > 0) {
    return answer({ outcome: 'invalid', errors: inPageOrder(errors, draft) });
  }

  const saved = await saveProgram(merchant.services, merchant.shop, parsed.program, version);
  if (saved.outcome === 'conflict') return answer(saved);
  const locale = body.data.locale ?? localeFromRequest(request);
  return answer({ ...saved, draft: toDraft(parsed.program, facts.currency, locale) });
}

function answer(body: SaveAnswer): Response {
  return Response.json(body);
}
