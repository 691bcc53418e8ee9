import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
  getLocation,
  getNamedType,
  isInputType,
  print,
  typeFromAST,
} from 'graphql';
import type { WireError } from '../errors';
import { checkDirectives } from './arguments-and-directives';
import { conditionType } from './fragment-types';
import { checkVariables, endlessFragments, type OperationUses, type Uses } from './fragments-and-variables';
import { checkDefault } from './literals';
import { fieldConflicts } from './merging';
import type { Report, ReportAll, VariableUse } from './report-context';
import { checkSelections, type SelectionContext } from './selections';
import { repeatedDefinitions, repeatedVariables } from './uniqueness';

/**
 * Static validation in the order, the words and the codes of graphql-ruby, which Shopify runs. graphql-js's own rules
 * find much the same but say it differently, and clients read codes and messages.
 */
export function validateDocument(schema: GraphQLSchema, document: DocumentNode): WireError[] {
  return new DocumentValidator(schema, document).run();
}

class DocumentValidator implements SelectionContext {
  private readonly errors: WireError[] = [];
  readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly fragmentUses = new Map<string, Uses>();
  private uses: Uses = { label: '', variables: [], spreads: [] };
  private readonly steps: (() => void)[] = [];

  constructor(
    readonly schema: GraphQLSchema,
    private readonly document: DocumentNode,
  ) {
    for (const definition of document.definitions) {
      if (definition.kind === 'FragmentDefinition') this.fragments.set(definition.name.value, definition);
    }
  }

  run(): WireError[] {
    const operations: OperationUses[] = [];
    for (const definition of this.document.definitions) {
      if (definition.kind === 'OperationDefinition') operations.push(this.operation(definition));
      else if (definition.kind === 'FragmentDefinition') this.fragment(definition);
    }
    for (const name of endlessFragments(this.fragmentUses)) {
      const fragment = this.fragments.get(name);
      if (!fragment) continue;
      this.report(`Fragment ${name} contains an infinite loop`, fragment, [`fragment ${name}`], {
        code: 'infiniteLoop',
        fragmentName: name,
      });
    }
    repeatedDefinitions(this.document, this.reportAll);
    const spread = new Set([...operations, ...this.fragmentUses.values()].flatMap(({ spreads }) => spreads));
    for (const [name, fragment] of this.fragments) {
      if (spread.has(name)) continue;
      this.report(`Fragment ${name} was defined, but not used`, fragment, [`fragment ${name}`], {
        code: 'useAndDefineFragment',
        fragmentName: name,
      });
    }
    for (const step of this.steps) step();
    for (const operation of operations) {
      checkVariables(operation, this.fragmentUses, this.report);
    }
    return unique(this.errors);
  }

  readonly report: Report = (message, node, path, extensions) =>
    this.reportAll(message, [node], path, extensions);

  readonly reportAll: ReportAll = (message, nodes, path, extensions) => {
    const locations = nodes.flatMap(({ loc }) => {
      if (!loc) return [];
      const { line, column } = getLocation(loc.source, loc.start);
      return [{ line, column }];
    });
    this.errors.push({ message, locations, path, extensions });
  };

  useVariable(use: VariableUse): void {
    this.uses.variables.push(use);
  }

  useFragment(name: string): void {
    this.uses.spreads.push(name);
  }

  later(step: () => void): void {
    this.steps.push(step);
  }

  private operation(node: OperationDefinitionNode): OperationUses {
    const name = node.name?.value;
    const path = [name ? `${node.operation} ${name}` : node.operation];
    const label = name ?? `anonymous ${node.operation}`;
    const uses: OperationUses = { label, variables: [], spreads: [], node, path, declared: new Map() };
    this.uses = uses;
    repeatedVariables(node, path, this.reportAll);
    for (const definition of node.variableDefinitions ?? []) this.declare(definition, uses);
    const root = this.schema.getRootType(node.operation);
    if (!root) {
      this.report(`Schema is not configured for ${node.operation}s`, node, path, {
        code: `missing${node.operation === 'mutation' ? 'Mutation' : 'Subscription'}Configuration`,
      });
      return uses;
    }
    checkDirectives(this, node.directives ?? [], node.operation.toUpperCase(), path);
    fieldConflicts(this.schema, this.fragments, root, node.selectionSet, this.reportAll);
    checkSelections(this, root, node.selectionSet, path);
    return uses;
  }

  private declare(definition: VariableDefinitionNode, { path, declared }: OperationUses): void {
    const type = typeFromAST(this.schema, definition.type as never);
    const name = definition.variable.name.value;
    const typeName = type ? getNamedType(type).name : print(definition.type).replace(/[[\]!]/g, '');
    if (!type || !isInputType(type)) {
      const what = type ? "isn't a valid input type" : "isn't a defined input type";
      this.report(`${typeName} ${what} (on $${name})`, definition, path, {
        code: 'variableRequiresValidType',
        typeName,
        variableName: name,
      });
    }
    declared.set(name, { node: definition, type: type ?? null });
    if (type && isInputType(type) && definition.defaultValue) {
      checkDefault(this, definition, definition.defaultValue, type, path);
    }
  }

  private fragment(node: FragmentDefinitionNode): void {
    const name = node.name.value;
    const path = [`fragment ${name}`];
    this.uses = { label: name, variables: [], spreads: [] };
    this.fragmentUses.set(name, this.uses);
    checkDirectives(this, node.directives ?? [], 'FRAGMENT_DEFINITION', path);
    const type = conditionType(this, node.typeCondition.name.value, node, path);
    if (type) checkSelections(this, type, node.selectionSet, path);
  }
}

function unique(errors: WireError[]): WireError[] {
  const seen = new Set<string>();
  return errors.filter((error) => {
    const key = JSON.stringify(error);
    return seen.has(key) ? false : (seen.add(key), true);
  });
}
