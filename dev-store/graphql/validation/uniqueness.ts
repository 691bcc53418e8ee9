import type {
  ArgumentNode,
  DirectiveNode,
  DocumentNode,
  FragmentDefinitionNode,
  ObjectFieldNode,
  OperationDefinitionNode,
} from 'graphql';
import type { ReportAll } from './report-context';

/** What has one name more than once, in order of first sight. */
function repeated<T>(items: readonly T[], nameOf: (item: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(nameOf(item), [...(groups.get(nameOf(item)) ?? []), item]);
  return [...groups].filter(([, group]) => group.length > 1);
}

type Named = ArgumentNode | ObjectFieldNode;

export function repeatedArguments(nodes: readonly Named[], path: string[], report: ReportAll): void {
  for (const [name, group] of repeated(nodes, (node) => node.name.value)) {
    report(`There can be only one argument named "${name}"`, group, path, {
      code: 'argumentNotUnique',
      name,
    });
  }
}

export function repeatedInputFields(nodes: readonly Named[], path: string[], report: ReportAll): void {
  for (const [name, group] of repeated(nodes, (node) => node.name.value)) {
    report(`There can be only one input field named "${name}"`, group, path, {
      code: 'inputFieldNotUnique',
      name,
    });
  }
}

export function repeatedVariables(
  operation: OperationDefinitionNode,
  path: string[],
  report: ReportAll,
): void {
  const definitions = operation.variableDefinitions ?? [];
  for (const [name, group] of repeated(definitions, (node) => node.variable.name.value)) {
    report(`There can only be one variable named "${name}"`, group, path, {
      code: 'variableNotUnique',
      variableName: name,
    });
  }
}

export function repeatedDirectives(
  directives: readonly DirectiveNode[],
  isRepeatable: (name: string) => boolean,
  path: string[],
  report: ReportAll,
): void {
  const once = directives.filter(({ name }) => !isRepeatable(name.value));
  for (const [name, [first, ...others]] of repeated(once, (node) => node.name.value)) {
    for (const other of others) {
      report(
        `The directive "${name}" can only be used once at this location.`,
        first ? [first, other] : [other],
        path,
        { code: 'directiveNotUniqueForLocation', directiveName: name },
      );
    }
  }
}

/** A document with several operations names them all, each differently; a fragment's name is its own. */
export function repeatedDefinitions(document: DocumentNode, report: ReportAll): void {
  const operations = document.definitions.filter(
    (node): node is OperationDefinitionNode => node.kind === 'OperationDefinition',
  );
  const fragments = document.definitions.filter(
    (node): node is FragmentDefinitionNode => node.kind === 'FragmentDefinition',
  );
  for (const [name, group] of repeated(fragments, (node) => node.name.value)) {
    report(`Fragment name "${name}" must be unique`, group, [], {
      code: 'fragmentNotUnique',
      fragmentName: name,
    });
  }
  const unnamed = operations.filter(({ name }) => !name);
  if (unnamed.length > 0 && operations.length > 1) {
    report('Operation name is required when multiple operations are present', unnamed, [], {
      code: 'uniquelyNamedOperations',
    });
  }
  const named = operations.filter(({ name }) => name);
  for (const [name, group] of repeated(named, (node) => node.name?.value ?? '')) {
    report(`Operation name "${name}" must be unique`, group, [], {
      code: 'uniquelyNamedOperations',
      operationName: name,
    });
  }
}

const LOCATION_NAMES: Record<string, string> = {
  QUERY: 'queries',
  MUTATION: 'mutations',
  SUBSCRIPTION: 'subscriptions',
  FIELD: 'fields',
  FRAGMENT_DEFINITION: 'fragment definitions',
  FRAGMENT_SPREAD: 'fragment spreads',
  INLINE_FRAGMENT: 'inline fragments',
  VARIABLE_DEFINITION: 'variable definitions',
};

/** "'@skip' can't be applied to queries (allowed: fields, ...)", or null. */
export function misplaced(directive: string, allowed: readonly string[], place: string): string | null {
  if (allowed.includes(place)) return null;
  const names = allowed.map((name) => LOCATION_NAMES[name] ?? name.toLowerCase()).join(', ');
  return `'@${directive}' can't be applied to ${LOCATION_NAMES[place] ?? place} (allowed: ${names})`;
}
