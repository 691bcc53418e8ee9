import {
  type ArgumentNode,
  type ASTNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
  type VariableDefinitionNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  doTypesOverlap,
  getLocation,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInputType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  print,
  typeFromAST,
} from 'graphql';
import type { WireError } from '../errors';
import { checkVariables, endlessFragments, type OperationUses, type Uses } from './fragments-and-variables';
import { checkDefault, checkLiteral } from './literals';
import { fieldConflicts } from './merging';
import type { ReportContext, VariableUse } from './report-context';
import {
  misplaced,
  repeatedArguments,
  repeatedDefinitions,
  repeatedDirectives,
  repeatedVariables,
  type ReportAll,
} from './uniqueness';
import { checkVariableUse } from './variable-uses';

/**
 * Static validation in the order, the words and the codes of graphql-ruby, which Shopify runs. graphql-js's own rules
 * find much the same but say it differently, and clients read codes and messages.
 */
export function validateDocument(schema: GraphQLSchema, document: DocumentNode): WireError[] {
  return new DocumentValidator(schema, document).run();
}

class DocumentValidator implements ReportContext {
  private readonly errors: WireError[] = [];
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly fragmentUses = new Map<string, Uses>();
  private uses: Uses = { label: '', variables: [], spreads: [] };
  /** judged at the end, as graphql-ruby does */
  private readonly later: (() => void)[] = [];

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
    for (const step of this.later) step();
    for (const operation of operations) {
      checkVariables(operation, this.fragmentUses, (...error) => this.report(...error));
    }
    return unique(this.errors);
  }

  report(message: string, node: ASTNode, path: string[], extensions: Record<string, unknown>): void {
    this.reportAll(message, [node], path, extensions);
  }

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
    this.directives(node.directives ?? [], node.operation.toUpperCase(), path);
    fieldConflicts(this.schema, this.fragments, root, node.selectionSet, this.reportAll);
    this.selections(root, node.selectionSet, path);
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
    this.directives(node.directives ?? [], 'FRAGMENT_DEFINITION', path);
    const type = this.condition(node.typeCondition.name.value, node, path);
    if (type) this.selections(type, node.selectionSet, path);
  }

  private selections(parent: GraphQLNamedType, set: SelectionSetNode, path: string[]): void {
    for (const selection of set.selections) {
      if (selection.kind === 'Field') this.field(parent, selection, path);
      else if (selection.kind === 'InlineFragment') {
        const condition = selection.typeCondition?.name.value;
        const here = [...path, condition ? `... on ${condition}` : '...'];
        this.directives(selection.directives ?? [], 'INLINE_FRAGMENT', here);
        const type = condition ? this.condition(condition, selection, here) : parent;
        if (!type || !this.canSpread(parent, type, selection, here, 'unknown')) continue;
        this.selections(type, selection.selectionSet, here);
      } else this.spread(parent, selection, [...path, `... ${selection.name.value}`]);
    }
  }

  private spread(parent: GraphQLNamedType, node: FragmentSpreadNode, path: string[]): void {
    const name = node.name.value;
    this.directives(node.directives ?? [], 'FRAGMENT_SPREAD', path);
    const fragment = this.fragments.get(name);
    if (!fragment) {
      this.report(`Fragment ${name} was used, but not defined`, node, path, {
        code: 'useAndDefineFragment',
        fragmentName: name,
      });
      return;
    }
    this.uses.spreads.push(name);
    const type = this.schema.getType(fragment.typeCondition.name.value);
    if (isCompositeType(type)) this.later.push(() => void this.canSpread(parent, type, node, path, name));
  }

  private condition(name: string, node: ASTNode, path: string[]): GraphQLCompositeType | null {
    const type = this.schema.getType(name);
    if (!type) {
      this.report(`No such type ${name}, so it can't be a fragment condition`, node, path, {
        code: 'undefinedType',
        typeName: name,
      });
      return null;
    }
    if (isCompositeType(type)) return type;
    this.report(`Invalid fragment on type ${name} (must be Union, Interface or Object)`, node, path, {
      code: 'fragmentOnNonCompositeType',
      typeName: name,
    });
    return null;
  }

  private canSpread(
    parent: GraphQLNamedType,
    type: GraphQLNamedType,
    node: ASTNode,
    path: string[],
    fragmentName: string,
  ): boolean {
    if (!isCompositeType(parent) || !isCompositeType(type)) return true;
    if (doTypesOverlap(this.schema, parent, type)) return true;
    const who = fragmentName === 'unknown' ? 'Fragment' : `Fragment ${fragmentName}`;
    this.report(`${who} on ${type.name} can't be spread inside ${parent.name}`, node, path, {
      code: 'cannotSpreadFragment',
      typeName: type.name,
      fragmentName,
      parentName: parent.name,
    });
    return false;
  }

  private field(parent: GraphQLNamedType, node: FieldNode, path: string[]): void {
    const name = node.name.value;
    const here = [...path, node.alias?.value ?? name];
    const definition = this.fieldDefinition(parent, name);
    if (!definition) {
      const isUnion = isAbstractType(parent) && !isInterfaceType(parent);
      const message = isUnion
        ? `Selections can't be made directly on unions (see selections on ${parent.name})`
        : `Field '${name}' doesn't exist on type '${parent.name}'`;
      const extensions = isUnion
        ? { code: 'selectionMismatch', nodeName: parent.name }
        : { code: 'undefinedField', typeName: parent.name, fieldName: name };
      this.report(message, node, here, extensions);
      return;
    }
    const returned = getNamedType(definition.type);
    if (isLeafType(returned) && node.selectionSet) {
      const chosen = node.selectionSet.selections
        .map((inner) =>
          inner.kind === 'InlineFragment'
            ? `"... on ${inner.typeCondition?.name.value ?? ''} { ... }"`
            : `"${inner.name.value}"`,
        )
        .join(', ');
      const kind = returned.astNode?.kind === 'EnumTypeDefinition' ? 'enums' : 'scalars';
      this.report(
        `Selections can't be made on ${kind} (field '${name}' returns ${returned.name} but has selections [${chosen}])`,
        node,
        here,
        { code: 'selectionMismatch', nodeName: `field '${name}'`, typeName: returned.name },
      );
      return;
    }
    if (isCompositeType(returned) && !node.selectionSet) {
      this.report(
        `Field must have selections (field '${name}' returns ${returned.name} but has no selections. Did you mean '${name} { ... }'?)`,
        node,
        here,
        { code: 'selectionMismatch', nodeName: `field '${name}'`, typeName: returned.name },
      );
      return;
    }
    this.arguments('Field', name, definition.args, node, here);
    this.directives(node.directives ?? [], 'FIELD', here);
    if (node.selectionSet) this.selections(returned, node.selectionSet, here);
  }

  private fieldDefinition(
    parent: GraphQLNamedType,
    name: string,
  ): { type: GraphQLOutputType; args: readonly GraphQLArgument[] } | null {
    if (name === '__typename') return TypeNameMetaFieldDef;
    if (parent === this.schema.getQueryType()) {
      if (name === '__schema') return SchemaMetaFieldDef;
      if (name === '__type') return TypeMetaFieldDef;
    }
    if (isObjectType(parent) || isInterfaceType(parent)) return parent.getFields()[name] ?? null;
    return null;
  }

  private arguments(
    owner: 'Field' | 'Directive',
    ownerName: string,
    definitions: readonly GraphQLArgument[],
    node: FieldNode | DirectiveNode,
    path: string[],
  ): void {
    const label = owner === 'Field' ? `Field '${ownerName}'` : `Directive '${ownerName}'`;
    const given = new Map<string, ArgumentNode>();
    repeatedArguments(node.arguments ?? [], path, this.reportAll);
    for (const argument of node.arguments ?? []) {
      const name = argument.name.value;
      const definition = definitions.find((candidate) => candidate.name === name);
      const here = [...path, name];
      if (!definition) {
        this.report(`${label} doesn't accept argument '${name}'`, argument, here, {
          code: 'argumentNotAccepted',
          name: ownerName,
          typeName: owner,
          argumentName: name,
        });
        continue;
      }
      given.set(name, argument);
      this.value(argument.value, definition, node, here, owner, ownerName, argument);
    }
    const missing = definitions.filter(
      (definition) => isRequiredArgument(definition) && !given.has(definition.name),
    );
    if (missing.length === 0) return;
    const names = missing.map((definition) => definition.name).join(', ');
    this.report(`${label} is missing required arguments: ${names}`, node, path, {
      code: 'missingRequiredArguments',
      className: owner,
      name: ownerName,
      arguments: names,
    });
  }

  private value(
    value: ValueNode,
    definition: GraphQLArgument,
    owner: FieldNode | DirectiveNode,
    path: string[],
    ownerKind: string,
    ownerName: string,
    argument: ArgumentNode,
  ): void {
    const site = {
      argumentName: definition.name,
      ownerKind,
      ownerName,
      ownerNode: owner,
      argumentNode: argument,
    };
    if (value.kind === 'Variable') checkVariableUse(this, value, definition.type, definition, site, path);
    else checkLiteral(this, value, definition.type, site, path);
  }

  /** @param place "FIELD", "QUERY": where they stand */
  private directives(directives: readonly DirectiveNode[], place: string, path: string[]): void {
    const isRepeatable = (name: string) => this.schema.getDirective(name)?.isRepeatable ?? false;
    repeatedDirectives(directives, isRepeatable, path, this.reportAll);
    for (const directive of directives) {
      const name = directive.name.value;
      const definition = this.schema.getDirective(name);
      if (!definition) {
        this.report(`Directive @${name} is not defined`, directive, path, {
          code: 'undefinedDirective',
          directiveName: name,
        });
        continue;
      }
      const wrong = misplaced(name, definition.locations, place);
      if (wrong) {
        this.report(wrong, directive, path, {
          code: 'directiveCannotBeApplied',
          targetName: place.toLowerCase(),
          name,
        });
      }
      this.arguments('Directive', name, definition.args, directive, path);
    }
  }
}

function unique(errors: WireError[]): WireError[] {
  const seen = new Set<string>();
  return errors.filter((error) => {
    const key = JSON.stringify(error);
    return seen.has(key) ? false : (seen.add(key), true);
  });
}
