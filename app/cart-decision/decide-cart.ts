import { upperAscii } from '~/loyalty/discount-rules';
import type { CartRequest } from './cart';
import {
  automaticDiscount,
  couponDiscount,
  inputSource,
  type EnteredCode,
  type OwnDiscount,
} from './function-input';
import { answerQuery, type Source } from './query-answer';
import { readOperations, type Operations } from './operations';
import type { LoyaltyFunction, Target } from './loyalty-function.server';
import { bestStack, classesOf, type AppliedStack, type Offer } from './stack';

/** One run of the function: with `exportName` and `input`, `npm run function:run` repeats it. */
export interface DecisionRun {
  discount: 'loyalty' | 'coupon';
  /** the code that triggered it */
  code: string | null;
  exportName: string;
  input: unknown;
  output: unknown;
  logs: string;
  instructions: number;
  /** why the run counts as nothing, as Shopify would name it; null when all went well */
  error: string | null;
}

/** What an entered code came to. `message` is what the shopper reads, where it comes from us. */
export interface CodeOutcome {
  code: string;
  outcome: 'applied' | 'not-combinable' | 'nothing' | 'rejected';
  message: string | null;
}

export interface Decision {
  runs: DecisionRun[];
  /** what each discount of ours would give on its own */
  offers: OwnOffer[];
  applied: AppliedStack;
  codes: CodeOutcome[];
}

export interface OwnOffer extends Offer {
  discount: 'loyalty' | 'coupon';
  code: string | null;
}

/**
 * What a cart gets from us, decided by the compiled function as checkout runs it: once per entered code's discount and once
 * for the automatic one, on both targets. Deterministic; reads no clock.
 */
export async function decideCart(engine: LoyaltyFunction, request: CartRequest): Promise<Decision> {
  const runs: DecisionRun[] = [];
  const { cart } = request;
  const codes = enteredOnce(cart.codes);
  const entered = codes.map((code) => ({ code, rejectable: true }));

  const coupons: OwnOffer[] = [];
  for (const code of codes) {
    const { offer } = await runDiscount(engine, request, couponDiscount(request, code), entered, runs);
    coupons.push(offer);
  }
  // the platform takes no refusal of a code whose discount has been applied already
  const judged = coupons.map((offer, index) => ({
    code: codes[index] ?? '',
    rejectable: classesOf(offer).length === 0,
  }));
  const automatic = await runDiscount(engine, request, automaticDiscount(request), judged, runs);

  const offers = [...coupons, automatic.offer];
  const lines = cart.lines.map(({ amountMinor }) => amountMinor);
  const applied = bestStack(offers, { lines, deliveries: cart.deliveries });
  return {
    runs,
    offers,
    applied,
    codes: coupons.map((offer, index) =>
      outcomeOf(codes[index] ?? '', offer, applied.offers.includes(offer), automatic.rejected),
    ),
  };
}

/** Codes in the order entered; the same code in other letters counts once. */
function enteredOnce(codes: readonly string[]): string[] {
  const seen = new Set<string>();
  return codes
    .map((code) => code.trim())
    .filter((code) => {
      const known = seen.has(upperAscii(code));
      seen.add(upperAscii(code));
      return code !== '' && !known;
    });
}

function outcomeOf(
  code: string,
  offer: OwnOffer,
  used: boolean,
  rejected: Operations['rejected'],
): CodeOutcome {
  if (used) return { code, outcome: 'applied', message: offer.order[0]?.message ?? null };
  if (classesOf(offer).length > 0) return { code, outcome: 'not-combinable', message: null };
  const refusal = rejected.find((candidate) => candidate.code === code);
  return refusal
    ? { code, outcome: 'rejected', message: refusal.message }
    : { code, outcome: 'nothing', message: null };
}

async function runDiscount(
  engine: LoyaltyFunction,
  request: CartRequest,
  own: OwnDiscount,
  entered: EnteredCode[],
  runs: DecisionRun[],
): Promise<{ offer: OwnOffer; rejected: Operations['rejected'] }> {
  const source = inputSource(request, own, entered);
  const lines = await runTarget(engine, request, own, engine.lines, source, runs);
  const delivery = await runTarget(engine, request, own, engine.delivery, source, runs);
  const offer: OwnOffer = {
    id: own.code === null ? 'loyalty' : `coupon:${own.code}`,
    byCode: own.code !== null,
    discount: own.code === null ? 'loyalty' : 'coupon',
    code: own.code,
    combinesWith: request.program.loyalty.combinesWith,
    product: lines.product,
    order: lines.order,
    delivery: delivery.delivery,
  };
  return { offer, rejected: lines.rejected };
}

async function runTarget(
  engine: LoyaltyFunction,
  { cart }: CartRequest,
  own: OwnDiscount,
  { exportName, selection }: Target,
  source: Source,
  runs: DecisionRun[],
): Promise<Operations> {
  const input = answerQuery(selection, source);
  const result = await engine.module.run({ input, exportName });
  if (!result.ok && result.kind === 'invalid-module') throw new Error(result.message);
  runs.push({
    discount: own.code === null ? 'loyalty' : 'coupon',
    code: own.code,
    exportName,
    input,
    output: result.ok ? result.output : null,
    logs: result.logs,
    instructions: result.instructions.total,
    error: result.ok ? null : result.error,
  });
  // a run that fails gives nothing, and the checkout goes on
  return result.ok
    ? readOperations(result.output, cart.currency)
    : { product: [], order: [], delivery: [], rejected: [] };
}
