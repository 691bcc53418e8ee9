import type { RunResult } from '../../app/discount-function/run-result';
import { normalCode } from '../model/redeem-codes';
import type { DiscountNode } from '../model/types';
import type { EnteredCode } from './codes';
import { CART_LINES_TARGET, DELIVERY_TARGET } from './function-runner';
import { functionInput } from './function-input';
import { readOutput } from './function-output';
import { nativeOffer } from './native';
import type { FunctionRun, InputFacts, Offer } from './types';

export interface DiscountRuns {
  offers: Offer[];
  /** normalised code -> the message it was rejected with */
  rejected: Map<string, string>;
  runs: FunctionRun[];
}

type CartFacts = Omit<InputFacts, 'node' | 'triggeringCode' | 'enteredCodes'>;

/**
 * What each entered code's discount and each active automatic discount wants to give. Those of the app run its function
 * on both targets, and know nothing of each other: a run that fails or answers nonsense gives nothing, `runs` says why.
 * Those of Shopify's own kinds are reckoned here.
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
    else if (node.type !== 'app') all.offers.push(nativeOffer(node, code, nativeCart(cart)));
  }

  // a code whose discount has already been applied cannot be rejected any more
  const applied = new Set(all.offers.filter(gives).map((offer) => normalCode(offer.code ?? '')));
  const judged = entered.map(({ code }) => ({ code, rejectable: !applied.has(normalCode(code)) }));
  for (const node of activeAutomatic(cart)) {
    if (isOurs(node)) all.offers.push(await run(cart, node, null, judged, all));
    else if (node.type !== 'app') all.offers.push(nativeOffer(node, null, nativeCart(cart)));
  }
  for (const { code, rejectable } of judged) {
    if (!rejectable) all.rejected.delete(normalCode(code));
  }
  return all;
}

function nativeCart({ request, ...cart }: CartFacts) {
  const { shop, address } = request;
  return { ...cart, shop, countryCode: (address?.countryCode ?? shop.shop.countryCode).toUpperCase() };
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
  const { functions } = cart.request;
  for (const target of [CART_LINES_TARGET, DELIVERY_TARGET] as const) {
    const query = functions.query(target);
    if (!query) continue;
    const entry: FunctionRun = { ...NOT_RUN, discountId: node.id, target, code };
    all.runs.push(entry);
    const input = await functionInput(query, { ...cart, node, triggeringCode: code, enteredCodes: entered });
    if (!input.ok) {
      entry.error = `${input.error}: ${input.message}`;
      continue;
    }
    const result = await functions.run(target, input.input);
    Object.assign(entry, measured(result));
    if (!result.ok) continue;
    const read = readOutput(target, result.output, node, {
      lines: cart.lines,
      options: cart.groups.flatMap(({ options }) => options),
      currency: cart.presentment.currency,
    });
    if (!read.ok) {
      entry.error = `InvalidOutputError: ${read.message}`;
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

const NOT_RUN = {
  instructions: 0,
  inputBytes: 0,
  outputBytes: 0,
  limits: null,
  output: null,
  logs: '',
  error: null,
} satisfies Partial<FunctionRun>;

/** What the platform's run log shows of a run. */
function measured(result: RunResult): Partial<FunctionRun> {
  if (!result.ok && result.kind === 'invalid-module') {
    return { error: `${result.error}: ${result.message}` };
  }
  const { instructions, inputBytes, outputBytes } = result.limits;
  return {
    instructions: result.instructions.total,
    inputBytes: result.inputBytes,
    outputBytes: result.ok ? result.outputBytes : 0,
    limits: { instructions, inputBytes, outputBytes },
    output: result.ok ? result.output : null,
    logs: result.logsTruncated ? `${result.logs}…` : result.logs,
    error: result.ok ? null : `${result.error}: ${result.message}`,
  };
}
