import { createRemoteElement, updateRemoteElementProperty } from '@remote-dom/core/elements';
import type { ElementNames } from '../protocol';

/** Attributes that any element may get besides its own properties. */
const PLAIN_ATTRIBUTES = new Set(['slot', 'id']);

/**
 * Defines the `<s-*>` elements of a target, and makes every other one fail. What Shopify would drop without a word is said
 * aloud: an unknown property, event or value is a problem of the extension, and does not reach the page.
 */
export function defineElements(elements: ElementNames, problem: (message: string) => void): void {
  for (const [tag, { properties, events }] of Object.entries(elements)) {
    const Base = createRemoteElement({
      properties: Object.fromEntries(Object.keys(properties).map((name) => [name, { attribute: false }])),
      events,
    });
    class Checked extends Base {
      override setAttribute(name: string, value: string): void {
        if (PLAIN_ATTRIBUTES.has(name)) super.setAttribute(name, value);
        // Preact sets some properties as attributes, `href` among them
        else if (name in properties) Reflect.set(this, name, value);
        else problem(`<${tag}> has no property "${name}"`);
      }
      override addEventListener(...args: Parameters<HTMLElement['addEventListener']>): void {
        if (events.includes(args[0])) super.addEventListener(...args);
        else problem(`<${tag}> has no event "${args[0]}"`);
      }
    }
    for (const [name, facts] of Object.entries(properties)) {
      const values = new WeakMap<object, unknown>();
      Object.defineProperty(Checked.prototype, name, {
        configurable: true,
        get(this: Element) {
          return values.get(this);
        },
        set(this: Element, value: unknown) {
          const wrong = wrongValue(facts, value);
          if (wrong) {
            problem(`<${tag}> has no ${name}=${JSON.stringify(value)}`);
            return;
          }
          values.set(this, value);
          updateRemoteElementProperty(this, name, value);
        },
      });
    }
    customElements.define(tag, Checked);
  }
  refuseOthers(elements, problem);
}

/** Said already, before it is thrown through whatever renders. */
export class UnknownElement extends Error {}

function wrongValue({ kind, values = [] }: { kind: string; values?: string[] }, value: unknown): boolean {
  // Preact empties a property with "", an absent one is undefined
  if (typeof value !== 'string' || value === '') return false;
  if (kind === 'enum') return !values.includes(value);
  if (kind === 'words') return !value.split(' ').every((word) => values.includes(word));
  return false;
}

function refuseOthers(elements: ElementNames, problem: (message: string) => void): void {
  const check = (name: string) => {
    if (name in elements) return;
    const error = new UnknownElement(`<${name}> does not exist in this target`);
    problem(error.message);
    throw error;
  };
  const { createElementNS } = document;
  const HTML = 'http://www.w3.org/1999/xhtml';
  Object.assign(document, {
    createElement(name: string) {
      check(name);
      return createElementNS.call(document, HTML, name);
    },
    // what Preact calls
    createElementNS(namespace: string, name: string) {
      check(name);
      return createElementNS.call(document, namespace, name);
    },
  });
}
