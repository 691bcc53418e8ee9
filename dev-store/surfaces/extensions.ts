import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';
import type { LocaleFiles } from './i18n';
import type { ElementNames } from './protocol';

/** A UI extension of the app as the CLI built it, for one of its targets. */
export interface Surface {
  handle: string;
  target: string;
  apiVersion: string;
  capabilities: string[];
  locales: LocaleFiles;
  /** namespaces as declared (`$app:loyalty`) */
  metafields: { namespace: string; key: string }[];
  settings: SettingField[];
  elements: ElementNames;
}

const metafields = z.array(z.object({ namespace: z.string(), key: z.string() })).default([]);
const settingField = z.object({ key: z.string(), type: z.string() });
export type SettingField = z.infer<typeof settingField>;
const config = z.object({
  api_version: z.string(),
  extensions: z.array(
    z.object({
      handle: z.string(),
      type: z.literal('ui_extension'),
      targeting: z.array(z.object({ target: z.string(), metafields })),
      metafields,
      capabilities: z.record(z.string(), z.unknown()).default({}),
      settings: z.object({ fields: z.array(settingField) }).default({ fields: [] }),
    }),
  ),
});
const table = z.object({
  targets: z.record(z.string(), z.object({ surface: z.string(), elements: z.array(z.string()) })),
  elements: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        properties: z.record(
          z.string(),
          z.object({ kind: z.string(), values: z.array(z.string()).optional() }),
        ),
        events: z.array(z.string()),
      }),
    ),
  ),
});

/**
 * Every target of every built UI extension (`npm run extensions:build`); none while nothing is built.
 * @param root of the app: `extensions/`, `generated/ui-elements.json`
 */
export function readSurfaces(root: string): Surface[] {
  const tableFile = path.join(root, 'generated', 'ui-elements.json');
  if (!existsSync(tableFile)) return [];
  const { targets, elements } = table.parse(JSON.parse(readFileSync(tableFile, 'utf8')));
  const parent = path.join(root, 'extensions');
  return readdirSync(parent).flatMap((name) => {
    const folder = path.join(parent, name);
    const file = path.join(folder, 'shopify.extension.toml');
    if (!existsSync(file) || !existsSync(bundleFile(root, name))) return [];
    const parsed = config.safeParse(parse(readFileSync(file, 'utf8')));
    if (!parsed.success) return [];
    return parsed.data.extensions.flatMap(({ handle, targeting, capabilities, settings, ...extension }) =>
      targeting.flatMap(({ target, metafields: own }) => {
        const allowed = targets[target];
        if (!allowed) return [];
        const known = elements[allowed.surface] ?? {};
        return {
          handle,
          target,
          apiVersion: parsed.data.api_version,
          capabilities: Object.keys(capabilities).filter((key) => capabilities[key] === true),
          locales: readLocales(path.join(folder, 'locales')),
          metafields: [...extension.metafields, ...own],
          settings: settings.fields,
          elements: Object.fromEntries<ElementNames[string]>(
            allowed.elements.flatMap((tag) => (known[tag] ? [[tag, known[tag]]] : [])),
          ),
        };
      }),
    );
  });
}

export function bundleFile(root: string, handle: string): string {
  return path.join(root, 'extensions', handle, 'dist', `${handle}.js`);
}

function readLocales(folder: string): LocaleFiles {
  const locales: LocaleFiles = { texts: {}, defaultLanguage: 'en' };
  for (const file of readdirSync(folder)) {
    const match = /^([A-Za-z-]+)(\.default)?\.json$/.exec(file);
    if (!match?.[1]) continue;
    locales.texts[match[1]] = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
    if (match[2]) locales.defaultLanguage = match[1];
  }
  return locales;
}
