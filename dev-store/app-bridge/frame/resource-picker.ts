import type { PickedCollection, PickerAnswer } from '../protocol';
import { nextRequest, onShell, tellShell } from './channel';

/** As in @shopify/app-bridge-types 0.7: what an app may say to `shopify.resourcePicker`. */
export interface ResourcePickerOptions {
  type: 'product' | 'variant' | 'collection';
  action?: 'add' | 'select';
  filter?: { hidden?: boolean; variants?: boolean; draft?: boolean; archived?: boolean; query?: string };
  multiple?: boolean | number;
  query?: string;
  selectionIds?: { id: string }[];
}

/** The resources, and the same list again under the name that older apps read. */
export type Selection = PickedCollection[] & { selection: PickedCollection[] };

const waiting = new Map<number, (answer: PickerAnswer) => void>();

onShell('resourcePickerAnswer', ({ request, answer }) => {
  waiting.get(request)?.(answer);
  waiting.delete(request);
});

/**
 * Lets the merchant choose collections in the admin's picker.
 * @returns what is chosen, or undefined when the merchant cancelled
 * @throws Error when the app may not read products, and for what the dev store does not imitate
 */
export async function resourcePicker(options: ResourcePickerOptions): Promise<Selection | undefined> {
  if (options.type !== 'collection') throw notImplemented(`type "${options.type}"`);
  if (options.filter?.query) throw notImplemented('filter.query');
  const request = nextRequest();
  const answered = new Promise<PickerAnswer>((resolve) => waiting.set(request, resolve));
  tellShell({
    type: 'resourcePicker',
    request,
    picker: {
      action: options.action ?? 'add',
      most: mostOf(options.multiple),
      query: options.query ?? '',
      selectedIds: (options.selectionIds ?? []).map(({ id }) => id),
    },
  });
  const answer = await answered;
  if (answer.outcome === 'refused') throw new Error(answer.reason);
  if (answer.outcome === 'cancelled') return undefined;
  return Object.assign([...answer.selection], { selection: answer.selection });
}

function mostOf(multiple: boolean | number | undefined): number {
  if (typeof multiple === 'number') return multiple;
  return multiple ? Number.MAX_SAFE_INTEGER : 1;
}

const notImplemented = (what: string) =>
  new Error(`DEV_STORE_NOT_IMPLEMENTED: shopify.resourcePicker, ${what}`);
