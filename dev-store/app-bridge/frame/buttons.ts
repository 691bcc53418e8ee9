import { onShell } from './channel';
import type { ActionButton } from '../protocol';

/** Buttons and links that the shell shows in the app's place; a click there clicks the element here. */
const elements = new Map<string, HTMLElement>();
const keys = new WeakMap<HTMLElement, string>();
let counter = 0;

onShell('click', ({ key }) => elements.get(key)?.click());

export function describeButton(element: HTMLElement): ActionButton {
  const variant = element.getAttribute('variant');
  const section = element.closest('section');
  return {
    key: keyOf(element),
    label: element.textContent?.trim() ?? '',
    variant: variant === 'primary' || variant === 'breadcrumb' ? variant : null,
    tone: element.getAttribute('tone') === 'critical' ? 'critical' : 'default',
    disabled: isOn(element, 'disabled'),
    loading: isOn(element, 'loading'),
    group: section?.getAttribute('label') ?? null,
  };
}

// React writes boolean attributes of unknown names as "", "true" or "false".
const isOn = (element: HTMLElement, name: string): boolean =>
  element.hasAttribute(name) && element.getAttribute(name) !== 'false';

export function keyOf(element: HTMLElement): string {
  let key = keys.get(element);
  if (!key) keys.set(element, (key = `b${++counter}`));
  elements.set(key, element);
  return key;
}

/** Calls `changed` now and after every change below the element; returns how to stop. */
export function observe(element: HTMLElement, changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(element, { subtree: true, childList: true, attributes: true, characterData: true });
  changed();
  return () => observer.disconnect();
}
