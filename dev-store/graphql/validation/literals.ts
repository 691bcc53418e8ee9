import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type ObjectFieldNode,
  type ObjectValueNode,
  type ValueNode,
  type VariableDefinitionNode,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  print,
} from 'graphql';
import type { ReportContext, ValueSite } from './report-context';
import { scalarProblem } from './scalars';
import { repeatedInputFields } from './uniqueness';
import { checkVariableUse } from './variable-uses';

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
  repeatedInputFields(value.fields, path, context.reportAll);
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
  if (type.isOneOf) checkOneOf(context, value, type, path);
}

function checkOneOf(
  context: ReportContext,
  value: ObjectValueNode,
  type: GraphQLInputObjectType,
  path: string[],
): void {
  const extensions = { code: 'invalidOneOfInputObject', inputObjectType: type.name };
  const [only, ...others] = value.fields;
  if (!only || others.length > 0) {
    const message = `OneOf Input Object '${type.name}' must specify exactly one key.`;
    context.report(message, value, path, extensions);
  } else if (only.value.kind === 'NullValue') {
    const message = `Field '${type.name}.${only.name.value}' must be non-null.`;
    context.report(message, only, [...path, only.name.value], extensions);
  } else if (only.value.kind === 'Variable') {
    const name = only.value.name.value;
    context.useVariable({
      name,
      node: only.value,
      path,
      check: (declared) => {
        if (!declared.type || isNonNullType(declared.type)) return;
        const message = `Variable '${name}' must be non-nullable to be used for OneOf Input Object '${type.name}'.`;
        context.report(message, value, [...path, only.name.value], extensions);
      },
    });
  }
}

/** The default of a variable, against the variable's type. */
export function checkDefault(
  context: ReportContext,
  definition: VariableDefinitionNode,
  value: ValueNode,
  type: GraphQLInputType,
  path: string[],
): void {
  const name = definition.variable.name.value;
  const extensions = {
    code: 'defaultValueInvalidType',
    variableName: name,
    typeName: type.toString(),
  };
  const quiet: ReportContext = {
    schema: context.schema,
    useVariable: () => undefined,
    report: (message) => void inside.push(message),
    reportAll: (message) => void inside.push(message),
  };
  const inside: string[] = [];
  const site = {
    argumentName: name,
    ownerKind: '',
    ownerName: '',
    ownerNode: definition,
    argumentNode: definition,
  };
  const isRight = fits(quiet, value, type, site, path) && inside.length === 0;
  if (isRight) return;
  context.report(
    `Default value for $${name} doesn't match type ${type.toString()}`,
    definition,
    path,
    extensions,
  );
}
