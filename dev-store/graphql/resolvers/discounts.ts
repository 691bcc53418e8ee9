import { randomUUID } from 'node:crypto';
import type { DiscountNode } from '../../model/types';
import { isoNow } from '../../model/command';
import { findRedeemCode } from '../../model/redeem-codes';
import type { Fields, RequestContext } from '../context';
import { gid, idOf } from '../gid';
import { count, facetsOf, filtered, list, type ListArgs, type ListRules } from '../lists';
import { discountOf, nodeGid, statusOf } from './discount-views';
import { discountError } from './discount-errors';
import {
  buildNode,
  type DiscountInput,
  type DiscountKind,
  inputProblems,
  type Selector,
  selectorProblem,
  tooManyAutomatic,
} from './discount-inputs';
import { writeMetafield } from './metafields-set';

type Nodes = DiscountNode[];

const all = (context: RequestContext, method?: DiscountNode['method']): Nodes =>
  [...context.state.all('discountNode').values()].filter((node) => !method || node.method === method);

function rules(context: RequestContext): ListRules<DiscountNode> {
  return {
    facets: (node) =>
      facetsOf(node, {
        id: ({ id }) => [id],
        title: ({ title }) => [title],
        method: ({ method }) => [method],
        status: (item) => [statusOf(context, item)],
        type: ({ type }) => (type === 'app' ? ['app'] : [type, type === 'basic' ? 'percentage' : type]),
        discount_type: ({ type }) =>
          type === 'app' ? ['app'] : [type, type === 'basic' ? 'percentage' : type],
        discount_class: ({ discountClasses }) => discountClasses,
        code: ({ codes }) => codes.map(({ code }) => code),
        created_at: ({ createdAt }) => [createdAt],
        updated_at: ({ updatedAt }) => [updatedAt],
        starts_at: ({ startsAt }) => [startsAt],
        ends_at: ({ endsAt }) => [endsAt],
        times_used: ({ codes }) => [codes.reduce((sum, { usageCount }) => sum + usageCount, 0)],
        default: ({ title, codes }) => [title, ...codes.map(({ code }) => code)],
      }),
    sortBy: {
      CREATED_AT: ({ createdAt }) => createdAt,
      UPDATED_AT: ({ updatedAt }) => updatedAt,
      STARTS_AT: ({ startsAt }) => startsAt,
      ENDS_AT: ({ endsAt }) => endsAt ?? '9999',
      TITLE: ({ title }) => title.toLowerCase(),
    },
  };
}

function mapped<T, R>(connection: { nodes: T[]; edges: { cursor: string; node: T }[] }, to: (node: T) => R) {
  return {
    ...connection,
    nodes: connection.nodes.map(to),
    edges: connection.edges.map(({ cursor, node }) => ({ cursor, node: to(node) })),
  };
}

const byId = (context: RequestContext, id: string, ...types: string[]): DiscountNode | null => {
  const number = idOf(id, ...types);
  return number === null ? null : (context.state.get('discountNode', number) ?? null);
};

export const discountQueries: Fields<unknown> = {
  discountNode: (_source, { id }: { id: string }, context) =>
    byId(context, id, 'DiscountNode', 'DiscountCodeNode', 'DiscountAutomaticNode'),
  codeDiscountNode: (_source, { id }: { id: string }, context) => {
    const node = byId(context, id, 'DiscountCodeNode', 'DiscountNode');
    return node?.method === 'code' ? node : null;
  },
  automaticDiscountNode: (_source, { id }: { id: string }, context) => {
    const node = byId(context, id, 'DiscountAutomaticNode', 'DiscountNode');
    return node?.method === 'automatic' ? node : null;
  },
  automaticDiscount: (_source, { id }: { id: string }, context) => {
    const node = byId(context, id, 'DiscountAutomaticNode', 'DiscountNode');
    return node?.method === 'automatic' ? discountOf(node) : null;
  },
  codeDiscountNodeByCode: (_source, { code }: { code: string }, context) =>
    findRedeemCode(context.state, code)?.node ?? null,
  discountNodes: (_source, args: ListArgs, context) => list(all(context), args, rules(context)),
  codeDiscountNodes: (_source, args: ListArgs, context) => list(all(context, 'code'), args, rules(context)),
  automaticDiscountNodes: (_source, args: ListArgs, context) =>
    list(all(context, 'automatic'), args, rules(context)),
  automaticDiscounts: (_source, args: ListArgs, context) =>
    mapped(list(all(context, 'automatic'), args, rules(context)), discountOf),
  discountNodesCount: (_source, args: { query?: string | null; limit?: number | null }, context) =>
    count(filtered(all(context), args.query, rules(context)).length, args.limit),
  discountCodesCount: (_source, args: { query?: string | null; limit?: number | null }, context) =>
    count(
      filtered(all(context, 'code'), args.query, rules(context)).reduce(
        (sum, { codes }) => sum + codes.length,
        0,
      ),
      args.limit,
    ),
};

