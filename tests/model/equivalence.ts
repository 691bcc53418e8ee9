/** Holds the compiled function against the model, case by case. */
import { isDeepStrictEqual } from 'node:util';
import type { LoadedFunction } from '../../app/discount-function/host';
import { encodeRules, encodeStanding2, type EncodedRules } from '../../app/loyalty/discount-rules';
import { deliveryInputOf, inputOf, type Change } from '../../extensions/loyalty-discount/tests/inputs';
import { decideGift, decideLoyalty, decimal, type Decision } from './cart-decision';
import { effectOf } from './effect';
import { randomCase, type RandomCase } from './random-case';

export const LINES_EXPORT = 'cart_lines_discounts_generate_run';
export const DELIVERY_EXPORT = 'cart_delivery_options_discounts_generate_run';

function json(encoded: EncodedRules): unknown {
  if (!encoded.ok) throw new Error(`too large: ${encoded.bytes}`);
  return JSON.parse(encoded.json) as unknown;
}

/** The input of a case as the platform would hand it over. */
export function changeOf({ loyalty, gift, customer, cart, code }: RandomCase, byCode: boolean): Change {
  const { order, product, delivery } = cart.classes;
  return {
    standing: customer ? customer.standing && json(encodeStanding2(customer.standing)) : undefined,
    numberOfOrders: customer?.numberOfOrders ?? 0,
    config: json(encodeRules(byCode ? gift : loyalty)),
    trigger: byCode ? code : null,
    authenticated: cart.signedIn,
    language: cart.language.toUpperCase(),
    date: cart.today,
    classes: [
      ...(order ? ['ORDER'] : []),
      ...(product ? ['PRODUCT'] : []),
      ...(delivery ? ['SHIPPING'] : []),
    ],
    rate: cart.rate,
    currency: cart.currency,
    subtotal: asInput(
      cart.lines.reduce((sum, line) => sum + line.amount, 0n),
      cart.exponent,
    ),
    groups: Array.from({ length: cart.groups }, (_, index) => `gid://shopify/CartDeliveryGroup/${index}`),
    lines: cart.lines.map((line) => ({
      amount: asInput(line.amount, cart.exponent),
      inCollection: line.inCollection,
      tagged: line.tagged,
      excluded: line.inExcludedCollection,
      giftCard: line.giftCard,
      subscription: line.subscription,
      onSale: line.onSale,
    })),
  };
}

/** As the platform writes decimals: "504.5", "97.0". */
function asInput(minor: bigint, exponent: number): string {
  const exact = decimal(minor, exponent);
  return exponent === 0 ? `${exact}.0` : exact.replace(/(\.\d+?)0+$/, '$1');
}

/** Throws with the seed when function and model differ on a case, or the function is not deterministic. */
export async function checkCase(loaded: LoadedFunction, seed: number): Promise<void> {
  const one = randomCase(seed);
  const { cart, customer } = one;
  const automatic = changeOf(one, false);
  const byCode = changeOf(one, true);
  const expected = decideLoyalty(one.loyalty, customer, cart);
  const gift = cart.classes.order ? decideGift(one.gift, customer, one.code, cart) : null;
  const runs: [string, unknown, string, Decision | null][] = [
    ['loyalty', inputOf(automatic), LINES_EXPORT, expected.products],
    ['gift', inputOf(byCode), LINES_EXPORT, gift],
    ['delivery', deliveryInputOf(automatic), DELIVERY_EXPORT, expected.delivery],
  ];
  for (const [name, input, exportName, wanted] of runs) {
    const result = await loaded.run({ input, exportName });
    const where = `seed ${seed}, ${name}`;
    if (!result.ok) throw new Error(`${where}: ${result.kind} ${result.message}`);
    if (result.logs !== '') throw new Error(`${where}: log ${result.logs}`);
    const { rejected, ...effect } = effectOf(result.output, cart);
    if (rejected.length > 0) throw new Error(`${where}: rejected ${rejected.join()}`);
    const plain = wanted ?? { perLine: cart.lines.map(() => 0n), order: 0n, delivery: null, messages: [] };
    if (!isDeepStrictEqual(effect, plain)) {
      throw new Error(`${where}: function ${show(effect)}, model ${show(plain)}\n${JSON.stringify(input)}`);
    }
    assertBounded(effect, one, where);
    if (seed % 50 === 0) {
      const again = await loaded.run({ input, exportName });
      if (!isDeepStrictEqual(again, result)) throw new Error(`${where}: not deterministic`);
    }
  }
}

function assertBounded(effect: Decision, { cart }: RandomCase, where: string): void {
  let left = 0n;
  cart.lines.forEach((line, index) => {
    const off = effect.perLine[index] ?? 0n;
    if (off < 0n || off > line.amount) throw new Error(`${where}: ${off} off a line of ${line.amount}`);
    left += line.amount - off;
  });
  if (effect.order < 0n || effect.order > left) throw new Error(`${where}: ${effect.order} off ${left}`);
}

function show(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? Number(inner) : inner));
}
