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
 * answer has no data.
 */
export function oversizedInputs(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): WireError[] {
  const errors: WireError[] = [];
  const look = (field: FieldNode, value: unknown): void => {
    if (Array.isArray(value)) {
      if (value.length > LIMIT) errors.push(tooLong(field, value.length));
      for (const item of value) look(field, item);
    } else if (typeof value === 'object' && value !== null) {
      for (const inner of Object.values(value)) look(field, inner);
    }
  };
  const definitions = document.definitions.filter(
    (node) => node === operation || node.kind === 'FragmentDefinition',
  );
  for (const definition of definitions) {
    visit(definition, {
      Field: (field) => {
        for (const argument of field.arguments ?? []) {
          look(field, valueFromASTUntyped(argument.value, variables));
        }
      },
    });
  }
  return errors;
}

function tooLong(field: FieldNode, size: number): WireError {
  const at = field.loc ? getLocation(field.loc.source, field.loc.start) : null;
  return {
    message: `The input array size of ${size} is greater than the maximum allowed of ${LIMIT}.`,
    ...(at ? { locations: [{ line: at.line, column: at.column }] } : {}),
    extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' },
  };
}
