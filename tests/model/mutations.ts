/** Runs the compiled function on damaged inputs. Whatever is in them, it must not trap and not give too much. */
import type { LoadedFunction } from '../../app/discount-function/host';
import { deliveryInputOf, inputOf } from '../../extensions/loyalty-discount/tests/inputs';
import { changeOf, DELIVERY_EXPORT, LINES_EXPORT } from './equivalence';
import { mutate } from './mutate';
import { decideGift, decideLoyalty } from './cart-decision';
import { randomFrom, type Random } from './random';
import { randomCase, type RandomCase } from './random-case';
import { isReadable } from './readable';

const LOGS = ['standing', 'config', 'cart'].map((what) => `${what} unreadable: no discount`);

/** What became of a run. */
export type Outcome = 'gave' | 'gave nothing' | 'input over the limit';

/** Throws, with the seed, when the function traps, answers nonsense or gives what it must not. */
export async function checkMutation(loaded: LoadedFunction, seed: number): Promise<Outcome> {
  const random = randomFrom(seed ^ 0x5eed);
  const delivery = random.chance(0.2);
  const byCode = !delivery && random.chance(0.3);
  const one = givingCase(random, delivery, byCode);
  const whole = delivery ? deliveryInputOf(changeOf(one, false)) : inputOf(changeOf(one, byCode));
  const input = mutate(whole, random);
  const exportName = delivery ? DELIVERY_EXPORT : LINES_EXPORT;
  const result = await loaded.run({ input, exportName });
  const fail = (what: string): never => {
    throw new Error(`seed ${seed}: ${what}\n${JSON.stringify(input).slice(0, 5000)}`);
  };
  if (!result.ok) {
    // then the platform does not start the function at all
    if (result.error === 'InputSizeLimitExceededError') return 'input over the limit';
    return fail(`${result.error}: ${result.message}`);
  }
  if (result.logs !== '' && !LOGS.includes(result.logs)) fail(`log ${result.logs.slice(0, 200)}`);
  const { operations } = result.output as { operations: Operation[] };
  const adds = operations.filter((operation) => !('enteredDiscountCodesReject' in operation));
  if (adds.length > 0 && !isReadable(input, delivery))
    fail(`gave ${JSON.stringify(adds)} by unreadable rules`);
  try {
    assertHarmless(adds, input);
  } catch (error) {
    fail(`${(error as Error).message} in ${JSON.stringify(adds).slice(0, 1000)}`);
  }
  return adds.length > 0 ? 'gave' : 'gave nothing';
}

/** A case in which there is something to give, so that damage can do harm. */
function givingCase(random: Random, delivery: boolean, byCode: boolean): RandomCase {
  for (;;) {
    const one = randomCase(random.int(1, 2 ** 31));
    const { loyalty, gift, customer, cart, code } = one;
    const { products, delivery: parcels } = decideLoyalty(loyalty, customer, cart);
    const given = delivery ? parcels : byCode ? decideGift(gift, customer, code, cart) : products;
    if (given.messages.length > 0 && (!byCode || cart.classes.order)) return one;
  }
}

interface Candidate {
  targets: { cartLine?: { id: string }; orderSubtotal?: unknown; deliveryGroup?: unknown }[];
  value: { percentage?: { value: string }; fixedAmount?: { amount: string } };
}
type Operation = Record<string, { candidates: Candidate[] } | undefined>;

/** No percentage above 100, no amount above the line's or the cart's, no line twice, delivery by delivery only. */
function assertHarmless(operations: Operation[], input: unknown): void {
  const lines = linesOf(input);
  const targeted = new Map<string, number>();
  for (const [kind, add] of operations.flatMap((operation) => Object.entries(operation))) {
    for (const { targets, value } of add?.candidates ?? []) {
      const fixed = value.fixedAmount && Number(value.fixedAmount.amount);
      const percentage = Number(value.percentage?.value ?? 0);
      if (fixed === undefined && !(percentage > 0 && percentage <= 100)) throw new Error(`${percentage} %`);
      if (fixed !== undefined && !(fixed > 0)) throw new Error(`amount ${fixed}`);
      for (const target of targets) {
        if (kind === 'productDiscountsAdd') {
          const id = target.cartLine?.id ?? '';
          targeted.set(id, (targeted.get(id) ?? 0) + 1);
          const most = Math.max(...lines.filter((line) => line.id === id).map(({ amount }) => amount), 0);
          if (fixed !== undefined && fixed > most + 1e-9) throw new Error(`${fixed} off a line of ${most}`);
        } else if (kind === 'orderDiscountsAdd') {
          const most = lines.reduce((sum, { amount }) => sum + amount, 0);
          const subtotal = amountOf((input as Cart).cart?.c?.s?.a);
          if (!target.orderSubtotal) throw new Error('an order discount on something else');
          if (fixed !== undefined && fixed > Math.max(most, subtotal) + 1e-6)
            throw new Error(`${fixed} off ${most}`);
        } else if (kind !== 'deliveryDiscountsAdd' || !target.deliveryGroup) throw new Error(kind);
      }
    }
  }
  for (const [id, times] of targeted) {
    if (times > lines.filter((line) => line.id === id).length) throw new Error(`line ${id} ${times} times`);
  }
}

interface Cart {
  cart?: {
    c?: { s?: { a?: unknown } };
    lines?: { b?: unknown }[];
    more?: { b?: { b?: { a?: unknown } } }[];
  };
}

function linesOf(input: unknown): { id: string; amount: number }[] {
  const { lines, more } = (input as Cart | null)?.cart ?? {};
  if (!Array.isArray(lines)) return [];
  return lines.map((line, index) => {
    const id = line?.b;
    // an id that is none, or too long to be one, is written as an empty text
    const isId = typeof id === 'string' && Buffer.byteLength(id) <= 255;
    return {
      id: isId ? Buffer.from(id).toString() : '',
      amount: amountOf(Array.isArray(more) ? more[index]?.b?.b?.a : undefined),
    };
  });
}

function amountOf(value: unknown): number {
  // the function rounds to the minor unit, half up: at most to the next of the coarsest, a whole unit
  return typeof value === 'string' && /^\d+(\.\d+)?$/.test(value)
    ? Math.max(Number(value), Math.round(Number(value)))
    : 0;
}
