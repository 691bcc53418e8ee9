/** What a run's output takes off a cart, read the way the platform documents it. Independent of the dev store. */
import { percentOf, sorted, type Decision, type ModelCart } from './cart-decision';

interface Value {
  percentage?: { value: string };
  fixedAmount?: { amount: string };
}
interface Candidate {
  targets: {
    cartLine?: { id: string };
    orderSubtotal?: { excludedCartLineIds: string[] };
    deliveryGroup?: { id: string };
  }[];
  value: Value;
  message?: string;
}
interface Operation {
  productDiscountsAdd?: { candidates: Candidate[] };
  orderDiscountsAdd?: { candidates: Candidate[] };
  deliveryDiscountsAdd?: { candidates: Candidate[] };
  enteredDiscountCodesReject?: { codes: { code: string }[]; message: string };
}

/** Throws when the output breaks a rule: a line twice, a fixed amount above what it is for, an unknown line. */
export function effectOf(
  output: unknown,
  cart: ModelCart,
): Decision & { rejected: { code: string; message: string }[] } {
  const { operations } = output as { operations: Operation[] };
  const messages = new Set<string | null>();
  const perLine = cart.lines.map(() => 0n);
  const targeted = new Set<number>();
  const rejected: { code: string; message: string }[] = [];
  let order = 0n;
  let delivery: Decision['delivery'] = null;
  const off = (value: Value, amount: bigint): bigint => {
    if (value.percentage) return percentOf(amount, hundredths(value.percentage.value));
    const fixed = minor(value.fixedAmount?.amount ?? '', cart.exponent);
    if (fixed <= 0n || fixed > amount) throw new Error(`${fixed} off ${amount}`);
    return fixed;
  };
  for (const operation of operations) {
    if (Object.keys(operation).length !== 1) throw new Error('one kind an operation');
    for (const candidate of operation.productDiscountsAdd?.candidates ?? []) {
      if (candidate.targets.length === 0) throw new Error('no targets');
      let given = 0n;
      for (const target of candidate.targets) {
        const index = lineIndex(target.cartLine?.id, cart);
        if (targeted.has(index)) throw new Error(`line ${index} twice`);
        targeted.add(index);
        const part = off(candidate.value, cart.lines[index]?.amount ?? 0n);
        perLine[index] = part;
        given += part;
      }
      if (given > 0n) messages.add(candidate.message ?? null);
    }
  }
  for (const operation of operations) {
    for (const candidate of operation.orderDiscountsAdd?.candidates ?? []) {
      const excluded = candidate.targets[0]?.orderSubtotal?.excludedCartLineIds.map((id) =>
        lineIndex(id, cart),
      );
      if (!excluded) throw new Error('no order target');
      const left = cart.lines.reduce(
        (sum, line, index) => (excluded.includes(index) ? sum : sum + line.amount - (perLine[index] ?? 0n)),
        0n,
      );
      order = off(candidate.value, left);
      if (order > 0n) messages.add(candidate.message ?? null);
    }
    for (const { value, message } of operation.deliveryDiscountsAdd?.candidates ?? []) {
      delivery = value.percentage
        ? { kind: 'percentage', hundredths: hundredths(value.percentage.value) }
        : { kind: 'amount', amount: minor(value.fixedAmount?.amount ?? '', cart.exponent) };
      messages.add(message ?? null);
    }
    const refused = operation.enteredDiscountCodesReject;
    for (const { code } of refused?.codes ?? []) rejected.push({ code, message: refused?.message ?? '' });
  }
  return { perLine, order, delivery, messages: sorted(messages), rejected };
}

function lineIndex(id: string | undefined, cart: ModelCart): number {
  const index = Number(/^gid:\/\/shopify\/CartLine\/(\d+)$/.exec(id ?? '')?.[1]);
  if (!cart.lines[index]) throw new Error(`no line ${id}`);
  return index;
}

function hundredths(text: string): number {
  if (!/^\d{1,3}(\.\d{1,2})?$/.test(text)) throw new Error(`percentage ${text}`);
  const value = Math.round(Number(text) * 100);
  if (value <= 0 || value > 10_000) throw new Error(`percentage ${text}`);
  return value;
}

function minor(text: string, exponent: number): bigint {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match || (match[2] ?? '').length !== exponent) throw new Error(`amount ${text}`);
  return BigInt(`${match[1]}${match[2] ?? ''}`);
}
