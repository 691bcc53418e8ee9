import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, type DocumentNode, type SelectionSetNode } from 'graphql';
import { loadFunction, type LoadedFunction } from '~/discount-function/host';

/** The discount function with the input queries of its two targets (extensions/loyalty-discount/shopify.extension.toml). */
export interface LoyaltyFunction {
  module: LoadedFunction;
  lines: Target;
  delivery: Target;
}

export interface Target {
  exportName: string;
  /** the input query's */
  selection: SelectionSetNode;
}

let loaded: LoyaltyFunction | null = null;

/**
 * The function that `shopify app deploy` uploads, compiled once a process. Whoever replaces the module restarts the
 * process, as with all code.
 */
export function loyaltyFunction(): LoyaltyFunction {
  if (loaded) return loaded;
  const extension = extensionFolder();
  const query = (name: string) => selectionOf(parse(readFileSync(join(extension, name), 'utf8')));
  loaded = {
    module: loadFunction(readFileSync(join(extension, MODULE))),
    lines: { exportName: 'cart_lines_discounts_generate_run', selection: query('cart-lines.graphql') },
    delivery: {
      exportName: 'cart_delivery_options_discounts_generate_run',
      selection: query('cart-delivery-options.graphql'),
    },
  };
  return loaded;
}

const MODULE = join('dist', 'function.wasm');

/**
 * extensions/loyalty-discount. This file runs from app/ (tests, worker) and inside build/server/ (the bundle of the pages), so
 * the folder is looked for upwards.
 * @throws Error when the module was not built; `npm run build` does it
 */
function extensionFolder(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const extension = join(folder, 'extensions', 'loyalty-discount');
    if (existsSync(join(extension, MODULE))) return extension;
    if (dirname(folder) === folder) throw new Error(`${MODULE} is missing: run "npm run build" first`);
  }
}

/** The selection of a document's one operation. */
export function selectionOf(document: DocumentNode): SelectionSetNode {
  const [definition] = document.definitions;
  if (definition?.kind !== 'OperationDefinition') throw new Error('an input query is one operation');
  return definition.selectionSet;
}
