import type { MetafieldDefinition } from '../../model/types';
import { type ListArgs, facetsOf, list } from '../lists';
import type { Fields, RequestContext } from '../context';
import { accessDenied } from '../errors';
import { gid, idOf } from '../gid';
import { accessFacts } from '../schema';
import { isForeignNamespace, ownerTypeOf, resolveNamespace } from './metafield-names';
import { knownTypes, typeCategory } from './metafield-values';

interface DefinitionInput {
  ownerType: string;
  namespace?: string | null;
  key: string;
  name?: string | null;
  description?: string | null;
  type?: string;
  pin?: boolean | null;
  validations?: { name: string; value: string }[] | null;
  access?: { admin?: string | null; storefront?: string | null; customerAccount?: string | null } | null;
}
export interface DefinitionIdentifier {
  ownerType: string;
  namespace?: string | null;
  key: string;
}
interface DefinitionError {
  field: string[] | null;
  message: string;
  code: string | null;
}

export const definitionFields: Fields<MetafieldDefinition> = {
  id: (definition) => gid('MetafieldDefinition', definition.id),
  name: (definition) => definition.name,
  namespace: (definition) => definition.namespace,
  key: (definition) => definition.key,
  ownerType: (definition) => definition.ownerType,
  description: (definition) => definition.description,
  type: (definition) => ({ name: definition.type, category: typeCategory(definition.type) }),
  validations: (definition) =>
    definition.validations.map((rule) => ({ ...rule, type: 'single_line_text_field' })),
  validationStatus: () => 'ALL_VALID',
  pinnedPosition: (definition) => definition.pinnedPosition,
  access: (definition) => ({
    admin: definition.access.admin ?? 'PUBLIC_READ_WRITE',
    storefront: definition.access.storefront ?? 'NONE',
    customerAccount: definition.access.customerAccount ?? 'NONE',
  }),
  capabilities: () => ({
    adminFilterable: { enabled: false, eligible: true, status: 'NOT_FILTERABLE' },
    smartCollectionCondition: { enabled: false, eligible: true },
    uniqueValues: { enabled: false, eligible: true },
  }),
  constraints: () => null,
  useAsCollectionCondition: () => false,
  standardTemplate: () => null,
  metafieldsCount: (definition, _args: never, context) => instances(context, definition).length,
};

export const definitionQueries: Fields<unknown> = {
  metafieldDefinition: (
    _source,
    args: { id?: string | null; identifier?: DefinitionIdentifier | null },
    context,
  ) => findDefinition(context, args.id, args.identifier) ?? null,
  metafieldDefinitions: (
    _source,
    args: ListArgs & {
      ownerType: string;
      namespace?: string | null;
      key?: string | null;
      pinnedStatus?: string;
    },
    context,
  ) => {
    const namespace = args.namespace ? resolveNamespace(context, args.namespace) : null;
    const chosen = [...context.state.all('metafieldDefinition').values()].filter(
      (definition) =>
        definition.ownerType === args.ownerType &&
        (!namespace || definition.namespace === namespace) &&
        (!args.key || definition.key === args.key) &&
        (args.pinnedStatus !== 'PINNED' || definition.pinnedPosition !== null) &&
        (args.pinnedStatus !== 'UNPINNED' || definition.pinnedPosition === null),
    );
    return list(chosen, args, {
      facets: (definition) =>
        facetsOf(definition, {
          id: ({ id }) => [id],
          key: ({ key }) => [key],
          namespace: (item) => [item.namespace],
          owner_type: ({ ownerType }) => [ownerType],
          type: ({ type }) => [type],
          default: ({ name }) => [name],
        }),
      sortBy: { NAME: ({ name }) => name },
    });
  },
};

