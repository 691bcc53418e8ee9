import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, type DocumentNode } from 'graphql';
import { loadFunction } from '../../app/discount-function/host';
import type { RunResult } from '../../app/discount-function/run-result';
import type { CatalogFunction, FunctionCatalog } from '../graphql/ports';

export const CART_LINES_TARGET = 'cart.lines.discounts.generate.run';
export const DELIVERY_TARGET = 'cart.delivery-options.discounts.generate.run';
export type FunctionTarget = typeof CART_LINES_TARGET | typeof DELIVERY_TARGET;

/** The installed app's discount function: its targets' input queries, and running it. */
export interface FunctionRunner {
  catalog: FunctionCatalog;
  /** whether a discount node that names this function id (or handle) is ours to run */
  owns(functionId: string | null): boolean;
  /** the input query of a target; null when the function does not have the target */
  query(target: FunctionTarget): DocumentNode | null;
  /** the discount's metafield whose keys are the queries' variables; null when the function declares none */
  variables: { namespace: string; key: string } | null;
  run(target: FunctionTarget, input: unknown): Promise<RunResult>;
}

const EXTENSION = join(import.meta.dirname, '..', '..', 'extensions', 'loyalty-discount');

/**
 * The function in extensions/loyalty-discount as its shopify.extension.toml declares it, as it was compiled last (every
 * npm script compiles it first when its sources are newer).
 * @param options.wasm another module with the same exports, for tests
 */
export async function createFunctionRunner(
  options: { extension?: string; wasm?: Uint8Array } = {},
): Promise<FunctionRunner> {
  const extension = options.extension ?? EXTENSION;
  const manifest = readManifest(readFileSync(join(extension, 'shopify.extension.toml'), 'utf8'));
  const wasm = options.wasm ?? readFileSync(join(extension, 'dist', 'function.wasm'));
  const loaded = loadFunction(wasm);
  const names = JSON.parse(readFileSync(join(extension, 'locales', 'en.default.json'), 'utf8')) as {
    name: string;
    description: string;
  };
  const listed: CatalogFunction = {
    id: manifest.uid,
    handle: manifest.handle,
    title: names.name,
    description: names.description,
    apiType: 'discount',
    apiVersion: manifest.apiVersion,
    appTitle: 'Stammkunde',
    appHandle: 'stammkunde',
  };
  const queries = new Map(
    manifest.targets.map(({ target, inputQuery }) => [
      target,
      parse(readFileSync(join(extension, inputQuery), 'utf8')),
    ]),
  );
  return {
    catalog: { list: () => [listed] },
    owns: (functionId) => functionId === manifest.uid || functionId === manifest.handle,
    query: (target) => queries.get(target) ?? null,
    variables: manifest.variables,
    run: (target, input) => {
      const found = manifest.targets.find((candidate) => candidate.target === target);
      if (!found) throw new Error(`the function has no target ${target}`);
      return loaded.run({ input, exportName: found.exportName });
    },
  };
}

interface Manifest {
  uid: string;
  handle: string;
  apiVersion: string;
  targets: { target: FunctionTarget; inputQuery: string; exportName: string }[];
  variables: { namespace: string; key: string } | null;
}

/** The few keys of our own shopify.extension.toml, which has one `key = "value"` a line. Throws when one is missing. */
export function readManifest(toml: string): Manifest {
  const value = (text: string, key: string): string => {
    const match = new RegExp(`^\\s*${key}\\s*=\\s*"([^"]*)"`, 'm').exec(text);
    if (!match?.[1]) throw new Error(`shopify.extension.toml lacks ${key}`);
    return match[1];
  };
  const targets = toml
    .split('[[extensions.targeting]]')
    .slice(1)
    .map((block) => ({
      target: value(block, 'target') as FunctionTarget,
      inputQuery: value(block, 'input_query'),
      exportName: value(block, 'export'),
    }));
  const [, variables] = toml.split('[extensions.input.variables]');
  return {
    uid: value(toml, 'uid'),
    handle: value(toml, 'handle'),
    apiVersion: value(toml, 'api_version'),
    targets,
    variables: variables ? { namespace: value(variables, 'namespace'), key: value(variables, 'key') } : null,
  };
}
