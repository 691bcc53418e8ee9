import type { DiscountNode, RedeemCode } from '../../model/types';
import { inOrder, paginate, type PageArgs } from '../connection';
import { type Fields, type RequestContext, typed } from '../context';
import { dateTime } from '../format';
import { gid } from '../gid';
import { contentFields } from './discount-contents';
import { appOf } from './functions';
import { metafieldAccess } from './metafields';
import { loadNode } from './nodes';

const TYPE_NAMES = { app: 'App', basic: 'Basic', bxgy: 'Bxgy', free_shipping: 'FreeShipping' } as const;

export function nodeGid(node: DiscountNode): string {
  return gid(node.method === 'code' ? 'DiscountCodeNode' : 'DiscountAutomaticNode', node.id);
}

/** The discount inside a node: `DiscountCodeApp`, `DiscountAutomaticBasic` and so on. */
export function discountOf(node: DiscountNode) {
  return typed(`Discount${node.method === 'code' ? 'Code' : 'Automatic'}${TYPE_NAMES[node.type]}`, node);
}

export function statusOf(context: RequestContext, node: DiscountNode): 'ACTIVE' | 'SCHEDULED' | 'EXPIRED' {
  const now = context.clock.now();
  if (node.endsAt !== null && Date.parse(node.endsAt) <= now) return 'EXPIRED';
  return Date.parse(node.startsAt) > now ? 'SCHEDULED' : 'ACTIVE';
}

function functionOf(context: RequestContext, node: DiscountNode) {
  return context.functions.list().find((fn) => fn.id === node.functionId) ?? null;
}

/** Fields that all eight types of discount share; the schema decides which of them a type has. */
export const discountFields: Fields<DiscountNode> = {
  ...contentFields,
  discountId: nodeGid,
  title: (node) => node.title,
  status: (node, _args: never, context) => statusOf(context, node),
  startsAt: (node) => dateTime(node.startsAt),
  endsAt: (node) => dateTime(node.endsAt),
  createdAt: (node) => dateTime(node.createdAt),
  updatedAt: (node) => dateTime(node.updatedAt),
  discountClasses: (node) => node.discountClasses,
  discountClass: (node) => node.discountClasses[0] ?? 'ORDER',
  combinesWith: (node) => ({ ...node.combinesWith, productDiscountsWithTagsOnSameCartLine: [] }),
  usageLimit: (node) => node.usageLimit,
  appliesOncePerCustomer: (node) => node.appliesOncePerCustomer,
  recurringCycleLimit: (node) => node.recurringCycleLimit,
  appliesOnOneTimePurchase: (node) => node.appliesOnOneTimePurchase,
  appliesOnSubscription: (node) => node.appliesOnSubscription,
  asyncUsageCount: (node) => node.codes.reduce((sum, code) => sum + code.usageCount, 0),
  hasTimelineComment: () => false,
  shareableUrls: () => [],
  errorHistory: () => null,
  tags: (node) => inputOf(node).tags ?? [],
  appDiscountType: (node, _args: never, context) => functionOf(context, node),
  codes: (node, args: PageArgs & { query?: string | null }) => {
    const wanted = args.query?.replace(/^code:/, '').toLowerCase();
    const found = node.codes.filter((code) => !wanted || code.code.toLowerCase().startsWith(wanted));
    return paginate(inOrder(found), args);
  },
  codesCount: (node) => ({ count: node.codes.length, precision: 'EXACT' }),
  context: (node, _args: never, context) => {
    const customers = selectedCustomers(context, node);
    return customers
      ? { __typename: 'DiscountCustomers', customers }
      : { __typename: 'DiscountBuyerSelectionAll', all: 'ALL' };
  },
  customerSelection: (node, _args: never, context) => {
    const customers = selectedCustomers(context, node);
    return customers
      ? { __typename: 'DiscountCustomers', customers }
      : { __typename: 'DiscountCustomerAll', allCustomers: true };
  },
};

const nodeParts: Fields<DiscountNode> = metafieldAccess<DiscountNode>((node) => gid('DiscountNode', node.id));

export const codeNodeFields: Fields<DiscountNode> = { ...nodeParts, id: nodeGid, codeDiscount: discountOf };
export const automaticNodeFields: Fields<DiscountNode> = {
  ...nodeParts,
  id: nodeGid,
  automaticDiscount: discountOf,
};
export const discountNodeFields: Fields<DiscountNode> = {
  ...nodeParts,
  id: (node) => gid('DiscountNode', node.id),
  discount: discountOf,
};

export const redeemCodeFields: Fields<RedeemCode> = {
  id: (code) => gid('DiscountRedeemCode', code.id),
  code: (code) => code.code,
  asyncUsageCount: (code) => code.usageCount,
  createdBy: (_code, _args: never, context) => appOf(context),
};

export interface SelectionInput {
  context?: { all?: string; customers?: { add?: string[] }; customerSegments?: { add?: string[] } } | null;
  customerSelection?: {
    all?: boolean;
    customers?: { add?: string[] };
    customerSegments?: { add?: string[] };
  } | null;
  tags?: string[] | null;
}

function inputOf(node: DiscountNode): SelectionInput {
  return node.input ?? {};
}

function selectedCustomers(context: RequestContext, node: DiscountNode): unknown[] | null {
  const input = inputOf(node);
  const ids = input.context?.customers?.add ?? input.customerSelection?.customers?.add;
  return ids ? ids.map((id) => loadNode(context, id)).filter((customer) => customer !== null) : null;
}
