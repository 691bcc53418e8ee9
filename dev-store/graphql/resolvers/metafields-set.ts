import { resolveNamespace } from '../../model/app-namespace';
import { isoNow } from '../../model/command';
import type { Metafield } from '../../model/types';
import type { Fields, RequestContext } from '../context';
import { accessDenied } from '../errors';
import { hasScope } from '../access';
import { parseGid } from '../gid';
import { definitionFor } from './find-definitions';
import { canonicalOwner, digest, metafieldOf } from './metafields';
import { isForeignNamespace, ownerTypeOf } from './metafield-names';
import { definitionProblem, knownTypes, typeCategory, valueProblem } from './metafield-values';
import { loadNode } from './nodes';

export interface MetafieldSetInput {
  ownerId: string;
  namespace?: string | null;
  key: string;
  type?: string | null;
  value: string;
  compareDigest?: string | null;
}

export interface MetafieldError {
  field: string[] | null;
  message: string;
  code: string;
  elementIndex: number | null;
}

const LIMIT = 25;
const NOT_ALLOWED = 'Access to this namespace and key on Metafields for this resource type is not allowed.';

export const metafieldMutations: Fields<unknown> = {
  metafieldsSet: (_source, args: { metafields: MetafieldSetInput[] }, context) => {
    if (args.metafields.length > LIMIT) {
      const message = `Exceeded the maximum metafields input limit of ${LIMIT}.`;
      return refused([error(['metafields'], message, 'LESS_THAN_OR_EQUAL_TO')]);
    }
    const errors = args.metafields.flatMap((input, index) => {
      const found = problemOf(context, input, ['metafields', String(index)]);
      return found ? [found] : [];
    });
    if (errors.length > 0) return refused(errors);
    const metafields = args.metafields.map((input) => writeMetafield(context, input));
    for (const ownerId of new Set(args.metafields.map((input) => input.ownerId)))
      touchOwner(context, ownerId);
    return { metafields, userErrors: [] };
  },

  metafieldsDelete: (
    _source,
    args: { metafields: { ownerId: string; namespace: string; key: string }[] },
    context,
  ) => {
    const resolved = args.metafields.map((input) => ({
      ...input,
      namespace: resolveNamespace(context.state.shop, input.namespace),
    }));
    for (const { ownerId } of resolved) requireOwnerScope(context, ownerId, 'metafieldsDelete');
    if (resolved.some(({ namespace }) => isForeignNamespace(context, namespace))) {
      return { deletedMetafields: [], userErrors: [{ field: ['metafields'], message: NOT_ALLOWED }] };
    }
    const deletedMetafields = resolved.map(({ ownerId, namespace, key }) => {
      const found = metafieldOf(context, ownerId, namespace, key);
      if (!found) return null;
      context.state.remove('metafield', found.id);
      context.lookup.forget();
      return { ownerId, namespace, key };
    });
    for (const { ownerId } of resolved) touchOwner(context, ownerId);
    return { deletedMetafields, userErrors: [] };
  },
};

function refused(userErrors: MetafieldError[]): { metafields: Metafield[]; userErrors: MetafieldError[] } {
  return { metafields: [], userErrors };
}

function error(field: string[], message: string, code: string): MetafieldError {
  return { field, message, code, elementIndex: null };
}

