import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';

/** An extension as its folder says, before anything is checked. */
export interface ExtensionFolder {
  /** absolute */
  folder: string;
  name: string;
  type: string;
  config: unknown;
}

const typeOnly = z.union([
  z.object({ extensions: z.tuple([z.object({ type: z.string() })], z.unknown()) }),
  z.object({ type: z.string() }),
]);

/** Every folder of `extensions/` with a configuration. Throws on a file that is no TOML, or says no type. */
export function extensionFolders(root: string): ExtensionFolder[] {
  const parent = path.join(root, 'extensions');
  return readdirSync(parent)
    .sort()
    .map((name) => path.join(parent, name))
    .filter((folder) => existsSync(path.join(folder, CONFIG_FILE)))
    .map((folder) => {
      const config: unknown = parse(readFileSync(path.join(folder, CONFIG_FILE), 'utf8'));
      const read = typeOnly.parse(config);
      const type = 'extensions' in read ? read.extensions[0].type : read.type;
      return { folder, name: path.basename(folder), type, config };
    });
}

export const CONFIG_FILE = 'shopify.extension.toml';
