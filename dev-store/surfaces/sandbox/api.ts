import { surfaceI18n } from '../i18n';
import type { SignalValues, SurfaceFacts } from '../protocol';

/** `Signal` of the library that the bundle brings along: it hands it over, so that what it renders follows our values. */
type SignalClass = new (value: unknown) => { value: unknown; subscribe(listener: () => void): () => void };

/** The global `shopify` of one target. */
export class SurfaceApi {
  readonly shopify: object;
  /** target -> what the bundle registered for it */
  readonly extensions = new Map<string, () => unknown>();
  private signalClass: SignalClass | null = null;
  private readonly signals = new Map<string, { value: unknown }>();
  private readonly root: Record<string, unknown>;

  constructor(
    private readonly facts: SurfaceFacts,
    call: (method: string, args: unknown[]) => Promise<unknown>,
    problem: (message: string) => void,
  ) {
    const refuse = (what: string) => () => {
      problem(what);
      return Promise.reject(new Error(what));
    };
    this.root = {
      extend: (target: string, callback: () => unknown) => void this.extensions.set(target, callback),
      reload: () => undefined,
      setSignals: (signalClass: SignalClass) => (this.signalClass = signalClass),
      i18n: surfaceI18n(facts.locales, facts.language, facts.currency),
      storage: {
        read: (key: string) => call('storage.read', [key]),
        write: (key: string, value: unknown) => call('storage.write', [key, JSON.stringify(value)]),
        delete: (key: string) => call('storage.delete', [key]),
      },
      query: refuse('the dev store has no Storefront API'),
      sessionToken: { get: () => call('sessionToken.get', []) },
      version: facts.apiVersion,
      extension: {
        apiVersion: facts.apiVersion,
        target: facts.target,
        version: undefined,
        editor: undefined,
      },
      extensionPoint: facts.target,
    };
    for (const method of facts.methods) this.root[method] = (...args: unknown[]) => call(method, args);
    this.shopify = new Proxy(this.root, {
      get(target, name) {
        if (typeof name === 'string' && !(name in target))
          problem(`shopify.${name} does not exist in ${facts.target}`);
        return Reflect.get(target, name) as unknown;
      },
    });
  }

  /** After the bundle was loaded: only now it is known which signals it understands. */
  start(): void {
    const Signal = this.signalClass;
    if (!Signal) throw new Error('the bundle does not import @shopify/ui-extensions/preact');
    for (const [path, value] of Object.entries(this.facts.values)) place(this.root, path, value);
    for (const [path, [value]] of Object.entries(this.facts.signals)) {
      const signal = new Signal(value);
      Object.defineProperty(signal, 'current', { get: () => signal.value });
      Object.assign(signal, { destroy: () => Promise.resolve() });
      this.signals.set(path, signal);
      place(this.root, path, signal);
    }
  }

  update(values: SignalValues): void {
    for (const [path, [value]] of Object.entries(values)) {
      const signal = this.signals.get(path);
      if (signal && JSON.stringify(signal.value) !== JSON.stringify(value)) signal.value = value;
    }
  }
}

function place(root: Record<string, unknown>, path: string, value: unknown): void {
  const parts = path.split('.');
  const last = parts.pop() ?? '';
  let at = root;
  for (const part of parts) at = (at[part] ??= {}) as Record<string, unknown>;
  at[last] = value;
}
