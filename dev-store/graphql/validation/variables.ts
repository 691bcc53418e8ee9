import {
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  getLocation,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  typeFromAST,
} from 'graphql';
import type { WireError } from '../errors';
import { scalarProblem } from './scalars';

interface Problem {
  path: (string | number)[];
  explanation: string;
  message?: string;
}

/** Checks the values of an operation's variables: one INVALID_VARIABLE error for each variable that has problems. */
export function validateVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  values: Record<string, unknown>,
): WireError[] {
  const errors: WireError[] = [];
  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type as never) as GraphQLInputType | undefined;
    if (!type || !isInputType(type)) continue;
    const isGiven = Object.hasOwn(values, name);
    if (!isGiven && (definition.defaultValue || !isNonNullType(type))) continue;
    const value = isGiven ? values[name] : null;
    const problems: Problem[] = [];
    collect(type, value, [], problems);
    if (problems.length === 0) continue;
    const named = problems.filter((problem) => problem.path.length > 0);
    const list = named.map((problem) => `${problem.path.join('.')} (${problem.explanation})`).join(', ');
    const at = definition.loc ? getLocation(definition.loc.source, definition.loc.start) : null;
    errors.push({
      message:
        `Variable $${name} of type ${type.toString()} was provided invalid value` +
        (list ? ` for ${list}` : ''),
      ...(at ? { locations: [{ line: at.line, column: at.column }] } : {}),
      extensions: { code: 'INVALID_VARIABLE', value: value ?? null, problems },
    });
  }
  return errors;
}

function collect(
  type: GraphQLInputType,
  value: unknown,
  path: (string | number)[],
  problems: Problem[],
): void {
  if (value === null || value === undefined) {
    if (isNonNullType(type)) problems.push({ path, explanation: 'Expected value to not be null' });
    return;
  }
  const inner = getNullableType(type);
  if (isListType(inner)) {
    const items: unknown[] = Array.isArray(value) ? value : [value];
    const itemPath = (index: number) => (Array.isArray(value) ? [...path, index] : path);
    items.forEach((item, index) => collect(inner.ofType, item, itemPath(index), problems));
    return;
  }
  if (isInputObjectType(inner)) {
    if (typeof value !== 'object' || Array.isArray(value)) {
      problems.push({ path, explanation: `Expected ${JSON.stringify(value)} to be a key-value object.` });
      return;
    }
    const record = value as Record<string, unknown>;
    const fields = inner.getFields();
    // graphql-ruby's order: what was given, as given; then what is missing.
    for (const [key, inside] of Object.entries(record)) {
      const field = fields[key];
      if (field) collect(field.type, inside, [...path, key], problems);
      else problems.push({ path: [...path, key], explanation: `Field is not defined on ${inner.name}` });
    }
    for (const [key, field] of Object.entries(fields)) {
      if (Object.hasOwn(record, key) || !isRequiredInputField(field)) continue;
      problems.push({ path: [...path, key], explanation: 'Expected value to not be null' });
    }
    const keys = Object.keys(record);
    const [only] = keys;
    if (inner.isOneOf && keys.length === 1 && only !== undefined && record[only] === null) {
      const explanation = `'${inner.name}' requires exactly one argument, but '${only}' was \`null\`.`;
      problems.push({ path, explanation });
    } else if (inner.isOneOf && keys.length !== 1) {
      problems.push({
        path,
        explanation: `'${inner.name}' requires exactly one argument, but ${keys.length} were provided.`,
      });
    }
    return;
  }
  if (isEnumType(inner)) {
    if (typeof value === 'string' && inner.getValue(value)) return;
    const allowed = inner
      .getValues()
      .map((entry) => entry.name)
      .join(', ');
    problems.push({ path, explanation: `Expected ${JSON.stringify(value)} to be one of: ${allowed}` });
    return;
  }
  const problem = scalarProblem(inner.name, value);
  if (!problem) return;
  problems.push({
    path,
    explanation: problem.explanation,
    ...(problem.isCoercion ? { message: problem.explanation } : {}),
  });
}
