import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  TypeInfo,
  parse,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import * as appDocuments from '../../app/admin-api/documents/index';
import { implementsRoot } from '../../dev-store/graphql/resolvers/index';
import { adminSchema } from '../../dev-store/graphql/schema';
import { type Exchange, isObject } from './captures';

export interface Roots {
  operation: 'query' | 'mutation';
  fields: string[];
  nodes: FieldNode[];
}

/**
 * Root fields of the operation that ran, those in fragments too; of several operations without a name, those of the
 * first (such a request is refused anyway). Null when there is none.
 */
export function rootFields(query: string, operationName: string | null = null): Roots | null {
  const document = tryParse(query);
  const operations = (document?.definitions ?? []).filter(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  );
  const chosen = operations.find(({ name }) => name?.value === operationName) ?? operations[0];
  if (!document || !chosen || chosen.operation === 'subscription') return null;
  const opened = new Set<string>();
  const open = (set: SelectionSetNode): FieldNode[] =>
    set.selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      if (selection.kind === Kind.INLINE_FRAGMENT) return open(selection.selectionSet);
      const fragment = document.definitions.find(
        (node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === selection.name.value,
      );
      if (fragment?.kind !== Kind.FRAGMENT_DEFINITION || opened.has(fragment.name.value)) return [];
      opened.add(fragment.name.value);
      return open(fragment.selectionSet);
    });
  const nodes = open(chosen.selectionSet);
  return { operation: chosen.operation, fields: nodes.map(({ name }) => name.value), nodes };
}

/** Why an exchange cannot be held against the dev store, or null when it can. */
export function whyNot(exchange: Exchange): string | null {
  if (isRefusedBeforeResolving(exchange)) return null;
  const roots = rootFields(exchange.query, exchange.operationName);
  if (!roots) return 'the operation cannot be parsed';
  const missing = roots.fields.filter(
    (field) => !implementsRoot(roots.operation, field) && !field.startsWith('__'),
  );
  return missing.length === 0
    ? null
    : `neither used by the app nor implemented by the dev store: ${[...new Set(missing)].join(', ')}`;
}

/** Validation and scopes come before any resolver and hold for every operation of the schema. */
function isRefusedBeforeResolving({ response }: Exchange): boolean {
  const errors = response['errors'];
  if (!Array.isArray(errors) || errors.length === 0) return false;
  if (!('data' in response)) return true;
  const data = response['data'];
  const isEmpty = data === null || (isObject(data) && Object.values(data).every((value) => value === null));
  return isEmpty && errors.every((error) => isAccessDenied(error));
}

function isAccessDenied(error: unknown): boolean {
  const { extensions } = error as { extensions?: { code?: string; requiredAccess?: string } };
  return extensions?.code === 'ACCESS_DENIED' && /`\w+` access.scope/.test(extensions.requiredAccess ?? '');
}

/** "Type.field" of everything that the app's own documents select. */
export function fieldsUsedByApp(): Set<string> {
  const used = new Set<string>();
  const schema = adminSchema();
  for (const text of Object.values(appDocuments)) {
    if (typeof text !== 'string') continue;
    const types = new TypeInfo(schema);
    visit(
      parse(text),
      visitWithTypeInfo(types, {
        Field: (node) => void used.add(`${types.getParentType()?.name ?? ''}.${node.name.value}`),
      }),
    );
  }
  return used;
}

function tryParse(query: string): DocumentNode | null {
  try {
    return parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) return null;
    throw error;
  }
}
