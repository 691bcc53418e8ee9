import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
} from 'graphql';
import { parseQuery } from '../graphql/parse';
import { validateDocument } from '../graphql/validation/document';

const CONNECTION_LIMIT = 5;
const DEPTH_LIMIT = 2;

export type BulkQuery =
  | { ok: true; document: DocumentNode; operation: OperationDefinitionNode }
  | { ok: false; messages: string[] };

/** Checks a bulk query as Shopify does before it starts one. */
export function readBulkQuery(schema: GraphQLSchema, text: string): BulkQuery {
  const parsed = parseQuery(text);
  if (!parsed.ok) {
    return { ok: false, messages: parsed.errors.map(({ message }) => `Invalid bulk query: ${message}`) };
  }
  const { document } = parsed;
  const operation = document.definitions.find((definition) => definition.kind === 'OperationDefinition');
  if (!operation) return { ok: false, messages: ['Invalid bulk query: no operation found'] };
  if (operation.operation !== 'query') {
    return { ok: false, messages: ['Invalid operation type. Only `query` operations are supported.'] };
  }
  const invalid = validateDocument(schema, document);
  if (invalid.length > 0) {
    return { ok: false, messages: invalid.map(({ message }) => `Invalid bulk query: ${message}`) };
  }
  const messages = shapeProblems(schema, document, operation);
  return messages.length > 0 ? { ok: false, messages } : { ok: true, document, operation };
}

interface Found {
  connections: number;
  depth: number;
  viaNodes: string[];
  withoutId: string[];
  inList: boolean;
}

function shapeProblems(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): string[] {
  const found: Found = { connections: 0, depth: 0, viaNodes: [], withoutId: [], inList: false };
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === 'FragmentDefinition') fragments.set(definition.name.value, definition);
  }
  const query = schema.getQueryType();
  const messages: string[] = [];
  if (!query) return messages;
  const walker = new Walker(schema, fragments, found);
  walker.walk(query, operation.selectionSet, 0, null, false);
  for (const name of ['node', 'nodes']) {
    const isTop = operation.selectionSet.selections.some(
      (selection) => selection.kind === 'Field' && selection.name.value === name,
    );
    if (isTop) messages.push(`Bulk queries cannot contain a top level \`${name}\` field.`);
  }
  if (found.connections === 0) messages.push('Bulk queries must contain at least one connection.');
  const [first] = found.viaNodes;
  if (first) {
    messages.push(
      `All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: '${first} { edges { node {'. ` +
        `Selecting via 'nodes' is not supported. Invalid connection fields: ${found.viaNodes.map((name) => `'${name}'`).join(', ')}.`,
    );
  }
  if (found.connections > CONNECTION_LIMIT) {
    messages.push(`Bulk queries cannot contain more than ${CONNECTION_LIMIT} connections.`);
  }
  if (found.depth > DEPTH_LIMIT) {
    messages.push(
      `Bulk queries cannot contain connections with a nesting depth greater than ${DEPTH_LIMIT}.`,
    );
  }
  if (found.withoutId.length > 0) {
    messages.push(
      "The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' return type. " +
        `Connection fields without 'id': ${found.withoutId.join(', ')}.`,
    );
  }
  if (found.inList) {
    messages.push('Queries that contain a connection field within a list field are not currently supported.');
  }
  return messages;
}

interface Parent {
  name: string;
  selectsId: boolean;
}

class Walker {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: Map<string, FragmentDefinitionNode>,
    private readonly found: Found,
  ) {}

  /** @param depth connections above @param parent the connection whose node this is */
  walk(
    type: GraphQLNamedType,
    set: SelectionSetNode,
    depth: number,
    parent: Parent | null,
    inList: boolean,
  ): void {
    for (const selection of set.selections) {
      if (selection.kind !== 'Field') {
        const target =
          selection.kind === 'InlineFragment' ? selection : this.fragments.get(selection.name.value);
        const condition = target?.typeCondition ? this.schema.getType(target.typeCondition.name.value) : type;
        if (target && condition) this.walk(condition, target.selectionSet, depth, parent, inList);
        continue;
      }
      if (!isObjectType(type) && !isInterfaceType(type)) continue;
      const definition = type.getFields()[selection.name.value];
      if (!definition || !selection.selectionSet) continue;
      const returned = getNamedType(definition.type);
      if (returned.name.endsWith('Connection')) this.connection(returned, selection, depth, parent, inList);
      else {
        const isList = isListType(getNullableType(definition.type));
        this.walk(returned, selection.selectionSet, depth, parent, inList || isList);
      }
    }
  }

  private connection(
    type: GraphQLNamedType,
    field: FieldNode,
    depth: number,
    parent: Parent | null,
    inList: boolean,
  ): void {
    const name = field.name.value;
    const { found } = this;
    found.connections += 1;
    found.depth = Math.max(found.depth, depth);
    if (inList) found.inList = true;
    if (parent && !parent.selectsId && !found.withoutId.includes(parent.name)) {
      found.withoutId.push(parent.name);
    }
    const edges = child(field, 'edges');
    const node = edges ? child(edges, 'node') : null;
    if (child(field, 'nodes') || !node?.selectionSet) {
      found.viaNodes.push(name);
      return;
    }
    if (!isObjectType(type)) return;
    const edge = getNamedType(type.getFields()['edges']?.type);
    const nodeType = isObjectType(edge) ? getNamedType(edge.getFields()['node']?.type) : undefined;
    if (!nodeType) return;
    const selectsId = node.selectionSet.selections.some(
      (selection) => selection.kind === 'Field' && selection.name.value === 'id' && !selection.alias,
    );
    this.walk(nodeType, node.selectionSet, depth + 1, { name, selectsId }, false);
  }
}

function child(field: FieldNode, name: string): FieldNode | null {
  const found = field.selectionSet?.selections.find(
    (selection) => selection.kind === 'Field' && selection.name.value === name,
  );
  return found?.kind === 'Field' ? found : null;
}