const CODE = { active: 'codeDiscountNode', deleted: 'deletedCodeDiscountId' };
const AUTOMATIC = { active: 'automaticDiscountNode', deleted: 'deletedAutomaticDiscountId' };

/** create and update of one kind. @param payload the payload's field with the discount */
function writers(name: string, kind: DiscountKind, payload: string): Fields<unknown> {
  const present = (node: DiscountNode) => (kind.type === 'app' ? discountOf(node) : node);
  const read = (args: Record<string, unknown>) => args[kind.argument] as DiscountInput;
  return {
    [`${name}Create`]: (_source, args: Record<string, unknown>, context) => {
      const input = read(args);
      const userErrors = inputProblems(context, kind, input, null);
      if (userErrors.length === 0 && kind.method === 'automatic' && tooManyAutomatic(context)) {
        const message = 'Maximum number of active automatic discounts reached.';
        userErrors.push(discountError([kind.argument], message, 'EXCEEDED_MAX'));
      }
      if (userErrors.length > 0) return { [payload]: null, userErrors };
      const node = buildNode(context, kind, input, null);
      save(context, node, input);
      context.events.emit('discounts/create', { kind: 'discountNode', id: node.id });
      return { [payload]: present(node), userErrors: [] };
    },
    [`${name}Update`]: (_source, args: Record<string, unknown>, context) => {
      const input = read(args);
      const before = byId(context, args['id'] as string);
      if (!before || before.method !== kind.method || before.type !== kind.type) {
        return { [payload]: null, userErrors: [discountError(['id'], 'Discount does not exist')] };
      }
      const userErrors = inputProblems(context, kind, input, before);
      if (userErrors.length > 0) return { [payload]: null, userErrors };
      const node = buildNode(context, kind, input, before);
      save(context, node, input);
      context.events.emit('discounts/update', { kind: 'discountNode', id: node.id });
      return { [payload]: present(node), userErrors: [] };
    },
  };
}

function save(context: RequestContext, node: DiscountNode, input: DiscountInput): void {
  context.state.put('discountNode', node);
  for (const field of input.metafields ?? []) {
    writeMetafield(context, { ...field, ownerId: gid('DiscountNode', node.id) });
  }
}

/** Neither changes anything when the discount is already in that state, not even its time of change. */
function activate(context: RequestContext, node: DiscountNode): DiscountNode {
  if (statusOf(context, node) === 'ACTIVE') return node;
  const now = isoNow(context);
  const startsAt = Date.parse(node.startsAt) > context.clock.now() ? now : node.startsAt;
  return store(context, { ...node, startsAt, endsAt: null, updatedAt: now });
}

function deactivate(context: RequestContext, node: DiscountNode): DiscountNode {
  if (statusOf(context, node) === 'EXPIRED') return node;
  const now = isoNow(context);
  const startsAt = Date.parse(node.startsAt) > context.clock.now() ? now : node.startsAt;
  return store(context, { ...node, startsAt, endsAt: now, updatedAt: now });
}

function store(context: RequestContext, node: DiscountNode): DiscountNode {
  context.state.put('discountNode', node);
  context.events.emit('discounts/update', { kind: 'discountNode', id: node.id });
  return node;
}

function remove(context: RequestContext, node: DiscountNode): void {
  for (const field of context.lookup.metafieldsOf(gid('DiscountNode', node.id))) {
    context.state.remove('metafield', field.id);
  }
  context.lookup.forget();
  context.state.remove('discountNode', node.id);
  // the node is gone when the payload is made: say which kind of id it had
  const { id, method } = node;
  context.events.emit('discounts/delete', { kind: 'discountNode', id }, { method });
}

