import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Liquid } from 'liquidjs';
import { declaredNamespace } from '../model/app-namespace';
import { metafieldJson } from '../model/metafield-json';
import type { Customer, Metafield } from '../model/types';
import { surfaceI18n, type LocaleFiles } from './i18n';

/** What a storefront page hands to an app block. */
export interface ThemeContext {
  /** signed in */
  customer: Pick<Customer, 'id'> | null;
  shopId: number;
  appId: number;
  metafields: readonly Metafield[];
  settings: Record<string, unknown>;
  /** BCP 47 */
  language: string;
  currency: string;
  timeZone: string;
  /** ms since 1970 */
  now: number;
}

/**
 * Renders an app block as an online store would: Shopify's objects (`customer`, `shop`, `block`, `request`), its filters `t`,
 * `date` and `money`, and app-owned metafields under `$app:...`. Anything a block uses that is not here throws, since
 * Shopify's Liquid would be silent about it. *Unverified*: that `$app:` is resolved in Liquid as it is in TOML (the
 * documentation says that blocks of the owning app may read such metafields, without further access).
 */
export async function renderBlock(folder: string, block: string, context: ThemeContext): Promise<string> {
  const engine = new Liquid({
    root: path.join(folder, 'blocks'),
    partials: path.join(folder, 'snippets'),
    extname: '.liquid',
    strictFilters: true,
    globals: {},
  });
  registerTags(engine);
  registerFilters(engine, folder, context);
  const metafields = (ownerId: string) => metafieldDrop(ownerId, context);
  const objects = {
    customer: context.customer && {
      id: context.customer.id,
      metafields: metafields(`gid://shopify/Customer/${context.customer.id}`),
    },
    shop: { metafields: metafields(`gid://shopify/Shop/${context.shopId}`) },
    block: { settings: { ...defaultsOf(folder, block), ...context.settings }, shopify_attributes: '' },
    request: { locale: { iso_code: context.language } },
  };
  // objects are global: snippets see them, as on Shopify, but none of the block's own variables
  const text = readFileSync(path.join(folder, 'blocks', `${block}.liquid`), 'utf8');
  return String(await engine.parseAndRender(text, {}, { globals: objects })).trim();
}

function registerTags(engine: Liquid): void {
  // what stands in them is for the editor, and for whoever reads the file
  for (const name of ['schema', 'doc']) {
    engine.registerTag(name, {
      parse(_tag, tokens) {
        while (tokens.length > 0) {
          const token = tokens.shift();
          if (token && 'name' in token && token.name === `end${name}`) return;
        }
        throw new Error(`${name} does not end`);
      },
      render: () => '',
    });
  }
}

function registerFilters(
  engine: Liquid,
  folder: string,
  { language, currency, timeZone, now }: ThemeContext,
): void {
  const i18n = surfaceI18n(readLocales(path.join(folder, 'locales'), ''), language, currency);
  const named = (args: unknown[]) =>
    Object.fromEntries(args.filter((arg) => Array.isArray(arg)) as [string, unknown][]);
  const filters: Record<string, Parameters<Liquid['registerFilter']>[1]> = {
    t: (key: string, ...args: unknown[]) => {
      const replacements = Object.fromEntries(
        // Shopify escapes what is put into a translation, unless the key ends in _html
        Object.entries(named(args)).map(([name, value]) => [
          name,
          typeof value === 'string' ? escapeHtml(value) : value,
        ]),
      );
      return i18n.translate(key, replacements);
    },
    money: (minor: number) => i18n.formatCurrency(minor / 100),
    date: (value: unknown, ...args: unknown[]) => {
      const format = named(args)['format'] ?? args[0];
      const instant =
        value === 'now' ? now : typeof value === 'number' ? value * 1000 : Date.parse(String(value));
      // a date without a time is the shop's; noon keeps it where it is
      const isDay = /^\d{4}-\d\d-\d\d$/.test(String(value));
      const zone = isDay ? 'UTC' : timeZone;
      switch (format) {
        case 'date':
          return i18n.formatDate(new Date(instant), { dateStyle: 'long', timeZone: zone });
        case '%Y-%m-%d':
          return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(new Date(instant));
        case '%s':
          // a day's seconds, so that arithmetic on days stays on days
          return Math.floor(instant / 1000) + (isDay ? 43_200 : 0);
        default:
          throw new Error(`date format ${JSON.stringify(format)} is not known here`);
      }
    },
  };
  for (const [name, filter] of Object.entries(filters)) engine.registerFilter(name, filter);
}

/** `metafields['$app:loyalty'].standing.value`: JSON types are objects. */
function metafieldDrop(ownerId: string, { appId, metafields }: ThemeContext): Record<string, unknown> {
  const drop: Record<string, Record<string, { value: unknown; type: string }>> = {};
  for (const field of metafields) {
    const namespace = declaredNamespace(appId, field.namespace);
    if (field.ownerId !== ownerId || namespace === null) continue;
    (drop[namespace] ??= {})[field.key] = { value: valueOf(field), type: field.type };
  }
  return drop;
}

function valueOf({ type, value }: Metafield): unknown {
  return type === 'json' ? metafieldJson(value) : value;
}

/** `default` of the settings in the block's schema, as the editor fills them in. */
function defaultsOf(folder: string, block: string): Record<string, unknown> {
  const settings = blockSettings(folder, block);
  return Object.fromEntries(settings.map(({ id, default: value }) => [id, value ?? '']));
}

/** Settings in the block's schema. */
export function blockSettings(
  folder: string,
  block: string,
): { id: string; type: string; default?: unknown }[] {
  const text = readFileSync(path.join(folder, 'blocks', `${block}.liquid`), 'utf8');
  const schema = /\{% schema %\}([\s\S]*)\{% endschema %\}/.exec(text)?.[1];
  const { settings } = JSON.parse(schema ?? '{"settings":[]}') as {
    settings: { id: string; type: string; default?: unknown }[];
  };
  return settings;
}

function readLocales(folder: string, suffix: string): LocaleFiles {
  const locales: LocaleFiles = { texts: {}, defaultLanguage: 'en' };
  for (const file of readdirSync(folder)) {
    const match = /^([A-Za-z-]+)(\.default)?(\.schema)?\.json$/.exec(file);
    if (!match?.[1] || (match[3] ?? '') !== suffix) continue;
    locales.texts[match[1]] = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
  }
  return locales;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
