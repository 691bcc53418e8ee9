import { resolveNamespace } from '../../model/app-namespace';
import type { Metafield, MetafieldDefinition } from '../../model/types';
import type { RequestContext } from '../context';
import { accessDenied } from '../errors';
import { idOf } from '../gid';
import { accessFacts } from '../schema';
import { isForeignNamespace, ownerTypeOf } from './metafield-names';

export interface DefinitionIdentifier {
  ownerType: string;
  namespace?: string | null;
  key: string;
}

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

/** By its gid or its identifier, whichever was given. */
export function findDefinition(
  context: RequestContext,
  id: string | null | undefined,
  identifier: DefinitionIdentifier | null | undefined,
): MetafieldDefinition | undefined {
  if (identifier) {
    const namespace = resolveNamespace(context.state.shop, identifier.namespace);
    return definitionFor(context, identifier.ownerType, namespace, identifier.key);
  }
  const number = id ? idOf(id, 'MetafieldDefinition') : null;
  return number === null ? undefined : context.state.get('metafieldDefinition', number);
}

/** The metafields that a definition is about. */
export function instances(context: RequestContext, definition: MetafieldDefinition): Metafield[] {
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
  const resolved = resolveNamespace(context.state.shop, namespace);
  if (isForeignNamespace(context, resolved)) {
    throw accessDenied(field, accessFacts().fields[`Mutation.${field}`]?.requiredAccess ?? '');
  }
  return resolved;
}
