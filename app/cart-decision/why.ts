import { hundredths } from '~/loyalty/program-rules';
import type { CartRequest } from './cart';
import { decideCart, type CodeOutcome, type Decision, type OwnOffer } from './decide-cart';
import { couponLifts, COUPON_LIMITS, LOYALTY_LIFTS, LOYALTY_LIMITS, type Lift, type WhyWord } from './lifts';
import type { LoyaltyFunction } from './loyalty-function.server';
import { applyOffers, total } from './stack';

/** What one discount does for a cart, and why. */
export interface Why {
  /** what it takes off, beside whatever else applies */
  offMinor: number;
  /** what it would take off alone; more than `offMinor` when another discount stands in its place */
  aloneMinor: number;
  /** texts as the shopper reads them; empty when there is none */
  messages: string[];
  /** what keeps it away; empty when it gives something. `nothing-left`: no rule does, the cart has nothing to give it on */
  reasons: (WhyWord | 'nothing-left' | 'not-combinable')[];
  /** what makes it smaller than it could be */
  limits: WhyWord[];
  /** it gives something, and its text is kept back because the shopper is not signed in */
  textNeedsSignIn: boolean;
}

export interface CodeWhy extends Why {
  code: string;
  outcome: CodeOutcome['outcome'];
  /** what the shopper reads about the code when it is refused */
  refusal: string | null;
}

export interface ExplainedDecision {
  decision: Decision;
  loyalty: Why;
  codes: CodeWhy[];
}

/**
 * A cart's decision with its reasons. They are found by asking the function itself again with rules lifted, so the
 * explanation cannot say anything else than the checkout does.
 */
export async function explainDecision(
  engine: LoyaltyFunction,
  request: CartRequest,
): Promise<ExplainedDecision> {
  const decision = await decideCart(engine, request);
  const loyalty = await explainOffer(engine, request, decision, {
    find: ({ offers }) => offers.find(({ discount }) => discount === 'loyalty'),
    lifts: LOYALTY_LIFTS,
    limits: LOYALTY_LIMITS,
  });
  const codes: CodeWhy[] = [];
  for (const { code, outcome, message } of decision.codes) {
    const why = await explainOffer(engine, request, decision, {
      find: ({ offers }) => offers.find((offer) => offer.code === code),
      lifts: couponLifts(code, hundredths(request.program.anniversary.percentage)),
      limits: COUPON_LIMITS,
    });
    codes.push({ ...why, code, outcome, refusal: outcome === 'rejected' ? message : null });
  }
  return { decision, loyalty, codes };
}

interface Subject {
  find(decision: Decision): OwnOffer | undefined;
  lifts: readonly [WhyWord, Lift][];
  limits: readonly [WhyWord, Lift][];
}

async function explainOffer(
  engine: LoyaltyFunction,
  request: CartRequest,
  decision: Decision,
  { find, lifts, limits }: Subject,
): Promise<Why> {
  const offer = find(decision);
  const gives = async (changed: CartRequest): Promise<number> =>
    worthAlone(find(await decideCart(engine, changed)), changed);
  const aloneMinor = worthAlone(offer, request);
  const parts = decision.applied.parts.filter((part) => part.offer === offer);
  const offMinor = total(parts.flatMap(({ minors }) => minors));
  const messages = messagesOf(offer);
  const why: Why = { offMinor, aloneMinor, messages, reasons: [], limits: [], textNeedsSignIn: false };
  if (aloneMinor === 0) return { ...why, reasons: await blockersOf(request, gives, lifts) };

  for (const [word, lift] of limits) {
    const lifted = lift(request);
    if (lifted && (await gives(lifted)) > aloneMinor) why.limits.push(word);
  }
  if (offMinor === 0) why.reasons.push('not-combinable');
  if (messages.length === 0 && !request.cart.signedIn) {
    const signedIn = { ...request, cart: { ...request.cart, signedIn: true } };
    why.textNeedsSignIn = messagesOf(find(await decideCart(engine, signedIn))).length > 0;
  }
  return why;
}

/**
 * The rules that each keep it away on their own: with all rules lifted but that one, nothing is given. Where no single one
 * does (an excluded line keeps the rest below the minimum), those whose absence alone would help.
 */
async function blockersOf(
  request: CartRequest,
  gives: (changed: CartRequest) => Promise<number>,
  lifts: readonly [WhyWord, Lift][],
): Promise<Why['reasons']> {
  const without = (kept: WhyWord | null): CartRequest =>
    lifts.reduce((now, [word, lift]) => (word === kept ? now : (lift(now) ?? now)), request);
  if ((await gives(without(null))) === 0) return ['nothing-left'];
  const touching = lifts.filter(([, lift]) => lift(request) !== null);
  const alone: WhyWord[] = [];
  for (const [word] of touching) if ((await gives(without(word))) === 0) alone.push(word);
  if (alone.length > 0) return alone;
  const helping: WhyWord[] = [];
  for (const [word, lift] of touching) {
    const lifted = lift(request);
    if (lifted && (await gives(lifted)) > 0) helping.push(word);
  }
  return helping;
}

function worthAlone(offer: OwnOffer | undefined, { cart }: CartRequest): number {
  if (!offer) return 0;
  const lines = cart.lines.map(({ amountMinor }) => amountMinor);
  return applyOffers([offer], { lines, deliveries: cart.deliveries }).offMinor;
}

function messagesOf(offer: OwnOffer | undefined): string[] {
  if (!offer) return [];
  const steps = [...offer.product, ...offer.order, ...offer.delivery];
  return [...new Set(steps.flatMap(({ message }) => message ?? []))];
}
