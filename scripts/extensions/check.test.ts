import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkExtensions } from './check';
import { readVocabulary, type Vocabulary } from './vocabulary';

const ROOT = path.resolve(import.meta.dirname, '..', '..');

const CONFIG = `api_version = "2026-07"
[[extensions]]
name = "t:name"
handle = "probe"
uid = "5b1e0b53-6f5c-4f0a-9d5e-7a3c1c9f4e29"
type = "ui_extension"

[[extensions.targeting]]
module = "./src/block.tsx"
target = "purchase.checkout.block.render"

[[extensions.metafields]]
namespace = "$app:loyalty"
key = "standing"

[[extensions.settings.fields]]
key = "greeting"
type = "single_line_text_field"
name = "Greeting"
`;
const MODULE = `import { render } from 'preact';
import { Part } from './part';
declare const shopify: { i18n: { translate(key: string, options?: object): string } };
export default function extension() {
  const { translate } = shopify.i18n;
  render(<s-stack border="base solid"><Part text={translate('greeting', { name: 'x' })} /></s-stack>, document.body);
}
`;
const PART = `export function Part({ text }: { text: string }) {
  return <s-banner tone="info" onDismiss={() => undefined}><s-text>{text}</s-text></s-banner>;
}
`;
const ENGLISH = {
  name: 'Probe',
  greeting: 'Hello {{name}}',
  orders: { one: '{{count}} order', other: '{{count}} orders' },
};
const GERMAN = {
  name: 'Probe',
  greeting: 'Guten Tag {{name}}',
  orders: { one: '{{count}} Bestellung', other: '{{count}} Bestellungen' },
};
const FRENCH = {
  name: 'Essai',
  greeting: 'Bonjour {{name}}',
  orders: { one: '{{count}} commande', other: '{{count}} commandes' },
};

let vocabulary: Vocabulary;
let app: string;
const extension = () => path.join(app, 'extensions', 'probe');

beforeAll(() => {
  vocabulary = readVocabulary(ROOT);
});
beforeEach(() => {
  app = mkdtempSync(path.join(tmpdir(), 'extensions-check-'));
  cpSync(path.join(ROOT, 'shopify.app.toml'), path.join(app, 'shopify.app.toml'));
  for (const folder of ['src', 'locales', 'dist'])
    mkdirSync(path.join(extension(), folder), { recursive: true });
  write('shopify.extension.toml', CONFIG);
  write('src/block.tsx', MODULE);
  write('src/part.tsx', PART);
  write('locales/en.default.json', JSON.stringify(ENGLISH));
  write('locales/de.json', JSON.stringify(GERMAN));
  write('locales/fr.json', JSON.stringify(FRENCH));
});
afterEach(() => rmSync(app, { recursive: true, force: true }));

function write(name: string, text: string | Uint8Array): void {
  writeFileSync(path.join(extension(), name), text);
}
/** Replaces text that must be there. */
function edit(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
}
const inExtension = (name: string) => path.join(extension(), name);
const inApp = () => path.join(app, 'shopify.app.toml');
const found = () => checkExtensions(app, vocabulary).map(({ where, message }) => `${where} ${message}`);

it('finds nothing in an app that is right, nor in this one', () => {
  expect(found()).toEqual([]);
  expect(checkExtensions(ROOT, vocabulary)).toEqual([]);
});

