/** Holds the compiled function against the model, case by case. */
import { isDeepStrictEqual } from 'node:util';
import type { LoadedFunction } from '../../app/discount-function/host';
import { encodeRules, encodeStanding2, type EncodedRules } from '../../app/loyalty/discount-rules';
import { deliveryInputOf, inputOf, type Change } from '../../extensions/loyalty-discount/tests/inputs';
import { decideGift, decideLoyalty, decimal, refusals, type Decision } from './cart-decision';
import { effectOf } from './effect';
import { randomCase, type RandomCase } from './random-case';
import { giftConfig1, loyaltyConfig1, standing1 } from './version-1';

export const LINES_EXPORT = 'cart_lines_discounts_generate_run';
export const DELIVERY_EXPORT = 'cart_delivery_options_discounts_generate_run';

function json(encoded: EncodedRules): unknown {
  if (!encoded.ok) throw new Error(`too large: ${encoded.bytes}`);
  return JSON.parse(encoded.json) as unknown;
}

/** The input of a case as the platform would hand it over. */
export function changeOf(one: RandomCase, byCode: boolean): Change {
  const { loyalty, gift, customer, cart, code, versions } = one;
  const { order, product, delivery } = cart.classes;
  const standing = versions.standing === 1 ? standing1 : (value: never) => json(encodeStanding2(value));
  const config = byCode
    ? versions.config === 1
      ? giftConfig1(gift)
      : json(encodeRules(gift))
    : versions.config === 1
      ? loyaltyConfig1(loyalty)
      : json(encodeRules(loyalty));
  return {
    standing: customer ? customer.standing && standing(customer.standing as never) : undefined,
    numberOfOrders: customer?.numberOfOrders ?? 0,
    config,
    trigger: byCode ? code : null,
    codes: byCode ? [] : cart.entered,
    authenticated: cart.signedIn,
    language: cart.language === 'pt' ? 'PT_BR' : cart.language.toUpperCase(),
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
      one,
    ),
    groups: Array.from({ length: cart.groups }, (_, index) => `gid://shopify/CartDeliveryGroup/${index}`),
    lines: cart.lines.map((line) => ({
      amount: asInput(line.amount, one),
      custom: line.custom,
      inCollection: line.inCollection,
      tagged: line.tagged,
      excluded: line.inExcludedCollection,
      giftCard: line.giftCard,
      subscription: line.subscription,
      onSale: line.onSale,
    })),
  };
}

/** As the platform writes decimals: "504.5", "97.0"; or as it might. */
function asInput(minor: bigint, { cart: { exponent }, decimals }: RandomCase): string {
  const exact = decimal(minor, exponent);
  if (decimals === 'full') return exact;
  const [whole = '', places = ''] = exact.split('.');
  const short = places.replace(/0+$/, '');
  return decimals === 'whole' && short === '' ? whole : `${whole}.${short || '0'}`;
}

/** The same value with the fields of its objects in another order. */
function ordered(value: unknown, order: RandomCase['fieldOrder']): unknown {
  if (order === 'query' || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((entry) => ordered(entry, order));
  const entries = Object.entries(value).map(([key, entry]): [string, unknown] => [
    key,
    ordered(entry, order),
  ]);
  if (order === 'reversed') entries.reverse();
  else entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
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
  for (const [name, plainInput, exportName, wanted] of runs) {
    const input = ordered(plainInput, one.fieldOrder);
    const result = await loaded.run({ input, exportName });
    const where = `seed ${seed}, ${name}`;
    if (!result.ok) throw new Error(`${where}: ${result.kind} ${result.message}`);
    if (result.logs !== '') throw new Error(`${where}: log ${result.logs}`);
    const { rejected, ...effect } = effectOf(result.output, cart);
    const refused = name === 'loyalty' ? refusals(one.loyalty, customer, cart) : [];
    if (!isDeepStrictEqual(rejected, refused)) {
      throw new Error(
        `${where}: function refuses ${show(rejected)}, model ${show(refused)}\n${JSON.stringify(input)}`,
      );
    }
    const plain = wanted ?? { perLine: cart.lines.map(() => 0n), order: 0n, delivery: null, messages: [] };
    if (!isDeepStrictEqual(effect, plain)) {
      throw new Error(`${where}: function ${show(effect)}, model ${show(plain)}\n${JSON.stringify(input)}`);
    }
    assertBounded(effect, one, where);
    if (seed % 10 === 0) {
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
  if (effect.delivery?.kind === 'amount' && effect.delivery.amount <= 0n) {
    throw new Error(`${where}: ${effect.delivery.amount} off delivery`);
  }
}

function show(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? Number(inner) : inner));
}
