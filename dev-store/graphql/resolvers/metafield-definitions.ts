import { resolveNamespace } from '../../model/app-namespace';
import type { MetafieldDefinition } from '../../model/types';
import type { Fields } from '../context';
import { gid } from '../gid';
import { type ListArgs, facetsOf, list } from '../lists';
import {
  createProblems,
  lengthProblem,
  type DefinitionError,
  type DefinitionInput,
} from './definition-problems';
import {
  definitionFor,
  findDefinition,
  instances,
  ownNamespace,
  type DefinitionIdentifier,
} from './find-definitions';
import { typeCategory } from './metafield-values';

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
    const namespace = args.namespace ? resolveNamespace(context.state.shop, args.namespace) : null;
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
