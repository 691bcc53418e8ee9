import { randomUUID } from 'node:crypto';
import type { ActionFunctionArgs } from '@remix-run/node';
import { authenticateMerchant, currentProgram, requireShopFacts } from '~/components/merchant.server';
import { recordActivity } from '~/effects/activity';
import { shopMail } from '~/effects/shop-mail';
import { unsubscribeHeaders } from '~/mail/headers';
import { previewRequestSchema, type TryAnswer } from './app.messages/preview-request';
import { renderPreview } from './app.messages/render-preview.server';

const MOST_IN_AN_HOUR = 30;
const HOUR_MS = 60 * 60_000;

/**
 * POST: sends the message as it is being typed to the merchant: to the reply address of the saved program, never to one that
 * came with the request. 400 when it is not the form's shape.
 */
export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  const merchant = await authenticateMerchant(request, context);
  const facts = await requireShopFacts(merchant);
  const body = previewRequestSchema.safeParse(await request.json().catch(() => null));
  if (!body.success) return new Response('not a message', { status: 400 });
  const { services, shop } = merchant;
  const now = services.clock.now();
  const tried = await services.db.activityEntry.count({
    where: { shop, event: 'message.tried', at: { gt: new Date(now.getTime() - HOUR_MS) } },
  });
  if (tried >= MOST_IN_AN_HOUR) return answer({ outcome: 'too-many' });

  const program = await currentProgram(merchant, facts.version);
  const { rendered, wayOut } = await renderPreview(merchant, facts, program, body.data);
  if (!rendered.ok) return answer({ outcome: 'error', message: rendered.message });
  const { sender } = program;
  const { transport } = await shopMail(services, shop);
  const result = await transport.send({
    from: { name: sender.name, address: sender.email },
    to: { name: null, address: sender.replyTo },
    replyTo: sender.replyTo,
    subject: `[Test] ${rendered.subject}`,
    html: rendered.html,
    text: rendered.text,
    messageId: `<test-${randomUUID()}@${shop}>`,
    headers: {
      'Auto-Submitted': 'auto-generated',
      ...(wayOut ? unsubscribeHeaders(wayOut.unsubscribeUrl) : {}),
    },
  });
  const { message, locale } = body.data;
  await recordActivity(services.db, { shop, at: now, event: 'message.tried', detail: { message, locale } });
  if (result.outcome !== 'sent') return answer({ outcome: 'not-sent', reason: result.reason });
  return answer({ outcome: 'sent', to: sender.replyTo });
}

function answer(body: TryAnswer): Response {
  return Response.json(body);
}
