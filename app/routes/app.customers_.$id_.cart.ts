import type { ActionFunctionArgs } from '@remix-run/node';
import { goodsOf } from '~/cart-decision/cart';
import type { DecisionRun } from '~/cart-decision/decide-cart';
import { TooLarge } from '~/cart-decision/function-input';
import { loyaltyFunction } from '~/cart-decision/loyalty-function.server';
import { total } from '~/cart-decision/stack';
import { explainDecision, type CodeWhy, type Why } from '~/cart-decision/why';
import { authenticateMerchant, currentProgram, requireShopFacts } from '~/components/merchant.server';
import {
  readCartSubject,
  readTypedCart,
  typedCartSchema,
  type CartField,
  type PlatformRefusal,
} from './app.customers_.$id/cart-request.server';

export type CartAnswer =
  | { outcome: 'invalid'; fields: CartField[] }
  /** the program's rules do not fit into Shopify's metafields */
  | { outcome: 'too-large' }
  | {
      outcome: 'decided';
      currency: string;
      /** goods and delivery before and after our discounts, minor units of `currency` */
      totalMinor: number;
      paysMinor: number;
      /** taken off each line, and off delivery */
      lineOffMinors: number[];
      deliveryOffMinor: number;
      loyalty: Why;
      code: (CodeWhy | { code: string; platform: PlatformRefusal }) | null;
      /** a guest of the ledger: checkout does not know them, so there is nothing to give */
      guest: boolean;
      /** what the function was asked and answered; `npm run function:run` repeats it */
      runs: DecisionRun[];
    };

/**
 * POST a typed cart: what this customer would get for it, and why or why not. Changes nothing. 404 for a customer of another
 * shop, 400 when it is no cart at all.
 */
export async function action({ request, context, params }: ActionFunctionArgs): Promise<Response> {
  const merchant = await authenticateMerchant(request, context);
  const { currency, timeZone, version } = await requireShopFacts(merchant);
  const body = typedCartSchema.safeParse(await request.json().catch(() => null));
  if (!body.success) return new Response('not a cart', { status: 400 });
  const read = readTypedCart(body.data, currency);
  if (!read.ok) return answer({ outcome: 'invalid', fields: read.fields });

  const program = await currentProgram(merchant, version);
  const [code = null] = read.cart.codes;
  const subject = await readCartSubject(merchant, params.id ?? '', {
    program,
    timeZone,
    date: read.cart.date,
    code,
  });
  // Another shop's customer and one that never was look the same.
  if (!subject) throw new Response(null, { status: 404 });

  const { customer, refusal } = subject;
  const cart = refusal ? { ...read.cart, codes: [] } : read.cart;
  try {
    const explained = await explainDecision(loyaltyFunction(), {
      program,
      shopCurrency: currency,
      customer,
      cart,
    });
    const { applied, runs } = explained.decision;
    const totalMinor = goodsOf(cart) + total(cart.deliveries);
    const onLines = applied.parts.filter(({ on }) => on !== 'delivery');
    const onDelivery = applied.parts.filter(({ on }) => on === 'delivery');
    const [why = null] = explained.codes;
    return answer({
      outcome: 'decided',
      currency: cart.currency,
      totalMinor,
      paysMinor: totalMinor - applied.offMinor,
      lineOffMinors: cart.lines.map((_, line) => total(onLines.map(({ minors }) => minors[line] ?? 0))),
      deliveryOffMinor: total(onDelivery.flatMap(({ minors }) => minors)),
      loyalty: explained.loyalty,
      code: refusal && code ? { code, platform: refusal } : why,
      guest: customer === null,
      runs,
    });
  } catch (error) {
    if (error instanceof TooLarge) return answer({ outcome: 'too-large' });
    throw error;
  }
}

function answer(body: CartAnswer): Response {
  return Response.json(body);
}
