import { z } from 'zod';
import { parseMoney } from '~/loyalty/money';
import { hundredths } from '~/loyalty/program-rules';
import { indexOf } from './function-input';

/** What a run of the function asks for, read from its output. Amounts in minor units of the cart's currency. */

export type Value = { kind: 'percentage'; hundredths: number } | { kind: 'amount'; minor: number };

export interface ProductStep {
  value: Value;
  message: string | null;
  /** indexes of cart lines */
  lines: number[];
}
export interface OrderStep {
  value: Value;
  message: string | null;
  /** indexes of cart lines that it leaves out */
  excluded: number[];
}
export interface DeliveryStep {
  value: Value;
  message: string | null;
  /** indexes of delivery groups */
  groups: number[];
}

export interface Steps {
  product: ProductStep[];
  order: OrderStep[];
  delivery: DeliveryStep[];
}

export interface Operations extends Steps {
  rejected: { code: string; message: string }[];
}

const value = z.union([
  z.strictObject({ percentage: z.strictObject({ value: z.string() }) }),
  z.strictObject({ fixedAmount: z.strictObject({ amount: z.string() }) }),
]);
const message = z.string().optional();
const candidates = <T extends z.ZodType>(target: T) =>
  z.strictObject({
    selectionStrategy: z.string(),
    candidates: z.array(z.strictObject({ targets: z.array(target).min(1), value, message })).min(1),
  });

/** Strict: an operation that this reader does not know must not silently count as no discount. */
const outputSchema = z.strictObject({
  operations: z.array(
    z.union([
      z.strictObject({
        productDiscountsAdd: candidates(z.strictObject({ cartLine: z.strictObject({ id: z.string() }) })),
      }),
      z.strictObject({
        orderDiscountsAdd: candidates(
          z.strictObject({ orderSubtotal: z.strictObject({ excludedCartLineIds: z.array(z.string()) }) }),
        ),
      }),
      z.strictObject({
        deliveryDiscountsAdd: candidates(
          z.strictObject({ deliveryGroup: z.strictObject({ id: z.string() }) }),
        ),
      }),
      z.strictObject({
        enteredDiscountCodesReject: z.strictObject({
          codes: z.array(z.strictObject({ code: z.string() })),
          message: z.string(),
        }),
      }),
    ]),
  ),
});

/** Throws on an output that our function does not write. */
export function readOperations(output: unknown, currency: string): Operations {
  const read: Operations = { product: [], order: [], delivery: [], rejected: [] };
  const common = (candidate: { value: z.output<typeof value>; message?: string | undefined }) => ({
    value: readValue(candidate.value, currency),
    message: candidate.message ?? null,
  });
  for (const operation of outputSchema.parse(output).operations) {
    if ('productDiscountsAdd' in operation) {
      for (const candidate of operation.productDiscountsAdd.candidates) {
        const lines = candidate.targets.map(({ cartLine }) => indexOf(cartLine.id));
        read.product.push({ ...common(candidate), lines });
      }
    } else if ('orderDiscountsAdd' in operation) {
      for (const candidate of operation.orderDiscountsAdd.candidates) {
        const excluded = candidate.targets.flatMap(({ orderSubtotal }) => orderSubtotal.excludedCartLineIds);
        read.order.push({ ...common(candidate), excluded: excluded.map(indexOf) });
      }
    } else if ('deliveryDiscountsAdd' in operation) {
      for (const candidate of operation.deliveryDiscountsAdd.candidates) {
        const groups = candidate.targets.map(({ deliveryGroup }) => indexOf(deliveryGroup.id));
        read.delivery.push({ ...common(candidate), groups });
      }
    } else {
      const { codes, message: reason } = operation.enteredDiscountCodesReject;
      read.rejected.push(...codes.map(({ code }) => ({ code, message: reason })));
    }
  }
  return read;
}

function readValue(given: z.output<typeof value>, currency: string): Value {
  return 'percentage' in given
    ? { kind: 'percentage', hundredths: hundredths(given.percentage.value) }
    : { kind: 'amount', minor: parseMoney(given.fixedAmount.amount, currency) };
}
