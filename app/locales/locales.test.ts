import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { programSchema } from '~/loyalty/program';
import { fieldName } from '~/routes/app.program/draft-path';
import { fieldPath } from '~/routes/app.program/field-errors';
import de from './de.json';
import en from './en.json';

const PLURAL = /_(ordinal_)?(zero|one|two|few|many|other)$/;

function texts(branch: object, prefix = ''): [string, string][] {
  return Object.entries(branch).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'string' ? [[prefix + key, value]] : texts(value as object, `${prefix}${key}.`),
  );
}

const variables = (text: string) => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort();
const keysOf = (entries: [string, string][]) =>
  [...new Set(entries.map(([key]) => key.replace(PLURAL, '')))].sort();

const english = texts(en);
const german = texts(de);

/** All of the program of the pages: what a key may be used by. */
function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => /\.tsx?$/.test(entry.name) && !entry.name.includes('.test.'))
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
}

const code = ['app/routes', 'app/components'].flatMap((folder) => sources(folder)).join('\n');
const zodMessages: readonly string[] =
  sources('app/loyalty')
    .join('\n')
    .match(/program\.error\.\w+/g) ?? [];

/** Keys written out, and the fixed beginnings of composed ones: t(`state.${state}`) -> "state.". */
const written = new Set<string | undefined>(
  [...code.matchAll(/['"`]([a-z][\w-]*(?:\.[\w-]+)+)['"`]/g)].map((match) => match[1]),
);
const beginnings = [...code.matchAll(/`([a-z][\w-]*\.(?:[\w-]+\.)*)\$\{/g)].map((match) => match[1] ?? '');

describe('locales', () => {
  it('have the same keys', () => expect(keysOf(german)).toEqual(keysOf(english)));

  it('fill in the same variables', () => {
    const inGerman = new Map(german.map(([key, text]) => [key.replace(PLURAL, ''), text]));
    for (const [key, text] of english) {
      if (/_(one)$/.test(key)) continue; // "one order" needs no number
      expect([key, variables(inGerman.get(key.replace(PLURAL, '')) ?? '')]).toEqual([key, variables(text)]);
    }
  });

  it('have no text that no page uses', () => {
    const unused = keysOf(english).filter(
      (key) =>
        !written.has(key) && !zodMessages.includes(key) && !beginnings.some((start) => key.startsWith(start)),
    );
    expect(unused).toEqual([]);
  });

  it('have a text for every key that is written out', () => {
    const known = new Set(keysOf(english));
    const calls = [...code.matchAll(/\bt\(\s*'([\w.-]+)'/g)].map((match) => match[1] ?? '');
    expect(calls.length).toBeGreaterThan(50);
    expect([...calls, ...zodMessages].filter((key) => !known.has(key))).toEqual([]);
  });

  it('have a text for everything that is written to the log', () => {
    const events = sources('app')
      .join('\n')
      .matchAll(/\bevent: '([a-z.-]+)'/g);
    const keys = new Set([...events].map((match) => (match[1] ?? '').replaceAll(/[.-]/g, '_')));
    expect(keys.size).toBeGreaterThan(15);
    expect([...keys].filter((key) => !(key in en.activity.event))).toEqual([]);
  });

  it('have a label for every field of the program', () => {
    const labelled = new Set<string>(Object.keys(en.program.field));
    for (const error of programSchema.safeParse(fieldsOf(programSchema.shape)).error?.issues ?? []) {
      const name = fieldName(fieldPath(error.path, 'orders')).replace(/_(en|de)$/, '');
      if (name === 'schemaVersion') continue;
      expect(labelled, name).toContain(name);
    }
  });
});

interface Nested {
  shape?: object;
  element?: { shape?: object };
}

/** An input with every object of the schema and nothing right in it, so that each field complains under its own path. */
function fieldsOf(shape: object): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(shape as Record<string, Nested>)) {
    if (schema.shape) input[key] = fieldsOf(schema.shape);
    else if (schema.element?.shape) input[key] = [fieldsOf(schema.element.shape)];
    else input[key] = Symbol('wrong');
  }
  return input;
}
