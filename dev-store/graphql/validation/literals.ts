import {
  type ASTNode,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type ObjectFieldNode,
  type ObjectValueNode,
  type ValueNode,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  print,
} from 'graphql';
import { scalarProblem } from './scalars';
import type { ReportContext } from './document';
import { checkVariableUse } from './variable-uses';

/** Where a value stands: the argument and what it belongs to. */
export interface ValueSite {
  argumentName: string;
  /** "Field", "Directive" or "InputObject" */
  ownerKind: string;
  ownerName: string;
  ownerNode: ASTNode;
  argumentNode: ASTNode;
}

/** Checks a literal against its type; reports what is wrong at the innermost place that can be named. */
export function checkLiteral(
  context: ReportContext,
  value: ValueNode,
  type: GraphQLInputType,
  site: ValueSite,
  path: string[],
): void {
  if (!fits(context, value, type, site, path)) {
    const message =
      `Argument '${site.argumentName}' on ${site.ownerKind} '${site.ownerName}' has an invalid value ` +
      `(${print(value)}). Expected type '${type.toString()}'.`;
    context.report(message, site.ownerNode, path, {
      code: 'argumentLiteralsIncompatible',
      typeName: site.ownerKind,
      argumentName: site.argumentName,
    });
  }
}

/** False when the whole value is wrong; errors inside it are reported on the way. */
function fits(
  context: ReportContext,
  value: ValueNode,
  type: GraphQLInputType,
  site: ValueSite,
  path: string[],
): boolean {
  if (value.kind === 'Variable') {
    checkVariableUse(context, value, type, undefined, site, path);
    return true;
  }
  if (value.kind === 'NullValue') return !isNonNullType(type);
  const inner = getNullableType(type);
  if (isListType(inner)) {
    const items = value.kind === 'ListValue' ? value.values : [value];
    return items.every((item) => fits(context, item, inner.ofType, site, path));
  }
  if (isInputObjectType(inner)) {
    if (value.kind !== 'ObjectValue') return false;
    checkObject(context, value, inner, path);
    return true;
  }
  if (isEnumType(inner)) return value.kind === 'EnumValue' && inner.getValue(value.value) !== undefined;
  if (value.kind === 'EnumValue' || value.kind === 'ObjectValue' || value.kind === 'ListValue') {
    return inner.name === 'JSON';
  }
  const raw = value.kind === 'IntValue' || value.kind === 'FloatValue' ? Number(value.value) : value.value;
  if (inner.name === 'String' && value.kind !== 'StringValue') return false;
  const problem = scalarProblem(inner.name, raw, value.kind === 'IntValue');
  if (problem === null) return true;
  if (!problem.isCoercion) return false;
  context.report(problem.explanation, site.ownerNode, path, {
    code: 'argumentLiteralsIncompatible',
    typeName: 'CoercionError',
  });
  return true;
}

function checkObject(
  context: ReportContext,
  value: ObjectValueNode,
  type: GraphQLInputObjectType,
  path: string[],
): void {
  const fields = type.getFields();
  const given = new Map<string, ObjectFieldNode>();
  for (const entry of value.fields) {
    const name = entry.name.value;
    const field = fields[name];
    if (!field) {
      context.report(`InputObject '${type.name}' doesn't accept argument '${name}'`, entry, [...path, name], {
        code: 'argumentNotAccepted',
        name: type.name,
        typeName: 'InputObject',
        argumentName: name,
      });
      continue;
    }
    given.set(name, entry);
    const site: ValueSite = {
      argumentName: name,
      ownerKind: 'InputObject',
      ownerName: type.name,
      ownerNode: value,
      argumentNode: entry,
    };
    if (entry.value.kind === 'Variable') {
      checkVariableUse(context, entry.value, field.type, field, site, [...path, name]);
    } else checkLiteral(context, entry.value, field.type, site, [...path, name]);
  }
  for (const [name, field] of Object.entries(fields)) {
    if (!isRequiredInputField(field) || given.has(name)) continue;
    context.report(
      `Argument '${name}' on InputObject '${type.name}' is required. Expected type ${field.type.toString()}`,
      value,
      [...path, name],
      {
        code: 'missingRequiredInputObjectAttribute',
        argumentName: name,
        argumentType: field.type.toString(),
        inputObjectType: type.name,
      },
    );
  }
  if (type.isOneOf && value.fields.length !== 1) {
    context.report(
      `'${type.name}' requires exactly one argument, but ${value.fields.length} were provided.`,
      value,
      path,
      { code: 'invalidOneOfInputObject', inputObjectType: type.name },
    );
  }
}
