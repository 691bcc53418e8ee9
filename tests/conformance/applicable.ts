import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  Kind,
  TypeInfo,
  parse,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import * as appDocuments from '../../app/admin-api/documents/index';
import { implementsRoot } from '../../dev-store/graphql/resolvers/index';
import { adminSchema } from '../../dev-store/graphql/schema';
import { type Exchange, isObject } from './captures';

/** Root fields of an operation; none when it cannot be parsed. */
export function rootFields(query: string): { operation: 'query' | 'mutation'; fields: string[] } | null {
  const document = tryParse(query);
  const definition = document?.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (definition?.kind !== Kind.OPERATION_DEFINITION || definition.operation === 'subscription') return null;
  const fields = definition.selectionSet.selections
    .filter((selection): selection is FieldNode => selection.kind === Kind.FIELD)
    .map(({ name }) => name.value);
  return { operation: definition.operation, fields };
}

/** Why an exchange cannot be held against the dev store, or null when it can. */
export function whyNot(exchange: Exchange): string | null {
  if (isRefusedBeforeResolving(exchange)) return null;
  const roots = rootFields(exchange.query);
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
