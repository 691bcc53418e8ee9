import type { DiscountNode } from '../../model/types';
import {
  changedItems,
  discountContents,
  type DiscountContents,
  type MinimumInput,
} from '../../model/discount-contents';
import { normalCode, findRedeemCode } from '../../model/redeem-codes';
import { isoNow } from '../../model/command';
import type { RequestContext } from '../context';
import type { SelectionInput } from './discount-views';
import { statusOf } from './discount-views';
import { typeCategory, valueProblem } from './metafield-values';
import { contentProblems } from './discount-content-problems';
import { discountError, type DiscountUserError } from './discount-errors';

export interface DiscountInput extends SelectionInput {
  title?: string | null;
  code?: string | null;
  startsAt?: string | null;
  endsAt?: string | null;
  functionId?: string | null;
  functionHandle?: string | null;
  discountClasses?: DiscountNode['discountClasses'] | null;
  combinesWith?: Partial<DiscountNode['combinesWith']> | null;
  usageLimit?: number | null;
  appliesOncePerCustomer?: boolean | null;
  recurringCycleLimit?: number | null;
  appliesOnOneTimePurchase?: boolean | null;
  appliesOnSubscription?: boolean | null;
  metafields?: { namespace?: string | null; key: string; type?: string | null; value: string }[] | null;
  customerGets?: DiscountContents['customerGets'];
  minimumRequirement?: MinimumInput | null;
}

/** Which mutation speaks: errors name its input argument. */
export interface DiscountKind {
  method: DiscountNode['method'];
  type: DiscountNode['type'];
  /** "codeAppDiscount" */
  argument: string;
}

export interface Selector {
  ids?: string[] | null;
  search?: string | null;
  savedSearchId?: string | null;
}

/** Bulk mutations want exactly one way of choosing; null when there is one. */
export function selectorProblem(args: Selector): DiscountUserError | null {
  const given = [args.ids, args.search, args.savedSearchId].filter(
    (value) => value !== undefined && value !== null,
  );
  if (given.length === 1) return null;
  return given.length === 0
    ? discountError(
        null,
        "Missing expected argument key: 'ids', 'search' or 'saved_search_id'.",
        'MISSING_ARGUMENT',
      )
    : discountError(
        null,
        "Only one of 'ids', 'search' or 'saved_search_id' is allowed.",
        'TOO_MANY_ARGUMENTS',
      );
}

/** Everything that Shopify finds wrong with an input; in the order in which it looks, the first kind of fault only. */
export function inputProblems(
  context: RequestContext,
  kind: DiscountKind,
  input: DiscountInput,
  before: DiscountNode | null,
): DiscountUserError[] {
  const at = (field: string, message: string, code: string | null = 'INVALID') =>
    discountError([kind.argument, field], message, code);
  if (input.context && input.customerSelection) {
    return [at('context', 'Only one of context or customerSelection can be provided.')];
  }
  const selection = emptySelection(input);
  if (selection) {
    return [at(selection, 'a minimum of one prerequisite segment or prerequisite customer must be provided')];
  }
  const title = titleProblem(kind, input, before);
  if (title) return [at('title', title)];
  if (kind.method === 'code' && codeIsBlank(input, before))
    return [at('code', "Discount code can't be blank.")];
  if (!input.startsAt && !before) return [at('startsAt', "Starts at can't be blank.")];
  if (input.discountClasses?.length === 0) return [at('discountClasses', "Discount classes can't be empty.")];
  const startsAt = input.startsAt ?? before?.startsAt;
  const endsAt = input.endsAt === undefined ? before?.endsAt : input.endsAt;
  if (startsAt && endsAt && Date.parse(endsAt) <= Date.parse(startsAt)) {
    return [at('endsAt', 'Ends at needs to be after starts_at')];
  }
  const contents =
    kind.type === 'basic' || kind.type === 'free_shipping'
      ? contentProblems(context, kind.argument, input)
      : [];
  if (contents.length > 0) return contents;
  const identifier = kind.type === 'app' ? functionProblem(context, kind, input, before) : null;
  if (identifier) return [identifier];
  if (input.code) {
    const owner = findRedeemCode(context.state, input.code);
    if (owner && owner.node.id !== before?.id) {
      return [at('code', 'Code must be unique. Please try a different code.', 'TAKEN')];
    }
  }
  for (const [index, field] of (input.metafields ?? []).entries()) {
    const wrong =
      !field.type || typeCategory(field.type) === null
        ? 'type is invalid'
        : valueProblem(field.type, field.value);
    if (wrong) {
      return [discountError([kind.argument, 'metafields', String(index), 'value'], `Value ${wrong}`)];
    }
  }
  return [];
}