export const definitionMutations: Fields<unknown> = {
  metafieldDefinitionCreate: (_source, { definition: input }: { definition: DefinitionInput }, context) => {
    const namespace = ownNamespace(context, input.namespace, 'metafieldDefinitionCreate');
    const errors = createProblems(context, input, namespace);
    if (errors.length > 0) return { createdDefinition: null, userErrors: errors };
    const pinned = [...context.state.all('metafieldDefinition').values()].filter(
      (other) => other.ownerType === input.ownerType && other.pinnedPosition !== null,
    );
    const definition: MetafieldDefinition = {
      id: context.state.nextId(),
      ownerType: input.ownerType,
      namespace,
      key: input.key,
      name: input.name ?? '',
      description: input.description ?? null,
      type: input.type ?? '',
      access: accessOf(input, { admin: null, storefront: null, customerAccount: null }),
      pinnedPosition: input.pin ? pinned.length + 1 : null,
      validations: input.validations?.map(({ name, value }) => ({ name, value })) ?? [],
    };
    context.state.put('metafieldDefinition', definition);
    return { createdDefinition: definition, userErrors: [] };
  },

  metafieldDefinitionUpdate: (_source, { definition: input }: { definition: DefinitionInput }, context) => {
    const namespace = ownNamespace(context, input.namespace, 'metafieldDefinitionUpdate');
    const answer = (updatedDefinition: MetafieldDefinition | null, userErrors: DefinitionError[]) => ({
      updatedDefinition,
      userErrors,
      validationJob: null,
    });
    const before = definitionFor(context, input.ownerType, namespace, input.key);
    if (!before) return answer(null, [{ field: null, message: 'Definition not found.', code: 'NOT_FOUND' }]);
    const tooLong = lengthProblem(input);
    if (tooLong) return answer(null, [tooLong]);
    const after: MetafieldDefinition = {
      ...before,
      name: input.name ?? before.name,
      description: input.description === undefined ? before.description : input.description,
      access: accessOf(input, before.access),
      pinnedPosition:
        input.pin === true
          ? (before.pinnedPosition ?? 1)
          : input.pin === false
            ? null
            : before.pinnedPosition,
      validations: input.validations?.map(({ name, value }) => ({ name, value })) ?? before.validations,
    };
    context.state.put('metafieldDefinition', after);
    return answer(after, []);
  },

  metafieldDefinitionDelete: (
    _source,
    args: {
      id?: string | null;
      identifier?: DefinitionIdentifier | null;
      deleteAllAssociatedMetafields?: boolean;
    },
    context,
  ) => {
    if (args.identifier) ownNamespace(context, args.identifier.namespace, 'metafieldDefinitionDelete');
    const found = findDefinition(context, args.id, args.identifier);
    const answer = (deleted: MetafieldDefinition | null, userErrors: DefinitionError[]) => ({
      deletedDefinitionId: deleted ? gid('MetafieldDefinition', deleted.id) : null,
      deletedDefinition: deleted
        ? { ownerType: deleted.ownerType, namespace: deleted.namespace, key: deleted.key }
        : null,
      userErrors,
    });
    if (!found) {
      return answer(null, [
        { field: args.id ? ['id'] : null, message: 'Definition not found.', code: 'NOT_FOUND' },
      ]);
    }
    const isReserved = found.namespace.startsWith('app--');
    if (!args.deleteAllAssociatedMetafields && isReserved) {
      const message =
        'Deleting a definition in a reserved namespace must have deleteAllAssociatedMetafields set to true.';
      return answer(null, [{ field: null, message, code: 'RESERVED_NAMESPACE_ORPHANED_METAFIELDS' }]);
    }
    if (args.deleteAllAssociatedMetafields) {
      for (const field of instances(context, found)) context.state.remove('metafield', field.id);
      context.lookup.forget();
    }
    context.state.remove('metafieldDefinition', found.id);
    return answer(found, []);
  },
};

export function definitionFor(
  context: RequestContext,
  ownerType: string,
  namespace: string,
  key: string,
): MetafieldDefinition | undefined {
  for (const definition of context.state.all('metafieldDefinition').values()) {
    if (definition.ownerType === ownerType && definition.namespace === namespace && definition.key === key) {
      return definition;
    }
  }
  return undefined;
}

/** What a definition's own rules say against a value; null when nothing. */
export function definitionProblem(definition: MetafieldDefinition, value: string): string | null {
  for (const { name, value: limit } of definition.validations) {
    if (limit === null) continue;
    const size = definition.type.startsWith('number') ? Number(value) : value.length;
    const unit = definition.type.startsWith('number') ? '' : ' length';
    if (name === 'max' && size > Number(limit)) return `has a maximum${unit} of ${limit}.`;
    if (name === 'min' && size < Number(limit)) return `has a minimum${unit} of ${limit}.`;
    if (name === 'regex' && !new RegExp(limit).test(value)) return `does not match the expected pattern.`;
    if (name === 'choices' && !(JSON.parse(limit) as string[]).includes(value)) {
      return `does not exist in provided choices: ${limit}.`;
    }
  }
  return null;
}

