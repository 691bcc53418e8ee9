import {
  type ArgumentNode,
  type ASTNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLArgument,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
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
import { checkLiteral } from './literals';
import { checkVariableUse, type DeclaredVariable } from './variable-uses';

/**
 * Static validation in the order, the words and the codes of graphql-ruby, which Shopify runs. graphql-js's own rules
 * find much the same but say it differently, and clients read codes and messages.
 */
export function validateDocument(schema: GraphQLSchema, document: DocumentNode): WireError[] {
  return new DocumentValidator(schema, document).run();
}

export interface ReportContext {
  schema: GraphQLSchema;
  report(message: string, node: ASTNode, path: string[], extensions: Record<string, unknown>): void;
  useVariable(name: string, node: ASTNode, path: string[]): DeclaredVariable | undefined;
}

class DocumentValidator implements ReportContext {
  private readonly errors: WireError[] = [];
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly usedFragments = new Set<string>();
  private variables = new Map<string, DeclaredVariable>();
  private operationName = '';
  private opened: string[] = [];

  constructor(
    readonly schema: GraphQLSchema,
    private readonly document: DocumentNode,
  ) {
    for (const definition of document.definitions) {
      if (definition.kind === 'FragmentDefinition') this.fragments.set(definition.name.value, definition);
    }
  }

  run(): WireError[] {
    for (const definition of this.document.definitions) {
      if (definition.kind === 'OperationDefinition') this.operation(definition);
    }
    for (const [name, fragment] of this.fragments) {
      if (this.usedFragments.has(name)) continue;
      this.report(`Fragment ${name} was defined, but not used`, fragment, [`fragment ${name}`], {
        code: 'useAndDefineFragment',
        fragmentName: name,
      });
    }
    return unique(this.errors);
  }

  report(message: string, node: ASTNode, path: string[], extensions: Record<string, unknown>): void {
    const at = node.loc ? [getLocation(node.loc.source, node.loc.start)] : [];
    const locations = at.map(({ line, column }) => ({ line, column }));
    this.errors.push({ message, locations, path, extensions });
  }

  useVariable(name: string, node: ASTNode, path: string[]): DeclaredVariable | undefined {
    const declared = this.variables.get(name);
    if (declared) declared.used = true;
    else {
      this.report(`Variable $${name} is used by ${this.operationName} but not declared`, node, path, {
        code: 'variableNotDefined',
        variableName: name,
      });
    }
    return declared;
  }

  private operation(operation: OperationDefinitionNode): void {
    const name = operation.name?.value;
    const label = name ? `${operation.operation} ${name}` : operation.operation;
    this.operationName = name ?? `anonymous ${operation.operation}`;
    this.variables = new Map();
    for (const definition of operation.variableDefinitions ?? []) {
      const type = typeFromAST(this.schema, definition.type as never);
      const variable = definition.variable.name.value;
      if (!type) {
        const typeName = print(definition.type).replace(/[[\]!]/g, '');
        const isKnown = this.schema.getType(typeName) !== undefined;
        this.report(`${typeName} isn't a defined input type (on $${variable})`, definition, [label], {
          code: 'variableRequiresValidType',
          typeName,
          variableName: variable,
        });
        if (!isKnown) continue;
      } else if (!isInputType(type)) {
        this.report(
          `${getNamedType(type).name} isn't a valid input type (on $${variable})`,
          definition,
          [label],
          {
            code: 'variableRequiresValidType',
            typeName: getNamedType(type).name,
            variableName: variable,
          },
        );
      }
      this.variables.set(variable, { node: definition, type: type ?? null, used: false });
    }
    const root = this.schema.getRootType(operation.operation);
    if (!root) {
      this.report(`Schema is not configured for ${operation.operation}s`, operation, [label], {
        code: `missing${operation.operation === 'mutation' ? 'Mutation' : 'Subscription'}Configuration`,
      });
      return;
    }
    this.directives(operation.directives ?? [], [label]);
    this.selections(root, operation.selectionSet, [label]);
    for (const [variable, declared] of this.variables) {
      if (declared.used) continue;
      this.report(
        `Variable $${variable} is declared by ${this.operationName} but not used`,
        operation,
        [label],
        {
          code: 'variableNotUsed',
          variableName: variable,
        },
      );
    }
  }

  private selections(parent: GraphQLNamedType, set: SelectionSetNode, path: string[]): void {
    for (const selection of set.selections) {
      if (selection.kind === 'Field') this.field(parent, selection, path);
      else if (selection.kind === 'InlineFragment') {
        const condition = selection.typeCondition?.name.value;
        const here = [...path, condition ? `... on ${condition}` : '...'];
        this.directives(selection.directives ?? [], here);
        const type = condition ? this.condition(parent, condition, selection, here, 'unknown') : parent;
        if (type) this.selections(type, selection.selectionSet, here);
      } else {
        const name = selection.name.value;
        const fragment = this.fragments.get(name);
        this.usedFragments.add(name);
        if (!fragment) {
          this.report(`Fragment ${name} was used, but not defined`, selection, [...path, `... ${name}`], {
            code: 'useAndDefineFragment',
            fragmentName: name,
          });
          continue;
        }
        if (this.opened.includes(name)) {
          this.report(`Fragment ${name} contains an infinite loop`, fragment, [`fragment ${name}`], {
            code: 'infiniteLoop',
            fragmentName: name,
          });
          continue;
        }
        this.opened.push(name);
        const type = this.condition(
          parent,
          fragment.typeCondition.name.value,
          selection,
          [...path, `... ${name}`],
          name,
        );
        if (type) this.selections(type, fragment.selectionSet, [`fragment ${name}`]);
        this.opened.pop();
      }
    }
  }

  private condition(
    parent: GraphQLNamedType,
    name: string,
    node: ASTNode,
    path: string[],
    fragmentName: string,
  ): GraphQLNamedType | null {
    const type = this.schema.getType(name);
    if (!type) {
      this.report(`No such type ${name}, so it can't be a fragment condition`, node, path, {
        code: 'undefinedType',
        typeName: name,
      });
      return null;
    }
    if (!isCompositeType(type)) {
      this.report(`Invalid fragment on type ${name} (must be Union, Interface or Object)`, node, path, {
        code: 'fragmentOnNonCompositeType',
        typeName: name,
      });
      return null;
    }
    if (isCompositeType(parent) && !doTypesOverlap(this.schema, parent, type)) {
      const what = fragmentName === 'unknown' ? `Fragment on ${name}` : `Fragment ${fragmentName} on ${name}`;
      this.report(`${what} can't be spread inside ${parent.name}`, node, path, {
        code: 'cannotSpreadFragment',
        typeName: name,
        fragmentName,
        parentName: parent.name,
      });
      return null;
    }
    return type;
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
    this.directives(node.directives ?? [], here);
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

  private directives(directives: readonly DirectiveNode[], path: string[]): void {
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
