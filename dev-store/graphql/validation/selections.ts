import {
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLArgument,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isObjectType,
} from 'graphql';
import { checkArguments, checkDirectives } from './arguments-and-directives';
import { canSpread, conditionType } from './fragment-types';
import type { ReportContext } from './report-context';

export interface SelectionContext extends ReportContext {
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** remembers that what is looked at spreads the fragment */
  useFragment(name: string): void;
  /** does it when the whole document was seen */
  later(step: () => void): void;
}

/** Checks what is selected of `parent`, all the way down to where another fragment is spread. */
export function checkSelections(
  context: SelectionContext,
  parent: GraphQLNamedType,
  set: SelectionSetNode,
  path: string[],
): void {
  for (const selection of set.selections) {
    if (selection.kind === 'Field') checkField(context, parent, selection, path);
    else if (selection.kind === 'InlineFragment') {
      const condition = selection.typeCondition?.name.value;
      const here = [...path, condition ? `... on ${condition}` : '...'];
      checkDirectives(context, selection.directives ?? [], 'INLINE_FRAGMENT', here);
      const type = condition ? conditionType(context, condition, selection, here) : parent;
      if (!type || !canSpread(context, parent, type, selection, here, 'unknown')) continue;
      checkSelections(context, type, selection.selectionSet, here);
    } else checkSpread(context, parent, selection, [...path, `... ${selection.name.value}`]);
  }
}

function checkSpread(
  context: SelectionContext,
  parent: GraphQLNamedType,
  node: FragmentSpreadNode,
  path: string[],
): void {
  const name = node.name.value;
  checkDirectives(context, node.directives ?? [], 'FRAGMENT_SPREAD', path);
  const fragment = context.fragments.get(name);
  if (!fragment) {
    context.report(`Fragment ${name} was used, but not defined`, node, path, {
      code: 'useAndDefineFragment',
      fragmentName: name,
    });
    return;
  }
  context.useFragment(name);
  const type = context.schema.getType(fragment.typeCondition.name.value);
  // where a spread does not fit is said at the end, as graphql-ruby does
  if (isCompositeType(type)) context.later(() => void canSpread(context, parent, type, node, path, name));
}

function checkField(
  context: SelectionContext,
  parent: GraphQLNamedType,
  node: FieldNode,
  path: string[],
): void {
  const name = node.name.value;
  const here = [...path, node.alias?.value ?? name];
  const definition = fieldDefinition(context.schema, parent, name);
  if (!definition) {
    const { message, extensions } = noSuchField(parent, name);
    context.report(message, node, here, extensions);
    return;
  }
  const returned = getNamedType(definition.type);
  const mismatch = selectionMismatch(node, returned);
  if (mismatch) {
    context.report(mismatch, node, here, {
      code: 'selectionMismatch',
      nodeName: `field '${name}'`,
      typeName: returned.name,
    });
    return;
  }
  checkArguments(context, 'Field', definition.args, node, here);
  checkDirectives(context, node.directives ?? [], 'FIELD', here);
  if (node.selectionSet) checkSelections(context, returned, node.selectionSet, here);
}

function fieldDefinition(
  schema: GraphQLSchema,
  parent: GraphQLNamedType,
  name: string,
): { type: GraphQLOutputType; args: readonly GraphQLArgument[] } | null {
  if (name === '__typename') return TypeNameMetaFieldDef;
  if (parent === schema.getQueryType()) {
    if (name === '__schema') return SchemaMetaFieldDef;
    if (name === '__type') return TypeMetaFieldDef;
  }
  if (isObjectType(parent) || isInterfaceType(parent)) return parent.getFields()[name] ?? null;
  return null;
}

function noSuchField(
  parent: GraphQLNamedType,
  name: string,
): { message: string; extensions: Record<string, unknown> } {
  if (isAbstractType(parent) && !isInterfaceType(parent)) {
    return {
      message: `Selections can't be made directly on unions (see selections on ${parent.name})`,
      extensions: { code: 'selectionMismatch', nodeName: parent.name },
    };
  }
  return {
    message: `Field '${name}' doesn't exist on type '${parent.name}'`,
    extensions: { code: 'undefinedField', typeName: parent.name, fieldName: name },
  };
}

/** What is wrong when a leaf has selections or an object has none; null when neither. */
function selectionMismatch({ name, selectionSet }: FieldNode, returned: GraphQLNamedType): string | null {
  const field = name.value;
  if (isLeafType(returned) && selectionSet) {
    const chosen = selectionSet.selections.map(quoted).join(', ');
    const kind = returned.astNode?.kind === 'EnumTypeDefinition' ? 'enums' : 'scalars';
    return `Selections can't be made on ${kind} (field '${field}' returns ${returned.name} but has selections [${chosen}])`;
  }
  if (isCompositeType(returned) && !selectionSet) {
    return `Field must have selections (field '${field}' returns ${returned.name} but has no selections. Did you mean '${field} { ... }'?)`;
  }
  return null;
}

function quoted(selection: SelectionNode): string {
  return selection.kind === 'InlineFragment'
    ? `"... on ${selection.typeCondition?.name.value ?? ''} { ... }"`
    : `"${selection.name.value}"`;
}