function emptySelection(input: DiscountInput): 'context' | 'customerSelection' | null {
  for (const name of ['customerSelection', 'context'] as const) {
    const chosen = input[name];
    const lists = [chosen?.customers?.add, chosen?.customerSegments?.add];
    if (lists.some((list) => list?.length === 0)) return name;
  }
  return null;
}

/** Code app discounts say it without the field's name; all others with it. */
function titleProblem(kind: DiscountKind, input: DiscountInput, before: DiscountNode | null): string | null {
  const isCodeApp = kind.type === 'app' && kind.method === 'code';
  if (input.title === undefined || input.title === null) {
    if (before) return null;
    return isCodeApp ? 'Required argument not found.' : "Title can't be blank.";
  }
  if (input.title.trim() === '') return isCodeApp ? "can't be blank" : "Title can't be blank.";
  if (input.title.length > 255) {
    return isCodeApp
      ? 'is too long (maximum is 255 characters)'
      : 'Title is too long (maximum is 255 characters)';
  }
  return null;
}

function codeIsBlank(input: DiscountInput, before: DiscountNode | null): boolean {
  if (input.code === undefined || input.code === null) return before === null;
  return input.code.trim() === '';
}

function functionProblem(
  context: RequestContext,
  kind: DiscountKind,
  input: DiscountInput,
  before: DiscountNode | null,
): DiscountUserError | null {
  const { functionId, functionHandle } = input;
  if (functionId && functionHandle) {
    const message = 'Only one of functionId or functionHandle is allowed.';
    return discountError([kind.argument], message, 'MULTIPLE_FUNCTION_IDENTIFIERS');
  }
  const wanted = functionId ?? functionHandle;
  if (!wanted) {
    if (before) return null;
    const field = [kind.argument, 'functionHandle'];
    return discountError(field, "Function id can't be blank.", 'MISSING_FUNCTION_IDENTIFIER');
  }
  const field = [kind.argument, functionId ? 'functionId' : 'functionHandle'];
  const found = findFunction(context, input);
  if (!found) {
    const app = context.state.shop.app?.appId ?? 0;
    return discountError(
      field,
      `Function ${wanted} not found. Ensure that it is released in the current app (${app}), and that the app is installed.`,
    );
  }
  if (found.apiType === 'discount') return null;
  return discountError(
    field,
    'Unexpected Function API. The provided function must implement one of the following extension targets: [product_discounts, order_discounts, shipping_discounts, discount].',
    null,
  );
}

function findFunction(context: RequestContext, input: DiscountInput) {
  return context.functions
    .list()
    .find((fn) => (input.functionId ? fn.id === input.functionId : fn.handle === input.functionHandle));
}

const ACTIVE_AUTOMATIC_LIMIT = 25;

/** A shop has at most 25 active automatic discounts. */
export function tooManyAutomatic(context: RequestContext): boolean {
  const active = [...context.state.all('discountNode').values()].filter(
    (node) => node.method === 'automatic' && statusOf(context, node) === 'ACTIVE',
  );
  return active.length >= ACTIVE_AUTOMATIC_LIMIT;
}

