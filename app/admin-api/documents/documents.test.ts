import { readFileSync } from 'node:fs';
import {
  buildSchema,
  parse,
  print,
  specifiedRules,
  validate,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
} from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import * as documents from './index';
import { ordersBulkQuery, unrepeatableDocuments } from './index';
import { orderFactsFragment } from './order-facts';

// made by scripts/fetch-schemas.mjs, which `npm test` runs first: the real Admin schema
const SDL = new URL('../../../generated/schemas/admin-2026-07.graphql', import.meta.url);

let schema: GraphQLSchema;

beforeAll(() => {
  schema = buildSchema(readFileSync(SDL, 'utf8'), { assumeValidSDL: true });
});

const texts = Object.entries(documents).flatMap(([name, value]): [string, string][] =>
  typeof value === 'string' ? [[name, value]] : [],
);

describe('every document', () => {
  it('is in the index, whatever file of this folder it stands in', () => {
    const known = new Set<unknown>(Object.values(documents));
    const files = import.meta.glob<Record<string, unknown>>(
      ['./*.ts', '!./index.ts', '!./order-facts.ts', '!./*.test.ts'],
      { eager: true },
    );
    expect(Object.keys(files).length).toBeGreaterThan(15);
    const missing = Object.values(files).flatMap((file) =>
      Object.keys(file).filter((name) => !known.has(file[name])),
    );
    expect(missing).toEqual([]);
  });

  it.each(texts)('%s is valid against the real schema', (_name, text) => {
    expect(validate(schema, parse(text), specifiedRules)).toEqual([]);
  });

  it.each(texts)('%s holds exactly one named operation', (_name, text) => {
    const operations = parse(text).definitions.filter(
      (definition) => definition.kind === 'OperationDefinition',
    );
    expect(operations).toHaveLength(1);
    expect(operations[0]?.name?.value).toMatch(/^[A-Z]/);
  });

  it('has an operation name of its own', () => {
    const names = texts.map(([, text]) => /(?:query|mutation) (\w+)/.exec(text)?.[1]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('is marked unrepeatable when it is the creation of an automatic discount', () => {
    const creating = texts
      .filter(([, text]) => text.includes('discountAutomaticAppCreate('))
      .map(([, text]) => text);
    expect(creating).toEqual([...unrepeatableDocuments]);
  });
});

describe('the bulk query', () => {
  it('obeys the rules of bulk operations', () => {
    expect(bulkProblems(parse(ordersBulkQuery))).toEqual([]);
  });

  it('asks of an order what every other query asks, so that the ledger learns the same from each', () => {
    const bulk = selectionOf(ordersBulkQuery, ({ name }) => name.value === 'node');
    expect(bulk).toContain('purchasingEntity');
    expect(bulk).toBe(selectionOf(orderFactsFragment, ({ kind }) => kind === 'FragmentDefinition'));
  });

  it.each([
    ['nodes', '{ orders { nodes { id } } }', 'nodes'],
    ['a parent without id', '{ orders { edges { node { name } } } }', 'orders lacks id'],
    [
      'depth 3',
      '{ a { edges { node { id b { edges { node { id c { edges { node { id } } } } } } } } } }',
      'depth',
    ],
    ['no connection', '{ shop { name } }', 'no connection'],
  ])('would be refused with %s', (_name, text, problem) => {
    expect(bulkProblems(parse(text)).join()).toContain(problem);
  });
});

/** https://shopify.dev/docs/api/usage/bulk-operations/queries: edges and node, ids, at most 5 connections, depth 2. */
function bulkProblems(document: DocumentNode): string[] {
  const problems: string[] = [];
  let connections = 0;
  let depth = 0;
  visit(document, {
    Field: {
      enter(field) {
        const children = field.selectionSet?.selections.flatMap((s) => (s.kind === 'Field' ? [s] : [])) ?? [];
        if (field.name.value === 'nodes') problems.push('nodes instead of edges');
        const edges = children.find((child) => child.name.value === 'edges');
        if (!edges) return;
        connections += 1;
        depth += 1;
        if (depth > 2) problems.push('depth greater than 2');
        const node = edges.selectionSet?.selections.flatMap((s) => (s.kind === 'Field' ? [s] : []))[0];
        const selected = node?.selectionSet?.selections.flatMap((s) =>
          s.kind === 'Field' ? [s.name.value] : [],
        );
        if (!selected?.includes('id')) problems.push(`${field.name.value} lacks id`);
      },
      leave(field) {
        if (field.selectionSet?.selections.some((s) => s.kind === 'Field' && s.name.value === 'edges'))
          depth -= 1;
      },
    },
  });
  if (connections === 0) problems.push('no connection');
  if (connections > 5) problems.push('more than 5 connections');
  return problems;
}

/** What the first of the document's fields or fragments that is meant selects, as text. */
function selectionOf(
  text: string,
  isMeant: (node: FieldNode | FragmentDefinitionNode) => boolean,
): string | null {
  let found: string | null = null;
  const look = (node: FieldNode | FragmentDefinitionNode) => {
    if (found === null && node.selectionSet && isMeant(node)) found = print(node.selectionSet);
  };
  visit(parse(text), { Field: look, FragmentDefinition: look });
  return found;
}