function switches(method: DiscountNode['method'], prefix: string): Fields<unknown> {
  const names = method === 'code' ? CODE : AUTOMATIC;
  const missing = method === 'code' ? 'Code discount does not exist.' : 'Automatic discount does not exist.';
  const find = (context: RequestContext, id: string) => {
    const node = byId(context, id);
    return node?.method === method ? node : null;
  };
  const changing =
    (change: (context: RequestContext, node: DiscountNode) => DiscountNode): Fields<unknown>[string] =>
    (_source, { id }: { id: string }, context) => {
      const node = find(context, id);
      if (!node) return { [names.active]: null, userErrors: [discountError(['id'], missing)] };
      return { [names.active]: change(context, node), userErrors: [] };
    };
  return {
    [`${prefix}Activate`]: changing(activate),
    [`${prefix}Deactivate`]: changing(deactivate),
    [`${prefix}Delete`]: (_source, { id }: { id: string }, context) => {
      const node = find(context, id);
      if (!node) return { [names.deleted]: null, userErrors: [discountError(['id'], missing)] };
      remove(context, node);
      return { [names.deleted]: nodeGid(node), userErrors: [] };
    },
  };
}

/** One job for all bulk mutations of a request, as recorded. */
const jobs = new WeakMap<RequestContext, string>();

function bulk(
  method: DiscountNode['method'],
  apply: (context: RequestContext, node: DiscountNode) => unknown,
): Fields<unknown>[string] {
  return (_source, args: Selector, context) => {
    const problem = selectorProblem(args);
    if (problem) return { job: null, userErrors: [problem] };
    const chosen = args.ids
      ? args.ids.map((id) => byId(context, id)).filter((node) => node?.method === method)
      : filtered(all(context, method), args.search, rules(context));
    for (const node of chosen) if (node) apply(context, node);
    // Automatic discounts by id are deleted at once and no job is named (recorded).
    if (method === 'automatic' && args.ids) return { job: null, userErrors: [] };
    const uuid = jobs.get(context) ?? randomUUID();
    jobs.set(context, uuid);
    return { job: { id: gid('Job', uuid), done: false }, userErrors: [] };
  };
}

const kind = (
  method: DiscountNode['method'],
  type: DiscountNode['type'],
  argument: string,
): DiscountKind => ({
  method,
  type,
  argument,
});

export const discountMutations: Fields<unknown> = {
  ...writers('discountCodeApp', kind('code', 'app', 'codeAppDiscount'), 'codeAppDiscount'),
  ...writers('discountCodeBasic', kind('code', 'basic', 'basicCodeDiscount'), 'codeDiscountNode'),
  ...writers('discountCodeBxgy', kind('code', 'bxgy', 'bxgyCodeDiscount'), 'codeDiscountNode'),
  ...writers(
    'discountCodeFreeShipping',
    kind('code', 'free_shipping', 'freeShippingCodeDiscount'),
    'codeDiscountNode',
  ),
  ...writers(
    'discountAutomaticApp',
    kind('automatic', 'app', 'automaticAppDiscount'),
    'automaticAppDiscount',
  ),
  ...writers(
    'discountAutomaticBasic',
    kind('automatic', 'basic', 'automaticBasicDiscount'),
    'automaticDiscountNode',
  ),
  ...writers(
    'discountAutomaticBxgy',
    kind('automatic', 'bxgy', 'automaticBxgyDiscount'),
    'automaticDiscountNode',
  ),
  ...writers(
    'discountAutomaticFreeShipping',
    kind('automatic', 'free_shipping', 'freeShippingAutomaticDiscount'),
    'automaticDiscountNode',
  ),
  ...switches('code', 'discountCode'),
  ...switches('automatic', 'discountAutomatic'),
  discountCodeBulkActivate: bulk('code', activate),
  discountCodeBulkDeactivate: bulk('code', deactivate),
  discountCodeBulkDelete: bulk('code', remove),
  discountAutomaticBulkDelete: bulk('automatic', remove),
};
