import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  getNamedType,
  isCompositeType,
  isObjectType,
  isInterfaceType,
  valueFromASTUntyped,
} from 'graphql';

/**
 * Shopify does not publish its formula. This one was fitted to recorded requests (and fits all of them):
 * a mutation 10, a count at the root 10, an object 1, a connection 2 plus g(n) for the objects of one node, where
 * g(n) = round(1 + log2 n). Values that belong to their parent (money, page info, user errors, a payload's own objects,
 * a webhook's endpoint) cost nothing.
 */
const MUTATION = 10;
const DEARER_MUTATIONS: Record<string, number> = { refundCreate: 20 };
const ROOT_COUNT = 10;
const CONNECTION = 2;
const FREE_TYPES = new Set(['MoneyBag', 'MoneyV2', 'PageInfo', 'WebhookSubscriptionEndpoint']);

export const SINGLE_QUERY_LIMIT = 1000;

export interface QueryCost {
  requested: number;
  /** by the answer's size, never more than requested; an approximation */
  actual(data: unknown): number;
}

interface Scope {
  schema: GraphQLSchema;
  fragments: Map<string, FragmentDefinitionNode>;
  variables: Record<string, unknown>;
}

/** @param variables coerced values, defaults included */
export function queryCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): QueryCost {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === 'FragmentDefinition') fragments.set(definition.name.value, definition);
  }
  const scope: Scope = { schema, fragments, variables };
  const root = schema.getRootType(operation.operation);
  const isMutation = operation.operation === 'mutation';
  const total = (data: unknown) =>
    root ? round(rootCost(scope, root, operation.selectionSet, isMutation, data)) : 0;
  const requested = total(undefined);
  return { requested, actual: (data) => Math.min(requested, total(data)) };
}

function rootCost(
  scope: Scope,
  root: GraphQLNamedType,
  set: SelectionSetNode,
  isMutation: boolean,
  data: unknown,
): number {
  let sum = 0;
  for (const { field, type, name } of fieldsOf(scope, root, set)) {
    const answer = answerOf(field, data);
    if (isMutation) {
      sum += DEARER_MUTATIONS[name] ?? MUTATION;
      sum += payloadCost(scope, type, field.selectionSet, answer);
    } else if (type.name === 'Count') sum += ROOT_COUNT;
    else sum += fieldCost(scope, field, type, answer);
  }
  return sum;
}

/** The objects of a payload come with the mutation; what they contain is paid. */
function payloadCost(
  scope: Scope,
  payload: GraphQLNamedType,
  set: SelectionSetNode | undefined,
  data: unknown,
): number {
  if (!set || (data !== undefined && !isRecord(data))) return 0;
  let sum = 0;
  for (const { field, type } of fieldsOf(scope, payload, set)) {
    if (!field.selectionSet || type.name.endsWith('UserError')) continue;
    const answer = answerOf(field, data);
    sum += isConnection(type)
      ? fieldCost(scope, field, type, answer)
      : selectionCost(scope, type, field.selectionSet, answer);
  }
  return sum;
}

function fieldCost(scope: Scope, field: FieldNode, type: GraphQLNamedType, data: unknown): number {
  if (!field.selectionSet || !isCompositeType(type)) return 0;
  if (isConnection(type)) return connectionCost(scope, field, type, data);
  const own = FREE_TYPES.has(type.name) || type.name.endsWith('UserError') ? 0 : 1;
  const typename = data !== undefined && selectsTypename(field.selectionSet) && isRecord(data) ? 1 : 0;
  return own + typename + selectionCost(scope, type, field.selectionSet, data);
}

function selectionCost(scope: Scope, type: GraphQLNamedType, set: SelectionSetNode, data: unknown): number {
  if (data === null) return 0;
  if (Array.isArray(data)) return data.length === 0 ? 0 : selectionCost(scope, type, set, data[0]);
  let sum = 0;
  for (const { field, type: inner } of fieldsOf(scope, type, set)) {
    sum += fieldCost(scope, field, inner, answerOf(field, data));
  }
  return sum;
}

function connectionCost(scope: Scope, field: FieldNode, type: GraphQLNamedType, data: unknown): number {
  const size = pageSize(scope, field);
  const weight = Math.round(1 + Math.log2(Math.max(1, size)));
  let perNode = 0;
  let sum = 0;
  for (const { field: part, type: partType, name } of fieldsOf(scope, type, field.selectionSet)) {
    if (name !== 'nodes' && name !== 'edges') continue;
    const node =
      name === 'nodes' ? { field: part, type: partType } : edgeNode(scope, partType, part.selectionSet);
    if (!node?.field.selectionSet) continue;
    perNode = 1 + selectionCost(scope, node.type, node.field.selectionSet, undefined);
    const answer = answerOf(part, data);
    const count = Array.isArray(answer) ? answer.length : null;
    if (count === null) sum += perNode * weight;
    else if (count === 0) sum += name === 'nodes' ? perNode * weight : 0;
    else sum += Math.round((perNode * weight * Math.min(count, size)) / size);
  }
  return CONNECTION + sum;
}

function edgeNode(scope: Scope, edge: GraphQLNamedType, set: SelectionSetNode | undefined) {
  return fieldsOf(scope, edge, set).find(({ name }) => name === 'node');
}

/** @returns `first` or `last`; a connection without either is refused when it is resolved */
function pageSize(scope: Scope, field: FieldNode): number {
  for (const argument of field.arguments ?? []) {
    if (argument.name.value !== 'first' && argument.name.value !== 'last') continue;
    const value = valueFromASTUntyped(argument.value, scope.variables);
    if (typeof value === 'number') return value;
  }
  return 1;
}

interface SelectedField {
  field: FieldNode;
  name: string;
  type: GraphQLNamedType;
}

/** The fields that a selection asks for, fragments opened. Of several types' branches all are paid. */
function fieldsOf(
  scope: Scope,
  parent: GraphQLNamedType,
  set: SelectionSetNode | undefined,
): SelectedField[] {
  const found = new Map<string, SelectedField>();
  const walk = (type: GraphQLNamedType, selections: SelectionSetNode | undefined) => {
    for (const selection of selections?.selections ?? []) {
      if (selection.kind === 'Field') {
        const name = selection.name.value;
        if (!isObjectType(type) && !isInterfaceType(type)) continue;
        const definition = type.getFields()[name];
        if (!definition) continue;
        const key = `${type.name}.${selection.alias?.value ?? name}`;
        found.set(key, { field: selection, name, type: getNamedType(definition.type) });
      } else {
        const target =
          selection.kind === 'InlineFragment' ? selection : scope.fragments.get(selection.name.value);
        if (!target) continue;
        const condition = target.typeCondition ? scope.schema.getType(target.typeCondition.name.value) : type;
        if (condition) walk(condition, target.selectionSet);
      }
    }
  };
  walk(parent, set);
  return [...found.values()];
}

function selectsTypename(set: SelectionSetNode): boolean {
  return set.selections.some(
    (selection) => selection.kind === 'Field' && selection.name.value === '__typename',
  );
}

function isConnection(type: GraphQLNamedType): boolean {
  return type.name.endsWith('Connection');
}

function answerOf(field: FieldNode, data: unknown): unknown {
  if (data === undefined) return undefined;
  return isRecord(data) ? (data[field.alias?.value ?? field.name.value] ?? null) : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function round(value: number): number {
  return Math.round(value);
}
