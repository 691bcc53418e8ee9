import {
  type DocumentNode,
  type FieldNode,
  type OperationDefinitionNode,
  getLocation,
  valueFromASTUntyped,
  visit,
} from 'graphql';
import type { WireError } from './errors';

/** Greatest list in an argument, at any depth of it. */
const LIMIT = 250;

/**
 * Lists that are too long, wherever they stand in the arguments of the operation; looked at before anything runs, so the
 * answer has no data. The path names the field and the way to the list.
 */
export function oversizedInputs(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): WireError[] {
  const errors: WireError[] = [];
  const look = (field: FieldNode, value: unknown, path: string[]): void => {
    if (Array.isArray(value)) {
      if (value.length > LIMIT) errors.push(tooLong(field, value.length, path));
      for (const [index, item] of value.entries()) look(field, item, [...path, String(index)]);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) look(field, inner, [...path, key]);
    }
  };
  const definitions = document.definitions.filter(
    (node) => node === operation || node.kind === 'FragmentDefinition',
  );
  for (const definition of definitions) {
    visit(definition, {
      Field: (field) => {
        for (const argument of field.arguments ?? []) {
          const name = field.alias?.value ?? field.name.value;
          look(field, valueFromASTUntyped(argument.value, variables), [name, argument.name.value]);
        }
      },
    });
  }
  return errors;
}

function tooLong(field: FieldNode, size: number, path: string[]): WireError {
  const at = field.loc ? getLocation(field.loc.source, field.loc.start) : null;
  return {
    message: `The input array size of ${size} is greater than the maximum allowed of ${LIMIT}.`,
    ...(at ? { locations: [{ line: at.line, column: at.column }] } : {}),
    path,
    extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' },
  };
}
