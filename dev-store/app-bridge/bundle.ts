import { fileURLToPath } from 'node:url';

/** Browser scripts of the dev store, by the entry they are bundled from. */
const ENTRIES = {
  frame: new URL('./frame/main.ts', import.meta.url),
  shell: new URL('./shell/main.ts', import.meta.url),
  checkout: new URL('../pages/checkout/auto-update.ts', import.meta.url),
  surfaceHost: new URL('../surfaces/host/main.ts', import.meta.url),
  surfaceSandbox: new URL('../surfaces/sandbox/main.ts', import.meta.url),
} as const;

const bundles = new Map<keyof typeof ENTRIES, Promise<string>>();

/** One classic script, bundled once and kept. Classic, because App Bridge has to be there before the app's modules. */
export function browserScript(name: keyof typeof ENTRIES): Promise<string> {
  let bundle = bundles.get(name);
  if (!bundle) bundles.set(name, (bundle = buildScript(fileURLToPath(ENTRIES[name]))));
  return bundle;
}

async function buildScript(entry: string): Promise<string> {
  // Imported late: a dev store whose admin nobody opens does not pay for it.
  const { build } = await import('vite');
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      lib: { entry, formats: ['iife'], name: 'stammkundeDevStore' },
    },
  });
  const outputs = Array.isArray(result) ? result : [result];
  for (const output of outputs) {
    if (!('output' in output)) continue;
    const chunk = output.output.find((part) => part.type === 'chunk');
    if (chunk) return chunk.code;
  }
  throw new Error(`Bundling ${entry} gave no script.`);
}
