import { DOMRemoteReceiver } from '@remote-dom/core/receivers';
import type { SurfaceFacts, ToPage, ToSandbox } from '../protocol';
import { asNetwork } from '../network';
import { defineHostElements } from './elements';
import { surfaceStorage } from './storage';
import { sessionToken } from './tokens';

/**
 * Mounts every surface of the page: `<div data-surface="ID">` beside a JSON script with its facts. Each target gets a Worker of its own.
 */
interface Mount {
  element: HTMLElement;
  worker: Worker;
}
const SANDBOX = new URL('/assets/dev-store/surface-sandbox.js', location.href).href;
/** A worker from a `data:` address has no origin of its own, as Shopify documents it: what it fetches says `Origin: null`. */
const WORKER = `data:text/javascript,${encodeURIComponent(`importScripts(${JSON.stringify(SANDBOX)})`)}`;
/** `/shops/DOMAIN` */
const SHOP = /^\/shops\/[^/]+/.exec(location.pathname)?.[0] ?? '';
const mounts = new Map<string, Mount>();
const problems: string[] = [];
const started = performance.now();
/** What tests and people in the console look at. */
/** by target: ms from the start of this script to the last word of the bundle's first rendering, from mounting to the first text */
const report = {
  problems,
  rendered: {} as Record<string, number>,
  firstText: {} as Record<string, number>,
};
Object.assign(globalThis, { stammkundeSurfaces: report });

for (const element of document.querySelectorAll<HTMLElement>('[data-surface]')) mount(element);

function factsOf(root: ParentNode, target: string): { facts: SurfaceFacts; script: string } {
  const script = root.querySelector(`script[data-surface-facts="${target}"]`);
  return JSON.parse(script?.textContent ?? 'null') as { facts: SurfaceFacts; script: string };
}

function mount(element: HTMLElement): void {
  const target = element.dataset['surface'] ?? '';
  const { facts, script } = factsOf(document, target);
  defineHostElements(facts.elements);
  const receiver = new DOMRemoteReceiver({ root: element });
  const mountedAt = performance.now();
  const worker = new Worker(WORKER);
  const send = (message: ToSandbox) => worker.postMessage(message);
  const listener =
    (fn: number) =>
    (...args: unknown[]) =>
      send({ type: 'call', fn, args: args.map(plain) });
  worker.addEventListener('message', ({ data: message }: MessageEvent<ToPage>) => {
    switch (message.type) {
      case 'mutate':
        receiver.connection.mutate(withFunctions(message.records, listener) as never);
        if (element.textContent !== '') report.firstText[target] ??= performance.now() - mountedAt;
        return;
      case 'request':
        void answer(facts, message.method, message.args).then(
          (value) => send({ type: 'answer', id: message.id, ok: true, value }),
          (error: unknown) => send({ type: 'answer', id: message.id, ok: false, value: String(error) }),
        );
        return;
      case 'problem':
        complain(element, `${target}: ${message.message}`);
        return;
      case 'rendered':
        report.rendered[target] ??= Math.round(performance.now() - started);
        if (Object.keys(report.rendered).length === mounts.size) reveal();
    }
  });
  worker.addEventListener('error', (event) => complain(element, `${target}: ${event.message}`));
  mounts.set(target, { element, worker });
  send({ type: 'start', facts, script: new URL(script, location.href).href });
}

/** Shows what waited for the surfaces, a frame after they took their place. *Unverified*: whether and how long Shopify's checkout waits. */
function reveal(): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() =>
      document.querySelector('.awaits-surfaces')?.classList.remove('awaits-surfaces'),
    ),
  );
}

/** A problem of the extension: a developer must not overlook it, so it stands on the page and in the console. */
function complain(element: HTMLElement, message: string): void {
  problems.push(message);
  // eslint-disable-next-line no-console -- the browser's console is where an extension's developer looks
  console.error(message);
  const note = document.createElement('pre');
  note.className = 'surface-problem';
  note.textContent = message;
  element.after(note);
}

async function answer(
  { target, handle, network }: SurfaceFacts,
  method: string,
  args: unknown[],
): Promise<unknown> {
  if (method.startsWith('storage.')) return surfaceStorage(SHOP, handle, method, args);
  await asNetwork(network);
  if (method === 'sessionToken.get') return sessionToken(SHOP, target);
  if (method === 'applyDiscountCodeChange') return changeCode(args[0]);
  if (method === 'customerAccountApi' && target.startsWith('customer-account.'))
    return customerAccountApi(args[0]);
  throw new Error(`${method} of ${target} is not offered`);
}

/** As whoever is signed in: the cookie says who. */
async function customerAccountApi(body: unknown): Promise<unknown> {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
  const response = await fetch(`${SHOP}/account/customer/api`, {
    method: 'POST',
    headers,
    body: String(body),
  });
  if (!response.ok) throw new Error(`the Customer Account API answered ${response.status}`);
  return response.json();
}

interface CodeChange {
  type: 'addDiscountCode' | 'removeDiscountCode';
  code: string;
}

/** Enters or removes a code like the form does: the function runs, everything is priced anew, the page shows it. */
async function changeCode(
  change: unknown,
): Promise<{ type: 'success' } | { type: 'error'; message: string }> {
  const { type, code } = change as CodeChange;
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
  const body = JSON.stringify(type === 'addDiscountCode' ? { addCode: code } : { removeCode: code });
  const response = await fetch(location.pathname, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(`the checkout answered ${response.status}`);
  const { errors } = (await response.json()) as { errors: { code: string; message: string }[] };
  const refused = errors.find((error) => error.code.toUpperCase() === code.toUpperCase());
  if (refused) return { type: 'error', message: refused.message };
  await refresh();
  return { type: 'success' };
}

/** Takes the parts of the page that show prices from a fresh one, and tells every surface what has changed. */
async function refresh(): Promise<void> {
  const response = await fetch(location.href, { headers: { Accept: 'text/html' } });
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const part of fresh.querySelectorAll<HTMLElement>('[data-live]')) {
    document.querySelector(`[data-live="${part.dataset['live']}"]`)?.replaceWith(document.adoptNode(part));
  }
  for (const [target, { worker }] of mounts) {
    const { facts } = factsOf(fresh, target);
    worker.postMessage({ type: 'update', signals: facts.signals } satisfies ToSandbox);
  }
}

/** Events and other things that cannot be sent become nothing; what an element says of itself can. */
function plain(value: unknown): unknown {
  return value instanceof Event || typeof value === 'function' ? undefined : value;
}

function withFunctions(value: unknown, listener: (fn: number) => (...args: unknown[]) => void): unknown {
  if (Array.isArray(value)) return value.map((part) => withFunctions(part, listener));
  if (typeof value !== 'object' || value === null) return value;
  if ('fn' in value && typeof value.fn === 'number') return listener(value.fn);
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, withFunctions(part, listener)]),
  );
}
