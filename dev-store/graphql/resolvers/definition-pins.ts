import type { MetafieldDefinition } from '../../model/types';
import type { Fields, RequestContext } from '../context';
import { type DefinitionIdentifier, findDefinition, ownNamespace } from './find-definitions';

interface PinArgs {
  definitionId?: string | null;
  identifier?: DefinitionIdentifier | null;
}

/** Definitions of one owner type that a shop can pin. */
const PIN_LIMIT = 20;

const pinnedOf = (context: RequestContext, ownerType: string): MetafieldDefinition[] =>
  [...context.state.all('metafieldDefinition').values()].filter(
    (definition) => definition.ownerType === ownerType && definition.pinnedPosition !== null,
  );

export const pinMutations: Fields<unknown> = {
  metafieldDefinitionPin: (_source, args: PinArgs, context) => {
    const refused = (message: string, code: string) => ({
      pinnedDefinition: null,
      userErrors: [{ field: null, message, code }],
    });
    if (args.identifier) ownNamespace(context, args.identifier.namespace, 'metafieldDefinitionPin');
    const found = findDefinition(context, args.definitionId, args.identifier);
    if (!found) return refused('Definition not found.', 'NOT_FOUND');
    if (found.pinnedPosition !== null) return refused('Definition already pinned.', 'ALREADY_PINNED');
    const pinned = pinnedOf(context, found.ownerType);
    if (pinned.length >= PIN_LIMIT) {
      return refused(`Limit of ${PIN_LIMIT} pinned definitions.`, 'PINNED_LIMIT_REACHED');
    }
    const definition = { ...found, pinnedPosition: pinned.length + 1 };
    context.state.put('metafieldDefinition', definition);
    return { pinnedDefinition: definition, userErrors: [] };
  },

  metafieldDefinitionUnpin: (_source, args: PinArgs, context) => {
    const refused = (message: string, code: string) => ({
      unpinnedDefinition: null,
      userErrors: [{ field: null, message, code }],
    });
    if (args.identifier) ownNamespace(context, args.identifier.namespace, 'metafieldDefinitionUnpin');
    const found = findDefinition(context, args.definitionId, args.identifier);
    if (!found) return refused('Definition not found.', 'NOT_FOUND');
    const position = found.pinnedPosition;
    if (position === null) return refused('Definition not pinned.', 'NOT_PINNED');
    for (const other of pinnedOf(context, found.ownerType)) {
      const at = other.pinnedPosition ?? 0;
      if (at > position) context.state.put('metafieldDefinition', { ...other, pinnedPosition: at - 1 });
    }
    const definition = { ...found, pinnedPosition: null };
    context.state.put('metafieldDefinition', definition);
    return { unpinnedDefinition: definition, userErrors: [] };
  },
};
