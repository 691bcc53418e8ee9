import { normalCode } from '../model/redeem-codes';
import type { DiscountNode } from '../model/types';
import type { EnteredCode } from './codes';
import { CART_LINES_TARGET, DELIVERY_TARGET } from './function-runner';
import { functionInput, type InputFacts } from './function-input';
import { readOutput } from './function-output';
import type { FunctionRun, Offer } from './types';

export interface DiscountRuns {
  offers: Offer[];
  /** normalised code -> the message it was rejected with */
  rejected: Map<string, string>;
  runs: FunctionRun[];
}

type CartFacts = Omit<InputFacts, 'node' | 'triggeringCode' | 'enteredCodes'>;

/**
 * Runs the app's function for each entered code's discount and for each active automatic app discount, on both targets.
 * Functions know nothing of each other. A run that fails or answers nonsense gives nothing; `runs` says why.
 */
export async function runDiscounts(cart: CartFacts, codes: EnteredCode[]): Promise<DiscountRuns> {
  const all: DiscountRuns = { offers: [], rejected: new Map(), runs: [] };
  const { shop, functions } = cart.request;
  const isOurs = (node: DiscountNode): boolean =>
    node.type === 'app' && shop.shop.app !== null && functions.owns(node.functionId);
  const valid = codes.flatMap(({ code, state }) => (state.ok ? [{ code, node: state.node }] : []));
  // only codes that Shopify itself accepts are shown to functions
  const entered = valid.map(({ code }) => ({ code, rejectable: true }));
  for (const { code, node } of valid) {
    if (isOurs(node)) all.offers.push(await run(cart, node, code, entered, all));
  }

  // a code whose discount has already been applied cannot be rejected any more
  const applied = new Set(all.offers.filter(gives).map((offer) => normalCode(offer.code ?? '')));
  const judged = entered.map(({ code }) => ({ code, rejectable: !applied.has(normalCode(code)) }));
  for (const node of activeAutomatic(cart)) {
    if (isOurs(node)) all.offers.push(await run(cart, node, null, judged, all));
  }
  for (const { code, rejectable } of judged) {
    if (!rejectable) all.rejected.delete(normalCode(code));
  }
  return all;
}

function gives(offer: Offer): boolean {
  return offer.order.length + offer.product.length + offer.delivery.length > 0;
}

function activeAutomatic({ request }: CartFacts): DiscountNode[] {
  const now = request.clock.now();
  return [...request.shop.all('discountNode').values()].filter(
    (node) =>
      node.method === 'automatic' &&
      Date.parse(node.startsAt) <= now &&
      (node.endsAt === null || Date.parse(node.endsAt) > now),
  );
}

async function run(
  cart: CartFacts,
  node: DiscountNode,
  code: string | null,
  entered: { code: string; rejectable: boolean }[],
  all: DiscountRuns,
): Promise<Offer> {
  const offer: Offer = { node, code, order: [], product: [], delivery: [] };
  const { functions, shop } = cart.request;
  for (const target of [CART_LINES_TARGET, DELIVERY_TARGET] as const) {
    const query = functions.query(target);
    if (!query) continue;
    const input = await functionInput(query, { ...cart, node, triggeringCode: code, enteredCodes: entered });
    const result = await functions.run(target, input);
    const measured = result.ok || result.kind !== 'invalid-module' ? result : null;
    const entry: FunctionRun = {
      discountId: node.id,
      target,
      code,
      instructions: measured?.instructions.total ?? 0,
      output: result.ok ? result.output : null,
      logs: measured?.logs ?? '',
      error: result.ok ? null : `${result.kind}: ${result.message}`,
    };
    all.runs.push(entry);
    if (!result.ok) continue;
    const cartOf = { lines: cart.lines, options: cart.options, currency: shop.shop.currency };
    const read = readOutput(target, result.output, node, cartOf);
    if (!read.ok) {
      entry.error = `invalid-output: ${read.message}`;
      continue;
    }
    offer.order.push(...read.operations.order);
    offer.product.push(...read.operations.product);
    offer.delivery.push(...read.operations.delivery);
    for (const rejection of read.operations.rejected) {
      all.rejected.set(normalCode(rejection.code), rejection.message);
    }
  }
  return offer;
}