/** The node that a checked input makes, or makes of the one before. */
export function buildNode(
  context: RequestContext,
  kind: DiscountKind,
  input: DiscountInput,
  before: DiscountNode | null,
): DiscountNode {
  const now = isoNow(context);
  const defined = <T>(value: T | null | undefined, fallback: T): T => value ?? fallback;
  return {
    id: before?.id ?? context.state.nextId(),
    method: kind.method,
    type: kind.type,
    title: defined(input.title, before?.title ?? input.code ?? ''),
    functionId: findFunction(context, input)?.id ?? before?.functionId ?? null,
    startsAt: new Date(input.startsAt ?? before?.startsAt ?? now).toISOString(),
    endsAt: input.endsAt === undefined ? (before?.endsAt ?? null) : instant(input.endsAt),
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
    discountClasses: classesOf(kind, input, before),
    combinesWith: {
      orderDiscounts: false,
      productDiscounts: false,
      shippingDiscounts: false,
      ...before?.combinesWith,
      ...input.combinesWith,
    },
    usageLimit: input.usageLimit === undefined ? (before?.usageLimit ?? null) : input.usageLimit,
    appliesOncePerCustomer: defined(input.appliesOncePerCustomer, before?.appliesOncePerCustomer ?? false),
    recurringCycleLimit: input.recurringCycleLimit ?? before?.recurringCycleLimit ?? null,
    appliesOnOneTimePurchase: defined(
      input.appliesOnOneTimePurchase ?? input.customerGets?.appliesOnOneTimePurchase,
      before?.appliesOnOneTimePurchase ?? true,
    ),
    appliesOnSubscription: defined(
      input.appliesOnSubscription ?? input.customerGets?.appliesOnSubscription,
      before?.appliesOnSubscription ?? false,
    ),
    codes: codesOf(context, kind, input, before),
    input: mergedInput(input, before),
  };
}

/** What an update leaves out stays; its products and collections are added to, or taken from, those that are there. */
function mergedInput(input: DiscountInput, before: DiscountNode | null): object {
  const known = before ? discountContents(before) : {};
  const gets = input.customerGets;
  if (!gets) return { ...known, ...input };
  const items = gets.items ? changedItems(known.customerGets?.items, gets.items) : known.customerGets?.items;
  return { ...known, ...input, customerGets: { ...known.customerGets, ...gets, items } };
}

function instant(text: string | null): string | null {
  return text === null ? null : new Date(text).toISOString();
}

/** Discounts of Shopify's own types have the class that follows from what they apply to. */
function classesOf(
  kind: DiscountKind,
  input: DiscountInput,
  before: DiscountNode | null,
): DiscountNode['discountClasses'] {
  if (kind.type === 'free_shipping') return ['SHIPPING'];
  if (kind.type === 'bxgy') return ['PRODUCT'];
  if (kind.type === 'app') {
    return input.discountClasses ?? before?.discountClasses ?? ['PRODUCT', 'ORDER', 'SHIPPING'];
  }
  const items = input.customerGets?.items;
  if (!items) return before?.discountClasses ?? ['ORDER'];
  return items.products || items.collections ? ['PRODUCT'] : ['ORDER'];
}

/** An update with a code renames the first one; the others stay. */
function codesOf(
  context: RequestContext,
  kind: DiscountKind,
  input: DiscountInput,
  before: DiscountNode | null,
): DiscountNode['codes'] {
  if (kind.method !== 'code') return [];
  const codes = before?.codes ?? [];
  if (!input.code) return codes;
  const [first, ...rest] = codes;
  if (!first) return [{ id: context.state.nextId(), code: input.code, usageCount: 0 }];
  if (normalCode(first.code) === normalCode(input.code)) return [{ ...first, code: input.code }, ...rest];
  return [{ id: context.state.nextId(), code: input.code, usageCount: 0 }, ...rest];
}
