import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getNamedType, isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { functionSchema } from '../dev-store/checkout/function-schema';
import { buildFunction, queryFiles } from './build-function.mjs';
import { LIST_LENGTH_LIMIT, oversizedLists } from '../app/discount-function/limits';
import { measureQuery, queryProblems, QUERY_LIMITS } from './function-query-limits.mjs';

const fields = (count: number): string => Array.from({ length: count }, (_, index) => `f${index}`).join(' ');

describe('cost of an input query', () => {
  it.each([
    ['leaves', 'query { cart { a b } shop { c } }', 3],
    ['__typename', 'query { cart { __typename a } }', 1],
    ['a metafield and its fields', 'query { cart { metafield(key: "k") { jsonValue value type } } }', 3],
    [
      'an alias',
      'query { cart { one: metafield(key: "k") { value } two: metafield(key: "l") { value } } }',
      6,
    ],
    ['tags and collections', 'query { p { hasAnyTag(tags: []) inAnyCollection(ids: []) } }', 6],
    [
      'lookups with fields',
      'query { p { hasTags(tags: []) { hasTag tag } inCollections(ids: []) { isMember } } }',
      6,
    ],
    [
      'a metaobject',
      'query { metaobject(id: "1") { field(key: "a") { value } field(key: "b") { value } } }',
      7,
    ],
    [
      'fragments',
      'query { m { ... on A { a ...More } } } fragment More on A { b metafield(key: "k") { value } }',
      5,
    ],
  ])('counts %s', (_name, query, cost) => {
    expect(measureQuery(query).cost).toBe(cost);
  });

  it('allows 30 and refuses 31, saying what is dear', () => {
    expect(queryProblems('a.graphql', `query { cart { ${fields(30)} } }`)).toEqual([]);
    const over = `query { cart { metafield(key: "k") { value } ${fields(28)} } }`;
    expect(queryProblems('a.graphql', over)).toEqual([
      'a.graphql: query cost 31, limit 30 (leaves 28, metafield 3)',
    ]);
  });

  it('refuses more than 3,000 bytes, comments apart', () => {
    const name = 'n'.repeat(2990);
    expect(queryProblems('a', `query{${name}a}\n# ${'x'.repeat(4000)}`)).toEqual([]);
    expect(queryProblems('a', `query {${name}abcd}`)).toEqual(['a: 3002 bytes without comments, limit 3000']);
    // a comment sign inside a text is none
    expect(measureQuery('query { a(key: "# no comment") }').bytes).toBe(32);
  });

  it('refuses more than 100 elements in a list', () => {
    const tags = (count: number) => `query { p { hasAnyTag(tags: [${'"t",'.repeat(count)}]) } }`;
    expect(queryProblems('a', tags(100))).toEqual([]);
    expect(queryProblems('a', tags(101))).toEqual(['a: hasAnyTag(tags) lists 101 elements, limit 100']);
  });

  it('refuses variables with more than 100 elements', () => {
    expect(LIST_LENGTH_LIMIT).toBe(QUERY_LIMITS.listLength);
    const ids = (length: number) => Array.from({ length }, () => 'gid://shopify/Collection/1');
    expect(oversizedLists({ a: ids(100), b: ids(101), c: 'text', d: null })).toEqual([
      { name: 'b', length: 101 },
    ]);
  });

  it('knows every field of the schema that is dearer by its name', () => {
    const dear = Object.values(functionSchema().getTypeMap())
      .filter(isObjectType)
      .filter((type) => !type.name.startsWith('__'))
      .flatMap((type) => Object.values(type.getFields()))
      .filter((field) =>
        /^(Metafield|HasTagResponse|CollectionMembership)$/.test(getNamedType(field.type).name),
      )
      .map((field) => field.name);
    expect([...new Set(dear)].sort()).toEqual(['hasTags', 'inCollections', 'metafield']);
  });
});

describe('our queries', () => {
  it('are all within the limits, and all looked at by the build', () => {
    const extension = join(import.meta.dirname, '..', 'extensions', 'loyalty-discount');
    const found = readdirSync(extension).filter((name) => name.endsWith('.graphql'));
    expect(queryFiles(extension)).toEqual(found.filter((name) => name !== 'schema.graphql').sort());
    for (const name of found) {
      expect(queryProblems(name, readFileSync(join(extension, name), 'utf8'))).toEqual([]);
    }
  });

  it('fail the build when they are beyond', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'queries-'));
    writeFileSync(join(folder, 'shopify.extension.toml'), 'input_query = "big.graphql"\n');
    writeFileSync(join(folder, 'big.graphql'), `query { cart { ${fields(31)} } }`);
    await expect(buildFunction({ queries: folder })).rejects.toThrow(
      'big.graphql: query cost 31, limit 30 (leaves 31)',
    );
  });
});
