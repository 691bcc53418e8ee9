import type { OperationDefinitionNode } from 'graphql';
import type { DeclaredVariable, Report, VariableUse } from './report-context';

/** What an operation or a fragment uses, by itself. */
export interface Uses {
  /** "Q", "anonymous query", or the fragment's name: who the messages blame */
  label: string;
  variables: VariableUse[];
  spreads: string[];
}

export interface OperationUses extends Uses {
  node: OperationDefinitionNode;
  path: string[];
  declared: Map<string, DeclaredVariable>;
}

/**
 * graphql-ruby judges variables when it has seen the whole document: those of an operation are used by itself and by
 * every fragment that it reaches, and a missing declaration is blamed on the definition that uses the variable.
 */
export function checkVariables(
  operation: OperationUses,
  fragments: ReadonlyMap<string, Uses>,
  report: Report,
): void {
  const used = new Set<string>();
  const undeclared = new Map<string, { use: VariableUse; by: string }>();
  const checks: (() => void)[] = [];
  for (const part of reachable(operation, fragments)) {
    for (const use of part.variables) {
      used.add(use.name);
      const declared = operation.declared.get(use.name);
      if (declared) checks.push(() => use.check(declared));
      else undeclared.set(use.name, { use, by: part.label });
    }
  }
  for (const name of operation.declared.keys()) {
    if (used.has(name)) continue;
    report(
      `Variable $${name} is declared by ${operation.label} but not used`,
      operation.node,
      operation.path,
      {
        code: 'variableNotUsed',
        variableName: name,
      },
    );
  }
  for (const [name, { use, by }] of undeclared) {
    report(`Variable $${name} is used by ${by} but not declared`, use.node, use.path, {
      code: 'variableNotDefined',
      variableName: name,
    });
  }
  for (const check of checks) check();
}

function reachable(start: Uses, fragments: ReadonlyMap<string, Uses>): Set<Uses> {
  const found = new Set<Uses>([start]);
  for (const part of found) {
    for (const name of part.spreads) {
      const fragment = fragments.get(name);
      if (fragment) found.add(fragment);
    }
  }
  return found;
}

/** Names of fragments that contain themselves, directly or through others. */
export function endlessFragments(fragments: ReadonlyMap<string, Uses>): string[] {
  const contains = (name: string, wanted: string, seen: Set<string>): boolean =>
    (fragments.get(name)?.spreads ?? []).some((inner) => {
      if (inner === wanted) return true;
      if (seen.has(inner)) return false;
      seen.add(inner);
      return contains(inner, wanted, seen);
    });
  return [...fragments.keys()].filter((name) => contains(name, name, new Set()));
}
