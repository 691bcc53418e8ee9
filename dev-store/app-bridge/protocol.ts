/**
 * What the app's iframe (the App Bridge stand-in) and the admin shell say to each other by postMessage. Shopify's own
 * protocol is private; only its public face, `window.shopify` and the `<ui-*>` elements, is imitated.
 */

export interface ActionButton {
  /** names the element inside the frame */
  key: string;
  label: string;
  variant: 'primary' | 'breadcrumb' | null;
  tone: 'critical' | 'default';
  disabled: boolean;
  loading: boolean;
  /** heading of the menu the action lies in; null: a button of its own */
  group: string | null;
}

export interface NavItem {
  label: string;
  href: string;
}

/** `shopify.resourcePicker({type: 'collection'})`, with what the app left out filled in. */
export interface PickerRequest {
  action: 'add' | 'select';
  /** how many may be chosen; 1 is a single choice */
  most: number;
  /** what the search field starts with */
  query: string;
  selectedIds: string[];
}

/** A collection as App Bridge hands it to an app. */
export interface PickedCollection {
  id: string;
  title: string;
  handle: string;
  productsCount: number;
  [field: string]: unknown;
}

export type PickerAnswer =
  | { outcome: 'selected'; selection: PickedCollection[] }
  | { outcome: 'cancelled' }
  | { outcome: 'refused'; reason: string };

export type FrameMessage =
  | { type: 'ready' }
  | { type: 'idToken'; request: number }
  | { type: 'history'; path: string }
  | { type: 'navMenu'; items: NavItem[] }
  | { type: 'titleBar'; title: string | null; actions: ActionButton[] }
  | { type: 'saveBar'; bar: SaveBarState | null }
  | { type: 'confirmLeave'; request: number }
  | {
      type: 'toast';
      id: string;
      message: string;
      isError: boolean;
      durationMs: number;
      action: string | null;
    }
  | { type: 'hideToast'; id: string }
  | { type: 'modal'; open: boolean }
  | { type: 'loading'; on: boolean }
  | { type: 'open'; url: string }
  | { type: 'resourcePicker'; request: number; picker: PickerRequest }
  | { type: 'extensions'; request: number };

export interface SaveBarState {
  save: ActionButton;
  discard: ActionButton;
  confirmDiscard: boolean;
}

export type ShellMessage =
  | { type: 'idTokenAnswer'; request: number; token: string | null }
  | { type: 'leaveConfirmed'; request: number }
  | { type: 'click'; key: string }
  | { type: 'navigate'; href: string }
  | { type: 'discardAndNavigate'; href: string }
  | { type: 'toastAction'; id: string }
  | { type: 'toastDismissed'; id: string }
  | { type: 'resourcePickerAnswer'; request: number; answer: PickerAnswer }
  /** null: the dev store did not answer */
  | { type: 'extensionsAnswer'; request: number; extensions: unknown[] | null };

/** Marks our messages among those of browser extensions and development servers. */
export const CHANNEL = 'stammkunde-dev-store';

export interface Envelope<Message> {
  channel: typeof CHANNEL;
  message: Message;
}

export function isEnvelope(data: unknown): data is Envelope<unknown> {
  return typeof data === 'object' && data !== null && (data as { channel?: unknown }).channel === CHANNEL;
}
