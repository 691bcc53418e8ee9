import type { ActionFunctionArgs } from '@remix-run/node';
import { authenticateMerchant, currentProgram, requireShopFacts } from '~/components/merchant.server';
import { previewRequestSchema, type PreviewAnswer } from './app.messages/preview-request';
import { renderPreview } from './app.messages/render-preview.server';

/** POST: the message as it is being typed, for one customer. Saves and sends nothing. 400 when it is not the form's shape. */
export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  const merchant = await authenticateMerchant(request, context);
  const facts = await requireShopFacts(merchant);
  const body = previewRequestSchema.safeParse(await request.json().catch(() => null));
  if (!body.success) return new Response('not a message', { status: 400 });
  const program = await currentProgram(merchant, facts.version);
  const { findings, customerName, rendered } = await renderPreview(merchant, facts, program, body.data);
  const answer: PreviewAnswer = rendered.ok
    ? {
        outcome: 'rendered',
        findings,
        customerName,
        subject: rendered.subject,
        html: caged(rendered.html),
        text: rendered.text,
      }
    : { outcome: 'error', findings, customerName, part: rendered.part, message: rendered.message };
  return Response.json(answer);
}

/** Shown in a frame without any rights; even there it may load pictures only. */
const POLICY = "default-src 'none'; img-src https:; style-src 'unsafe-inline'";

function caged(html: string): string {
  return html.replace(
    /<head[^>]*>/,
    (head) => `${head}<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
  );
}
