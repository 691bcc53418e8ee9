import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import type { ExampleCart } from '~/cart-decision/example-cart';
import { TooLarge } from '~/cart-decision/function-input';
import { loyaltyFunction } from '~/cart-decision/loyalty-function.server';
import type { NotCounted } from '~/cart-decision/other-discounts';
import { worstStack, type WorstStack } from '~/cart-decision/worst-stack';
import { authenticateMerchant, currentProgram, requireShopFacts } from '~/components/merchant.server';
import { parseMoneyInput } from '~/components/money-input';
import { otherDiscountsOf } from '~/components/other-discounts.server';
import { shopToday } from '~/loyalty/calendar';
import { programDraftSchema, toDraft } from './app.program/draft';
import type { FieldError, ProgramDraft } from './app.program/draft';
import { parseDraft } from './app.program/parse-draft';

export type PreviewAnswer =
  | ({ outcome: 'reckoned'; notCounted: NotCounted[]; othersRead: 'all' | 'some' | 'none' } & WorstStack)
  /** fields of the program, or `cart.goods` and `cart.delivery` */
  | { outcome: 'invalid'; errors: FieldError[] }
  /** the rules do not fit into Shopify's metafields; saving will say what to shorten */
  | { outcome: 'too-large' };

const bodySchema = z.object({
  draft: programDraftSchema,
  /** as typed, in the shop's currency */
  cart: z.object({ goods: z.string().max(40), delivery: z.string().max(40) }),
});

/** minor units; so much that any shop's cart fits, and sums stay far inside of what the function reckons with */
const MOST_MINOR = 1_000_000_000_000;

/**
 * POST {draft, cart}: what the program as it is being typed takes off an example cart at most. Saves nothing. 400 when it is not
 * the form's shape at all.
 */
export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  const merchant = await authenticateMerchant(request, context);
  const { currency, timeZone, version } = await requireShopFacts(merchant);
  const body = bodySchema.safeParse(await request.json().catch(() => null));
  if (!body.success) return new Response('not a program and a cart', { status: 400 });

  const saved = toDraft(await currentProgram(merchant, version), currency);
  const parsed = parseDraft(relevantPart(body.data.draft, saved), currency);
  const cart = readCart(body.data.cart, currency);
  if (!parsed.ok || !cart.ok) {
    const errors = [...(cart.ok ? [] : cart.errors), ...(parsed.ok ? [] : parsed.errors)];
    return answer({ outcome: 'invalid', errors });
  }
  const others = await otherDiscountsOf(merchant, currency);
  const today = shopToday(merchant.services.clock.now(), timeZone);
  try {
    const stack = await worstStack(loyaltyFunction(), {
      program: parsed.program,
      currency,
      example: cart.example,
      today,
      others: others?.counted ?? [],
    });
    const notCounted = others?.notCounted ?? [];
    return answer({
      outcome: 'reckoned',
      ...stack,
      notCounted,
      othersRead: others ? (others.more ? 'some' : 'all') : 'none',
    });
  } catch (error) {
    if (error instanceof TooLarge) return answer({ outcome: 'too-large' });
    throw error;
  }
}

function answer(body: PreviewAnswer): Response {
  return Response.json(body);
}

/** An unfinished e-mail text or sender takes nothing off a cart: those parts stay as they were saved. */
function relevantPart(draft: ProgramDraft, saved: ProgramDraft): ProgramDraft {
  return {
    ...draft,
    anniversary: { ...draft.anniversary, message: saved.anniversary.message },
    thankYou: saved.thankYou,
    sender: saved.sender,
  };
}

type ReadCart = { ok: true; example: ExampleCart } | { ok: false; errors: FieldError[] };

function readCart(typed: { goods: string; delivery: string }, currency: string): ReadCart {
  const errors: FieldError[] = [];
  const read = (name: 'goods' | 'delivery', least: number): number => {
    const minor = parseMoneyInput(typed[name], currency);
    if (minor !== null && minor >= least && minor <= MOST_MINOR) return minor;
    errors.push({ path: `cart.${name}`, key: 'stack.error.amount', values: {} });
    return least;
  };
  const example = { goodsMinor: read('goods', 1), deliveryMinor: read('delivery', 0) };
  return errors.length > 0 ? { ok: false, errors } : { ok: true, example };
}
