import { coerceInputValue, GraphQLInputObjectType } from 'graphql';
import { parseMoney } from '../../app/loyalty/money';
import type { DiscountNode } from '../model/types';
import { CART_LINES_TARGET, type FunctionTarget } from './function-runner';
import { functionSchema } from './function-schema';
import { meets, orderReduction, productReductions } from './reduction';
import type {
  Condition,
  CartLine,
  DeliveryOption,
  DeliveryStep,
  OrderStep,
  ProductStep,
  Value,
} from './types';

export interface Operations {
  order: OrderStep[];
  product: ProductStep[];
  delivery: DeliveryStep[];
  rejected: { code: string; message: string }[];
}

export type ReadOutput = { ok: true; operations: Operations } | { ok: false; message: string };

interface Cart {
  lines: CartLine[];
  options: DeliveryOption[];
  currency: string;
}

/**
 * A run's output -> what it asks for, with the selection strategies applied. Refuses what does not fit Shopify's input
 * types, is out of range, names a line that is not in the cart, or is of a class that the discount does not have.
 */
export function readOutput(
  target: FunctionTarget,
  output: unknown,
  node: DiscountNode,
  cart: Cart,
): ReadOutput {
  const typeName =
    target === CART_LINES_TARGET
      ? 'CartLinesDiscountsGenerateRunResult'
      : 'CartDeliveryOptionsDiscountsGenerateRunResult';
  const type = functionSchema().getType(typeName);
  if (!(type instanceof GraphQLInputObjectType)) throw new Error(`the schema lacks ${typeName}`);
  try {
    const result = coerceInputValue(output, type, (path, _value, error) => {
      throw new InvalidOutput(`${path.join('.')}: ${error.message}`);
    }) as { operations: Operation[] };
    const operations: Operations = { order: [], product: [], delivery: [], rejected: [] };
    for (const operation of result.operations) addOperation(operations, operation, node, cart);
    return { ok: true, operations };
  } catch (error) {
    if (error instanceof InvalidOutput) return { ok: false, message: error.message };
    throw error;
  }
}

class InvalidOutput extends Error {}

interface RawValue {
  percentage?: { value: string };
  fixedAmount?: { amount: string; appliesToEachItem?: boolean };
}
interface RawCandidate<Target> {
  targets: Target[];
  value: RawValue;
  message?: string | null;
  conditions?: Condition[] | null;
  prerequisites?: unknown[] | null;
}
interface Add<Target> {
  selectionStrategy: 'FIRST' | 'MAXIMUM' | 'ALL';
  candidates: RawCandidate<Target>[];
}
interface Operation {
  orderDiscountsAdd?: Add<{ orderSubtotal?: { excludedCartLineIds: string[] } }>;
  productDiscountsAdd?: Add<{ cartLine?: { id: string; quantity?: number | null } }>;
  deliveryDiscountsAdd?: Add<{ deliveryGroup?: { id: string }; deliveryOption?: { handle: string } }>;
  enteredDiscountCodesAccept?: unknown;
  enteredDiscountCodesReject?: { codes: { code: string }[]; message: string };
}

function addOperation(operations: Operations, operation: Operation, node: DiscountNode, cart: Cart): void {
  if (Object.values(operation).filter((value) => value != null).length !== 1) {
    throw new InvalidOutput('an operation must have exactly one kind');
  }
  if (operation.orderDiscountsAdd) {
    requireClass(node, 'ORDER');
    const { candidates, selectionStrategy } = operation.orderDiscountsAdd;
    const steps = candidates
      .filter((candidate) => meets(candidate.conditions ?? [], cart))
      .map((candidate) => orderStep(candidate, cart));
    operations.order.push(...select(steps, selectionStrategy, (step) => orderReduction(step, cart.lines)));
  } else if (operation.productDiscountsAdd) {
    requireClass(node, 'PRODUCT');
    const { candidates, selectionStrategy } = operation.productDiscountsAdd;
    const steps = candidates.map((candidate) => productStep(candidate, cart));
    operations.product.push(
      ...select(steps, selectionStrategy, (step) => sum(productReductions(step, cart.lines))),
    );
  } else if (operation.deliveryDiscountsAdd) {
    requireClass(node, 'SHIPPING');
    for (const candidate of operation.deliveryDiscountsAdd.candidates) {
      operations.delivery.push(deliveryStep(candidate, cart));
    }
  } else if (operation.enteredDiscountCodesReject) {
    if (node.method !== 'automatic') throw new InvalidOutput('only an automatic discount may reject codes');
    const { codes, message } = operation.enteredDiscountCodesReject;
    for (const { code } of codes) operations.rejected.push({ code, message });
  } else {
    throw new InvalidOutput('DEV_STORE_NOT_IMPLEMENTED: enteredDiscountCodesAccept');
  }
}

