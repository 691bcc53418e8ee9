import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLType,
  type VariableNode,
  getNamedType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { DeclaredVariable, ReportContext, ValueSite } from './report-context';

/** Whether a variable of its declared type may stand at a place of another type. */
export function checkVariableUse(
  context: ReportContext,
  variable: VariableNode,
  expected: GraphQLInputType,
  definition: GraphQLArgument | GraphQLInputField | undefined,
  site: ValueSite,
  path: string[],
): void {
  const name = variable.name.value;
  context.useVariable({ name, node: variable, path, check });

  function check(declared: DeclaredVariable): void {
    const problem = mismatch(declared, expected, definition);
    if (!problem || !declared.type) return;
    context.report(
      `${problem} on variable $${name} and argument ${site.argumentName} ` +
        `(${declared.type.toString()} / ${expected.toString()})`,
      site.argumentNode,
      path,
      {
        code: 'variableMismatch',
        variableName: name,
        typeName: declared.type.toString(),
        argumentName: site.argumentName,
        errorMessage: problem,
      },
    );
  }
}

function mismatch(
  declared: DeclaredVariable,
  expected: GraphQLInputType,
  definition: GraphQLArgument | GraphQLInputField | undefined,
): string | null {
  const type = declared.type;
  if (!type) return null;
  if (getNamedType(type) !== getNamedType(expected)) return 'Type mismatch';
  if (depth(type) !== depth(expected) && depth(type) !== 0) return 'List dimension mismatch';
  const hasDefault =
    (declared.node.defaultValue && declared.node.defaultValue.kind !== 'NullValue') ||
    definition?.defaultValue !== undefined;
  if (isNonNullType(expected) && !isNonNullType(type) && !hasDefault) return 'Nullability mismatch';
  return innerNullability(type, expected) ? null : 'Nullability mismatch';
}

function innerNullability(type: GraphQLType, expected: GraphQLType): boolean {
  const own = isNonNullType(type) ? type.ofType : type;
  const other = isNonNullType(expected) ? expected.ofType : expected;
  if (!isListType(own) || !isListType(other)) return true;
  if (isNonNullType(other.ofType) && !isNonNullType(own.ofType)) return false;
  return innerNullability(own.ofType, other.ofType);
}

function depth(type: GraphQLType): number {
  if (isNonNullType(type)) return depth(type.ofType);
  return isListType(type) ? 1 + depth(type.ofType) : 0;
}