export function findDefinition(
  context: RequestContext,
  id: string | null | undefined,
  identifier: DefinitionIdentifier | null | undefined,
): MetafieldDefinition | undefined {
  if (identifier) {
    const namespace = resolveNamespace(context, identifier.namespace);
    return definitionFor(context, identifier.ownerType, namespace, identifier.key);
  }
  const number = id ? idOf(id, 'MetafieldDefinition') : null;
  return number === null ? undefined : context.state.get('metafieldDefinition', number);
}

function instances(context: RequestContext, definition: MetafieldDefinition) {
  return [...context.state.all('metafield').values()].filter(
    (field) =>
      field.namespace === definition.namespace &&
      field.key === definition.key &&
      ownerTypeOf(field.ownerId) === definition.ownerType,
  );
}

/** The namespace in full. @throws ACCESS_DENIED when it belongs to another app */
export function ownNamespace(
  context: RequestContext,
  namespace: string | null | undefined,
  field: string,
): string {
  const resolved = resolveNamespace(context, namespace);
  if (isForeignNamespace(context, resolved)) {
    throw accessDenied(field, accessFacts().fields[`Mutation.${field}`]?.requiredAccess ?? '');
  }
  return resolved;
}

function createProblems(
  context: RequestContext,
  input: DefinitionInput,
  namespace: string,
): DefinitionError[] {
  const at = (name: string) => ['definition', name];
  if (definitionFor(context, input.ownerType, namespace, input.key)) {
    const message = `Key is in use for ${ownerLabel(input.ownerType)} metafields on the '${namespace}' namespace.`;
    return [{ field: at('key'), message, code: 'TAKEN' }];
  }
  const errors: DefinitionError[] = [];
  if (!input.name) errors.push({ field: at('name'), message: "Name can't be blank", code: 'BLANK' });
  if (input.key.length < 2) {
    errors.push({
      field: at('key'),
      message: 'Key is too short (minimum is 2 characters)',
      code: 'TOO_SHORT',
    });
  } else if (input.key.length > 64) {
    errors.push({
      field: at('key'),
      message: 'Key is too long (maximum is 64 characters)',
      code: 'TOO_LONG',
    });
  } else if (!/^[A-Za-z0-9_-]+$/.test(input.key)) {
    const message =
      'Key contains one or more invalid characters. Only alphanumeric characters, hyphens, and underscores are allowed.';
    errors.push({ field: at('key'), message, code: 'INVALID_CHARACTER' });
  }
  if (namespace.length < 3) {
    const message = 'Namespace is too short (minimum is 3 characters)';
    errors.push({ field: at('namespace'), message, code: 'TOO_SHORT' });
  }
  if (typeCategory(input.type ?? '') === null) {
    const message = `Type name ${input.type ?? ''} is not a valid type. Valid types are: ${knownTypes().join(', ')}.`;
    errors.push({ field: at('type'), message, code: 'INCLUSION' });
  }
  const tooLong = lengthProblem(input);
  if (tooLong) errors.push(tooLong);
  return errors;
}

function lengthProblem(input: DefinitionInput): DefinitionError | null {
  if ((input.name?.length ?? 0) > 255) {
    return {
      field: ['definition', 'name'],
      message: 'Name is too long (maximum is 255 characters)',
      code: 'TOO_LONG',
    };
  }
  if ((input.description?.length ?? 0) > 255) {
    const message = 'Description is too long (maximum is 255 characters)';
    return { field: ['definition', 'description'], message, code: 'TOO_LONG' };
  }
  return null;
}

function accessOf(
  input: DefinitionInput,
  before: MetafieldDefinition['access'],
): MetafieldDefinition['access'] {
  return {
    admin: input.access?.admin ?? before.admin,
    storefront: input.access?.storefront ?? before.storefront,
    customerAccount: input.access?.customerAccount ?? before.customerAccount,
  };
}

function ownerLabel(ownerType: string): string {
  return ownerType.charAt(0) + ownerType.slice(1).toLowerCase();
}
