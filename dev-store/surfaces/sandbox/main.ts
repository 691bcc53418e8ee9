import '@remote-dom/core/polyfill';
import { BatchingRemoteConnection, connectRemoteNode, setRemoteId } from '@remote-dom/core/elements';
import { asNetwork } from '../network';
import type { FunctionReference, SurfaceFacts, ToPage, ToSandbox } from '../protocol';
import { SurfaceApi } from './api';
import { defineElements, UnknownElement } from './elements';

/**
 * Runs one target of one extension, as Shopify does: in a Worker, with a document that is none, whose changes are sent to
 * the page by @remote-dom/core. The bundle is the very file that Shopify's CLI built.
 */
const sandbox = globalThis as unknown as {
  postMessage(message: ToPage): void;
  addEventListener(type: 'message', listener: (event: { data: ToSandbox }) => void): void;
  importScripts(address: string): void;
};
const post = sandbox.postMessage.bind(sandbox);
const load = sandbox.importScripts.bind(sandbox);

const functions: ((...args: unknown[]) => unknown)[] = [];
const pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
let requests = 0;
let api: SurfaceApi | null = null;

const problem = (message: string) => post({ type: 'problem', message });

sandbox.addEventListener('message', ({ data: message }) => {
  switch (message.type) {
    case 'start':
      try {
        start(message.facts, message.script);
      } catch (error) {
        if (!(error instanceof UnknownElement))
          problem(error instanceof Error ? error.message : String(error));
      }
      return;
    case 'update':
      api?.update(message.signals);
      return;
    case 'call':
      try {
        functions[message.fn]?.(...message.args);
      } catch (error) {
        problem(String(error)); // past here the browser would say no more than "Script error."
      }
      return;
    case 'answer': {
      const waiting = pending.get(message.id);
      pending.delete(message.id);
      if (message.ok) waiting?.resolve(message.value);
      else waiting?.reject(new Error(String(message.value)));
    }
  }
});

function start(facts: SurfaceFacts, script: string): void {
  setClock(facts.now);
  api = new SurfaceApi(facts, request, problem);
  Object.assign(globalThis, { shopify: api.shopify });
  defineElements(facts.elements, problem);
  setRemoteId(document.body, '~');
  connectRemoteNode(
    document.body,
    new BatchingRemoteConnection({
      mutate: (records) => post({ type: 'mutate', records: records.map<unknown>(withoutFunctions) }),
      call: (_id, method) => problem(`the dev store's elements have no method ${method}`),
    }),
  );
  load(script);
  lockDown(facts);
  api.start();
  const extension = api.extensions.get(facts.target);
  if (!extension) throw new Error(`the bundle registers nothing for ${facts.target}`);
  extension();
  // after the first batch of changes
  setTimeout(() => post({ type: 'rendered' }));
}

/** Everything that asks the page for an answer. */
function request(method: string, args: unknown[]): Promise<unknown> {
  const id = requests++;
  return new Promise((resolve, reject) => {
    pending.set(id, { resolve, reject });
    post({ type: 'request', id, method, args });
  });
}

/** Functions in what is rendered (event listeners) become references. */
function withoutFunctions(value: unknown): unknown {
  if (typeof value === 'function') {
    functions.push(value as (...args: unknown[]) => unknown);
    return { fn: functions.length - 1 } satisfies FunctionReference;
  }
  if (Array.isArray(value)) return value.map(withoutFunctions);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withoutFunctions(part)]));
}

/** The dev store's clock can be moved; whoever asks for the time in a surface gets it too. */
function setClock(now: number): void {
  const offset = now - Date.now();
  const Native = Date;
  const Moved = class extends Native {
    constructor(...args: unknown[]) {
      if (args.length === 0) super(Native.now() + offset);
      else super(...(args as [number]));
    }
    static override now = () => Native.now() + offset;
  };
  Object.assign(globalThis, { Date: Moved });
}

/** The real network, or as a test wants it: two seconds late, or with nobody there. */
function reach(native: typeof fetch, fault: SurfaceFacts['network']) {
  return async (address: string, init?: RequestInit) => {
    await asNetwork(fault);
    if (fault === 'down') throw new TypeError('Failed to fetch');
    return native(address, init);
  };
}

/** No way out of the sandbox that the extension has not declared. */
function lockDown({ capabilities, network: fault }: SurfaceFacts): void {
  const refused = (name: string) => () => {
    problem(`${name} without the capability network_access`);
    throw new Error(`${name} is not available: the extension lacks the capability network_access`);
  };
  for (const name of ['XMLHttpRequest', 'WebSocket', 'EventSource', 'importScripts', 'indexedDB', 'caches']) {
    // some are getters of the worker's global scope
    Object.defineProperty(globalThis, name, { value: undefined, configurable: true });
  }
  const network = capabilities.includes('network_access')
    ? reach(globalThis.fetch.bind(globalThis), fault)
    : () => Promise.resolve().then(refused('fetch'));
  Object.assign(globalThis, {
    // Shopify's own addresses need no capability: the page asks, as whoever is signed in
    fetch: async (address: string, init?: RequestInit) =>
      /^shopify:\/\/customer-account\/api\/[\d-]+\/graphql\.json$/.test(address)
        ? Response.json(await request('customerAccountApi', [init?.body ?? '']))
        : network(address, init),
  });
}