describe('configuration', () => {
  it.each<[what: string, file: () => string, from: string, to: string, message: RegExp]>([
    [
      'an unknown key of the app',
      inApp,
      'embedded = true',
      'embedded = true\nembeded = true',
      /Unrecognized key: "embeded"/,
    ],
    [
      'an unknown key of an extension',
      () => inExtension('shopify.extension.toml'),
      'type = "ui_extension"',
      'type = "ui_extension"\nhandel = "x"',
      /extensions\.0: Unrecognized key: "handel"/,
    ],
    [
      'an unknown target',
      () => inExtension('shopify.extension.toml'),
      'purchase.checkout.block.render',
      'purchase.checkout.blocks.render',
      /extensions\.0\.targeting\.0\.target: Invalid option/,
    ],
    ['a misspelt topic', inApp, '"orders/paid"', '"order/paid"', /topics\.\d+: no such webhook topic/],
    [
      'a misspelt compliance topic',
      inApp,
      'customers/data_request',
      'customers/data_requests',
      /compliance_topics\.0: Invalid option/,
    ],
    [
      'a misspelt scope',
      inApp,
      'write_discounts',
      'write_discount',
      /access_scopes\.scopes\.\d+: no such access scope/,
    ],
    [
      'a misspelt optional scope',
      inApp,
      'read_all_orders"]',
      'read_all_order"]',
      /optional_scopes\.0: no such access scope/,
    ],
    ['an API version that is none', inApp, '2026-07', '2026-08', /webhooks\.api_version: Invalid option/],
    [
      'another API version than the app',
      () => inExtension('shopify.extension.toml'),
      '2026-07',
      '2026-04',
      /api_version 2026-04, but the app's is 2026-07/,
    ],
    [
      'an unknown type of setting',
      () => inExtension('shopify.extension.toml'),
      'single_line_text_field',
      'text',
      /settings\.fields\.0\.type: Invalid option/,
    ],
    [
      'a module that is not there',
      () => inExtension('shopify.extension.toml'),
      'src/block.tsx',
      'src/blocks.tsx',
      /\.\/src\/blocks\.tsx does not exist/,
    ],
    [
      'a full page beside another target',
      () => inExtension('shopify.extension.toml'),
      '[[extensions.targeting]]',
      '[[extensions.targeting]]\nmodule = "./src/part.tsx"\ntarget = "customer-account.page.render"\n[[extensions.targeting]]',
      /customer-account\.page\.render cannot share an extension/,
    ],
    [
      'a handle that is not the name of the folder',
      () => inExtension('shopify.extension.toml'),
      'handle = "probe"',
      'handle = "prob"',
      /handle prob, but the folder is probe/,
    ],
  ])('%s', (_what, file, from, to, message) => {
    edit(file(), from, to);
    expect(found()).toEqual([expect.stringMatching(message)]);
  });
});

describe('locales', () => {
  it.each<[what: string, file: string, texts: object | string, message: string]>([
    [
      'a missing German key',
      'de.json',
      { name: 'x', orders: GERMAN.orders },
      'de.json "greeting" is missing',
    ],
    [
      'a missing plural form',
      'fr.json',
      { ...FRENCH, orders: { other: '{{count}} commandes' } },
      'fr.json "orders" has no plural form "one"',
    ],
    [
      'a placeholder that was lost',
      'de.json',
      { ...GERMAN, greeting: 'Guten Tag' },
      'de.json "greeting" has placeholders none, English has name',
    ],
    [
      'a placeholder of a plural that was lost',
      'de.json',
      { ...GERMAN, orders: { one: 'eine', other: 'viele' } },
      'de.json "orders" has placeholders none, English has count',
    ],
    ['a key that English lacks', 'fr.json', { ...FRENCH, extra: 'x' }, 'fr.json "extra" is not in English'],
    ['an empty text', 'de.json', { ...GERMAN, greeting: ' ' }, 'de.json "greeting" is empty'],
    ['no JSON', 'de.json', '{"name": ', 'de.json is no JSON'],
  ])('%s', (_what, file, texts, message) => {
    write(`locales/${file}`, typeof texts === 'string' ? texts : JSON.stringify(texts));
    expect(found()).toEqual([expect.stringContaining(`extensions/probe/locales/${message}`)]);
  });

  it('a language that is missing', () => {
    rmSync(inExtension('locales/fr.json'));
    expect(found()).toEqual(['extensions/probe/locales/fr.json is missing']);
  });

  it('a name in the configuration that the locale lacks', () => {
    edit(inExtension('shopify.extension.toml'), 't:name', 't:title');
    expect(found()).toEqual([
      'extensions/probe/locales/en.default.json has no "title", which shopify.extension.toml names',
    ]);
  });
});

