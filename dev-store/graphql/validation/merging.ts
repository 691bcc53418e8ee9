import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type SelectionSetNode,
  type ValueNode,
  getNamedType,
  isInterfaceType,
  isObjectType,
  print,
} from 'graphql';
import type { ReportAll } from './report-context';

interface Seen {
  node: FieldNode;
  parent: GraphQLNamedType;
}

/** Two fields of one response name must be the same field with the same arguments, unless no object can have both. */
export function fieldConflicts(
  schema: GraphQLSchema,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  root: GraphQLNamedType,
  set: SelectionSetNode,
  report: ReportAll,
): void {
  compare(collect(schema, fragments, [{ type: root, set }]));

  function compare(groups: Map<string, Seen[]>): void {
    for (const [key, group] of groups) {
      conflict('field', key, group, ({ node }) => node.name.value);
      conflict('argument', key, group, ({ node }) => argumentsOf(node));
      const inner = group.flatMap(({ node, parent }) => {
        const type = typeOf(parent, node.name.value);
        return type && node.selectionSet ? [{ type, set: node.selectionSet }] : [];
      });
      if (inner.length > 0) compare(collect(schema, fragments, inner));
    }
  }

  function conflict(
    kind: 'field' | 'argument',
    key: string,
    group: readonly Seen[],
    valueOf: (seen: Seen) => string,
  ): void {
    const clashing = new Set<Seen>();
    group.forEach((one, index) => {
      for (const other of group.slice(index + 1)) {
        if (valueOf(one) === valueOf(other) || areExclusive(one.parent, other.parent)) continue;
        clashing.add(one).add(other);
      }
    });
    if (clashing.size === 0) return;
    const conflicts = [...clashing].map(valueOf).join(' or ');
    report(
      `Field '${key}' has ${kind === 'field' ? 'a' : 'an'} ${kind} conflict: ${conflicts}?`,
      [...clashing].map(({ node }) => node),
      [],
      { code: 'fieldConflict', fieldName: key, conflicts },
    );
  }
}

function areExclusive(one: GraphQLNamedType, other: GraphQLNamedType): boolean {
  return one !== other && isObjectType(one) && isObjectType(other);
}

function typeOf(parent: GraphQLNamedType, name: string): GraphQLNamedType | null {
  if (!isObjectType(parent) && !isInterfaceType(parent)) return null;
  const field = parent.getFields()[name];
  return field ? getNamedType(field.type) : null;
}

/** Fields by response name, fragments opened, each selected thing once. */
function collect(
  schema: GraphQLSchema,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  starts: readonly { type: GraphQLNamedType; set: SelectionSetNode }[],
): Map<string, Seen[]> {
  const groups = new Map<string, Seen[]>();
  const opened = new Set<string>();
  const walk = (type: GraphQLNamedType, set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (selection.kind === 'Field') {
        const key = selection.alias?.value ?? selection.name.value;
        groups.set(key, [...(groups.get(key) ?? []), { node: selection, parent: type }]);
        continue;
      }
      if (selection.kind === 'FragmentSpread') {
        if (opened.has(selection.name.value)) continue;
        opened.add(selection.name.value);
      }
      const target = selection.kind === 'InlineFragment' ? selection : fragments.get(selection.name.value);
      const condition = target?.typeCondition ? schema.getType(target.typeCondition.name.value) : type;
      if (target && condition) walk(condition, target.selectionSet);
    }
  };
  for (const { type, set } of starts) walk(type, set);
  return groups;
}

/** `{first:"2",name:"\"a\""}`: graphql-ruby prints each value, then quotes what it printed. */
function argumentsOf(node: FieldNode): string {
  const entries = (node.arguments ?? []).map(({ name, value }) => `${name.value}:${shown(value)}`);
  return `{${entries.join(',')}}`;
}

function shown(value: ValueNode): string {
  return JSON.stringify(print(value));
}
