import type { FieldNode, SelectionSetNode } from 'graphql';

/** Fields by their names in Shopify's schema; a function answers a field with an argument, by the variable's name. */
export interface Source {
  [field: string]: unknown;
}

/**
 * Answers an input query from plain data, under the query's own aliases and in its order, so that the function reads here
 * what it would read at checkout. A field that is asked for and not there throws: nothing is ever made up.
 */
export function answerQuery(selection: SelectionSetNode, source: Source): Record<string, unknown> {
  const answer: Record<string, unknown> = {};
  for (const node of selection.selections) {
    if (node.kind === 'FragmentSpread') throw new Error('input queries have no named fragments');
    if (node.kind === 'InlineFragment') Object.assign(answer, answerQuery(node.selectionSet, source));
    else answer[(node.alias ?? node.name).value] = answerField(node, source);
  }
  return answer;
}

function answerField(node: FieldNode, source: Source): unknown {
  const name = node.name.value;
  if (!(name in source)) throw new Error(`the input query asks for ${name}, which a decision does not know`);
  const found = source[name];
  const value: unknown =
    typeof found === 'function' ? (found as (variable: string) => unknown)(variableOf(node)) : found;
  const { selectionSet } = node;
  if (!selectionSet) return value;
  if (Array.isArray(value)) return value.map((item) => answerQuery(selectionSet, item as Source));
  return value === null ? null : answerQuery(selectionSet, value as Source);
}

/** "x" for `inAnyCollection(ids: $x)`; arguments that are written out say nothing that a decision depends on. */
function variableOf(node: FieldNode): string {
  const given = node.arguments?.find(({ value }) => value.kind === 'Variable')?.value;
  return given?.kind === 'Variable' ? given.name.value : '';
}