describe('sources', () => {
  it.each<[what: string, file: string, from: string, to: string, message: string]>([
    [
      'a raw <div>',
      'part.tsx',
      '<s-text>{text}</s-text>',
      '<div>{text}</div>',
      'part.tsx:2 <div> does not exist in purchase.checkout.block.render',
    ],
    [
      'an element of another surface',
      'part.tsx',
      '<s-text>{text}</s-text>',
      '<s-page>{text}</s-page>',
      'part.tsx:2 <s-page> does not exist in purchase.checkout.block.render',
    ],
    [
      'tone="purple"',
      'part.tsx',
      'tone="info"',
      'tone="purple"',
      'part.tsx:2 tone="purple" of <s-banner> is not one of',
    ],
    [
      'tone="purple" in one branch',
      'part.tsx',
      'tone="info"',
      `tone={text ? 'info' : 'purple'}`,
      'part.tsx:2 tone="purple" of <s-banner> is not one of',
    ],
    [
      'a border of unknown words',
      'block.tsx',
      'border="base solid"',
      'border="base wavy"',
      'block.tsx:6 border="base wavy" of <s-stack> is not one of',
    ],
    ['an unknown property', 'part.tsx', 'tone="info"', 'colour="red"', 'part.tsx:2 <s-banner> has no colour'],
    ['an unknown event', 'part.tsx', 'onDismiss', 'onClose', 'part.tsx:2 <s-banner> has no onClose'],
    [
      'fetch without the capability',
      'part.tsx',
      'return',
      `void fetch('https://x.test');\n  return`,
      'part.tsx:2 fetch without the capability network_access',
    ],
    [
      'a key that no locale has',
      'block.tsx',
      `translate('greeting'`,
      `translate('greetings'`,
      'block.tsx:6 locales have no "greetings"',
    ],
    [
      'text that is not translated',
      'part.tsx',
      '<s-text>{text}</s-text>',
      '<s-text>Hello</s-text>',
      'part.tsx:2 "Hello" is not translated',
    ],
  ])('%s', (_what, file, from, to, message) => {
    edit(inExtension(`src/${file}`), from, to);
    expect(found()).toEqual([expect.stringContaining(`extensions/probe/src/${message}`)]);
  });

  it('fetch with the capability, and the Customer Account API without, are fine', () => {
    edit(inExtension('src/part.tsx'), 'return', `void fetch('shopify://customer-account/api/x');\n  return`);
    expect(found()).toEqual([]);
    edit(inExtension('src/part.tsx'), `fetch('shopify://customer-account/api/x')`, 'fetch(ADDRESS)');
    edit(
      inExtension('src/part.tsx'),
      'export',
      `const ADDRESS = 'shopify://customer-account/api/x';\nexport`,
    );
    expect(found()).toEqual([]);
    edit(inExtension('src/part.tsx'), 'shopify://customer-account/api/x', 'https://x.test');
    expect(found()).toEqual([expect.stringContaining('fetch without the capability')]);
    edit(
      inExtension('shopify.extension.toml'),
      '[[extensions.metafields]]',
      '[extensions.capabilities]\nnetwork_access = true\n\n[[extensions.metafields]]',
    );
    expect(found()).toEqual([]);
  });
});

const THEME_CHECK_MS = 120_000;

describe('a theme extension', () => {
  const theme = (name: string) => path.join(app, 'extensions', 'loyalty-theme', name);
  beforeEach(() => {
    cpSync(path.join(ROOT, 'extensions', 'loyalty-theme'), theme(''), { recursive: true });
  });

  // each look starts Shopify's own tool, which takes seconds: so there are two
  it('is right as it is', () => expect(found()).toEqual([]), THEME_CHECK_MS);

  it(
    'with a text that no locale has, a script that blocks the page and a schema that is no JSON',
    () => {
      edit(theme('blocks/card.liquid'), "'card.heading' | t", "'card.headings' | t");
      edit(theme('blocks/card.liquid'), '<p>', '<script src="https://x.test/a.js"></script><p>');
      edit(theme('blocks/card.liquid'), '"type": "checkbox"', '"type" "checkbox"');
      const problems = found().join('\n');
      expect(problems).toContain("TranslationKeyExists: 'card.headings' does not have a matching entry");
      expect(problems).toContain('ParserBlockingScript');
      expect(problems).toContain('ValidSchema: Colon expected');
    },
    THEME_CHECK_MS,
  );
});

it('a bundle above the limit', () => {
  write('dist/probe.js', randomBytes(24_100));
  expect(found()).toEqual([expect.stringMatching(/dist\/probe\.js \d+ bytes compressed, more than 24000/)]);
});