function problemOf(context: RequestContext, input: MetafieldSetInput, at: string[]): MetafieldError | null {
  const namespace = resolveNamespace(context.state.shop, input.namespace);
  const ownerType = ownerTypeOf(input.ownerId);
  if (!ownerType || loadNode(context, input.ownerId) === null) {
    return error([...at, 'ownerId'], 'Owner does not exist.', 'INVALID');
  }
  requireOwnerScope(context, input.ownerId, 'metafieldsSet');
  if (isForeignNamespace(context, namespace)) return error(at, NOT_ALLOWED, 'APP_NOT_AUTHORIZED');
  if (input.key === '') return error([...at, 'key'], "Key can't be blank.", 'BLANK');
  if (input.key.length < 2)
    return error([...at, 'key'], 'Key is too short (minimum is 2 characters)', 'TOO_SHORT');
  if (input.key.length > 64)
    return error([...at, 'key'], 'Key is too long (maximum is 64 characters)', 'TOO_LONG');
  if (namespace.length < 3) {
    return error([...at, 'namespace'], 'Namespace is too short (minimum is 3 characters)', 'TOO_SHORT');
  }
  if (!/^[A-Za-z0-9_-]+$/.test(input.key)) {
    return error(
      [...at, 'key'],
      'Key contains one or more invalid characters. Only alphanumeric characters, hyphens, and underscores are allowed.',
      'INVALID',
    );
  }
  const definition = definitionFor(context, ownerType, namespace, input.key);
  const existing = metafieldOf(context, input.ownerId, namespace, input.key);
  const type = input.type ?? definition?.type ?? existing?.type;
  if (!type) return error([...at, 'type'], "Type can't be blank", 'BLANK');
  if (typeCategory(type) === null) {
    return error(
      [...at, 'type'],
      `Type must be one of the following: ${knownTypes().join(', ')}.`,
      'INCLUSION',
    );
  }
  if (definition && definition.type !== type) {
    const message = `Type must be consistent with the definition's type: '${definition.type}'.`;
    return error([...at, 'type'], message, 'INVALID_TYPE');
  }
  if (Object.hasOwn(input, 'compareDigest') && input.compareDigest !== (existing ? digest(existing) : null)) {
    return error(
      at,
      'The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.',
      'STALE_OBJECT',
    );
  }
  if (input.value === '') return error([...at, 'value'], "Value can't be blank.", 'BLANK');
  const wrong =
    valueProblem(type, input.value) ?? (definition ? definitionProblem(definition, input.value) : null);
  return wrong ? error([...at, 'value'], `Value ${wrong}`, 'INVALID_VALUE') : null;
}

/** Writes one checked metafield (creates or replaces it). */
export function writeMetafield(context: RequestContext, input: MetafieldSetInput): Metafield {
  const namespace = resolveNamespace(context.state.shop, input.namespace);
  const existing = metafieldOf(context, input.ownerId, namespace, input.key);
  const definition = definitionFor(context, ownerTypeOf(input.ownerId) ?? '', namespace, input.key);
  const now = isoNow(context);
  const metafield: Metafield = {
    id: existing?.id ?? context.state.nextId(),
    ownerId: canonicalOwner(input.ownerId),
    namespace,
    key: input.key,
    type: input.type ?? definition?.type ?? existing?.type ?? 'single_line_text_field',
    value: input.value,
    createdAt: existing?.createdAt ?? now,
    updatedAt: now,
  };
  context.state.put('metafield', metafield);
  context.lookup.forget();
  return metafield;
}

const OWNER_SCOPES: Record<string, string> = {
  CUSTOMER: 'write_customers',
  DISCOUNT: 'write_discounts',
  ORDER: 'write_orders',
  PRODUCT: 'write_products',
  PRODUCTVARIANT: 'write_products',
  COLLECTION: 'write_products',
};

function requireOwnerScope(context: RequestContext, ownerId: string, field: string): void {
  const scope = OWNER_SCOPES[ownerTypeOf(ownerId) ?? ''];
  if (scope && !hasScope(context.scopes, scope)) {
    const sentence =
      'the same access level needed to mutate the owner resource. For instance, if you want to set\n' +
      'a metafield on a product, you need the same permissions as you would need to mutate a product.\n';
    throw accessDenied(field, sentence);
  }
}

/** A changed metafield changes its owner, as merchants' webhooks show. */
function touchOwner(context: RequestContext, ownerId: string): void {
  const parsed = parseGid(ownerId);
  if (parsed?.type !== 'Customer') return;
  const customer = context.state.get('customer', parsed.id);
  if (!customer) return;
  context.state.put('customer', { ...customer, updatedAt: isoNow(context) });
  context.events.emit('customers/update', { kind: 'customer', id: customer.id });
}
