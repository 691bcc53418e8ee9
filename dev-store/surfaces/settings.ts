import { readdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { ShopContext } from '../context';
import { readSurfaces, type SettingField } from './extensions';
import { APP_ROOT, THEME } from './mount';
import { blockSettings } from './theme';

const values = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const TYPES: Record<string, 'string' | 'number' | 'boolean'> = {
  boolean: 'boolean',
  number_integer: 'number',
  number_decimal: 'number',
  checkbox: 'boolean',
  range: 'number',
};

/**
 * Keeps what a merchant set in the editor for one UI extension or one block of the theme extension. Only what its
 * configuration or schema declares can be set there.
 * @param handle `loyalty-checkout`, `loyalty-theme/announcement`
 * @returns what is wrong with it, or null
 */
export function setSurfaceSettings(context: ShopContext, handle: string, given: unknown): string | null {
  const fields = fieldsOf(handle);
  if (!fields) return `there is no built UI extension and no theme block ${handle}`;
  const parsed = values.safeParse(given);
  if (!parsed.success) return 'settings are texts, numbers and booleans by key';
  for (const [key, value] of Object.entries(parsed.data)) {
    const field = fields.find((one) => one.key === key);
    if (!field) return `${handle} has no setting ${key}`;
    if (typeof value !== typeOf(field)) return `${key} is a ${field.type}`;
  }
  const { shop } = context.state;
  context.state.putShop({ ...shop, surfaceSettings: { ...shop.surfaceSettings, [handle]: parsed.data } });
  return null;
}

function fieldsOf(handle: string): SettingField[] | undefined {
  const [theme, block] = handle.split('/');
  if (theme !== THEME) return readSurfaces(APP_ROOT).find((one) => one.handle === handle)?.settings;
  const folder = path.join(APP_ROOT, 'extensions', THEME);
  if (!block || !readdirSync(path.join(folder, 'blocks')).includes(`${block}.liquid`)) return undefined;
  return blockSettings(folder, block).map(({ id, type }) => ({ key: id, type }));
}

const typeOf = ({ type }: SettingField) => TYPES[type] ?? 'string';