function requireClass(node: DiscountNode, wanted: DiscountNode['discountClasses'][number]): void {
  if (!node.discountClasses.includes(wanted)) throw new InvalidOutput(`the discount has no class ${wanted}`);
}

function select<Step>(
  steps: Step[],
  strategy: 'FIRST' | 'MAXIMUM' | 'ALL',
  worth: (step: Step) => number,
): Step[] {
  if (strategy === 'ALL' || steps.length <= 1) return steps;
  if (strategy === 'FIRST') return steps.slice(0, 1);
  const best = steps.reduce((a, b) => (worth(b) > worth(a) ? b : a));
  return [best];
}

function orderStep(
  candidate: RawCandidate<{ orderSubtotal?: { excludedCartLineIds: string[] } }>,
  cart: Cart,
): OrderStep {
  const excluded = candidate.targets.flatMap((target) => {
    if (!target.orderSubtotal) throw new InvalidOutput('an order candidate needs the target orderSubtotal');
    return target.orderSubtotal.excludedCartLineIds;
  });
  if (candidate.targets.length !== 1) throw new InvalidOutput('an order candidate needs exactly one target');
  for (const id of excluded) requireLine(cart, id);
  return { ...common(candidate, cart), excludedLines: new Set(excluded) };
}

function productStep(
  candidate: RawCandidate<{ cartLine?: { id: string; quantity?: number | null } }>,
  cart: Cart,
): ProductStep {
  if (candidate.prerequisites?.length) throw new InvalidOutput('DEV_STORE_NOT_IMPLEMENTED: prerequisites');
  const targets = candidate.targets.map(({ cartLine }): [string, number | null] => {
    if (!cartLine) throw new InvalidOutput('a product candidate needs the target cartLine');
    requireLine(cart, cartLine.id);
    if (cartLine.quantity != null && cartLine.quantity < 1)
      throw new InvalidOutput('quantity must be above 0');
    return [cartLine.id, cartLine.quantity ?? null];
  });
  return { ...common(candidate, cart), targets: new Map(targets) };
}

function deliveryStep(
  candidate: RawCandidate<{ deliveryGroup?: { id: string }; deliveryOption?: { handle: string } }>,
  cart: Cart,
): DeliveryStep {
  const groups = candidate.targets.flatMap(({ deliveryGroup }) => (deliveryGroup ? [deliveryGroup.id] : []));
  const handles = candidate.targets.flatMap(({ deliveryOption }) =>
    deliveryOption ? [deliveryOption.handle] : [],
  );
  for (const id of groups) {
    if (!cart.options.some((option) => option.groupId === id))
      throw new InvalidOutput(`no delivery group ${id}`);
  }
  for (const handle of handles) {
    if (!cart.options.some((option) => option.handle === handle))
      throw new InvalidOutput(`no delivery option ${handle}`);
  }
  return { ...common(candidate, cart), groups: new Set(groups), handles: new Set(handles) };
}

function requireLine(cart: Cart, gid: string): void {
  if (!cart.lines.some((line) => line.gid === gid)) throw new InvalidOutput(`no cart line ${gid}`);
}

function common(
  candidate: { value: RawValue; message?: string | null },
  cart: Cart,
): { message: string | null; value: Value } {
  return { message: candidate.message || null, value: readValue(candidate.value, cart.currency) };
}

function readValue({ percentage, fixedAmount }: RawValue, currency: string): Value {
  if (!percentage === !fixedAmount) throw new InvalidOutput('a value needs either percentage or fixedAmount');
  if (percentage) {
    const value = Number(percentage.value);
    if (value < 0 || value > 100)
      throw new InvalidOutput(`percentage ${percentage.value} is not between 0 and 100`);
    return { kind: 'percentage', hundredths: Math.round(value * 100) };
  }
  const amountMinor = parseMoney(fixedAmount?.amount ?? '0', currency);
  if (amountMinor < 0) throw new InvalidOutput('an amount must not be negative');
  return { kind: 'fixed', amountMinor, each: fixedAmount?.appliesToEachItem ?? false };
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
