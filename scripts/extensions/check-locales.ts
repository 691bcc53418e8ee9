import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CONFIG_FILE, type ExtensionFolder } from './folder';
import type { Problem } from './problem';

/** Languages that an extension must speak. What a function shows are two texts in the admin, which speaks these two. */
const REQUIRED: Record<string, readonly string[]> = {
  ui_extension: ['en', 'de', 'fr'],
  theme: ['en', 'de', 'fr'],
  function: ['en', 'de'],
};
const PLURAL_CATEGORIES = new Set(['zero', 'one', 'two', 'few', 'many', 'other']);

/**
 * One default file (English), every language complete: the same keys, the same placeholders, and of a plural the forms that
 * the language has for whole numbers up to a thousand. A missing key would show the shopper the key, or nothing.
 */
export function checkLocales({ folder, name, type, config }: ExtensionFolder): Problem[] {
  const directory = path.join(folder, 'locales');
  const problems: Problem[] = [];
  const report = (file: string, message: string) =>
    problems.push({ where: `extensions/${name}/locales/${file}`, rule: 'locale', message });

  // *.schema.json of a theme extension holds the editor's texts: checked alike, apart from the shoppers'
  const files = existsSync(directory) ? readdirSync(directory).filter((file) => file.endsWith('.json')) : [];
  for (const suffix of type === 'theme' ? ['', '.schema'] : ['']) {
    const groups = new Map<string, { file: string; entries: Entries | null }>();
    for (const file of files) {
      const match = /^([a-z]{2}(?:-[A-Z]{2})?)(\.default)?(\.schema)?\.json$/.exec(file);
      if (!match) {
        report(file, 'is not named LANGUAGE.json or LANGUAGE.default.json');
        continue;
      }
      if ((match[3] ?? '') !== suffix) continue;
      const entries = readEntries(path.join(directory, file));
      const readable = typeof entries !== 'string';
      if (!readable) report(file, entries);
      groups.set(`${match[1]}${match[2] ?? ''}`, { file, entries: readable ? entries : null });
    }
    const base = groups.get('en.default');
    if (!base) {
      report(`en.default${suffix}.json`, 'is missing');
      continue;
    }
    if (!base.entries) continue;
    for (const language of REQUIRED[type] ?? []) {
      const own = language === 'en' ? base : groups.get(language);
      if (!own) report(`${language}${suffix}.json`, 'is missing');
      else if (own.entries) {
        compare(base.entries, own.entries, language, (message) => report(own.file, message));
      }
    }
    if (suffix === '') {
      for (const key of textsOf(config)) {
        if (!base.entries.texts.has(key)) report(base.file, `has no "${key}", which ${CONFIG_FILE} names`);
      }
    }
  }
  return problems;
}

interface Entries {
  texts: ReadonlyMap<string, string>;
  /** key -> plural category -> text */
  plurals: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Keys of an extension's English locale, for those who look for `translate` calls. */
export function localeKeys(folder: string): ReadonlySet<string> {
  const entries = readEntries(path.join(folder, 'locales', 'en.default.json'));
  return typeof entries === 'string'
    ? new Set()
    : new Set([...entries.texts.keys(), ...entries.plurals.keys()]);
}

function readEntries(file: string): Entries | string {
  if (!existsSync(file)) return 'is missing';
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return error instanceof SyntaxError ? `is no JSON: ${error.message}` : String(error);
  }
  const texts = new Map<string, string>();
  const plurals = new Map<string, Map<string, string>>();
  const walk = (node: unknown, key: string): string | null => {
    if (typeof node === 'string') {
      if (node.trim() === '') return `"${key}" is empty`;
      texts.set(key, node);
      return null;
    }
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return `"${key}" is no text`;
    const parts = Object.entries(node as Record<string, unknown>);
    const isPlural = parts.length > 0 && parts.every(([part]) => PLURAL_CATEGORIES.has(part));
    if (isPlural && parts.every(([, text]) => typeof text === 'string')) {
      plurals.set(key, new Map(parts as [string, string][]));
      return null;
    }
    for (const [part, inner] of parts) {
      const wrong = walk(inner, key === '' ? part : `${key}.${part}`);
      if (wrong !== null) return wrong;
    }
    return null;
  };
  return walk(value, '') ?? { texts, plurals };
}

function compare(base: Entries, own: Entries, language: string, report: (message: string) => void): void {
  for (const [key, text] of base.texts) {
    const translated = own.texts.get(key);
    if (translated === undefined) report(`"${key}" is missing`);
    else if (placeholders(translated) !== placeholders(text)) {
      report(`"${key}" has placeholders ${placeholders(translated)}, English has ${placeholders(text)}`);
    }
  }
  const categories = pluralCategories(language);
  for (const [key, forms] of base.plurals) {
    const translated = own.plurals.get(key);
    if (!translated) {
      report(`"${key}" is missing`);
      continue;
    }
    for (const category of categories) {
      if (!translated.has(category)) report(`"${key}" has no plural form "${category}"`);
    }
    // "one" may say "one" instead of the number
    const wanted = placeholders(forms.get('other') ?? '');
    const given = placeholders(translated.get('other') ?? '');
    if (wanted !== given) report(`"${key}" has placeholders ${given}, English has ${wanted}`);
  }
  for (const key of [...own.texts.keys(), ...own.plurals.keys()]) {
    if (!base.texts.has(key) && !base.plurals.has(key)) report(`"${key}" is not in English`);
  }
}

/** Categories that whole numbers up to a thousand fall into (French "many" begins at a million). */
function pluralCategories(language: string): Set<string> {
  const rules = new Intl.PluralRules(language);
  return new Set(Array.from({ length: 1_001 }, (_, number) => rules.select(number)));
}

function placeholders(text: string): string {
  return (
    [...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name))].sort().join(', ') ||
    'none'
  );
}

/** Values of the configuration that begin with `t:` are keys of the locale files. */
function textsOf(config: unknown): string[] {
  if (typeof config === 'string') return config.startsWith('t:') ? [config.slice(2)] : [];
  if (typeof config !== 'object' || config === null) return [];
  return Object.values(config).flatMap(textsOf);
}
