import type { RequestContext } from '../context';
import { definitionFor } from './find-definitions';
import { knownTypes, typeCategory } from './metafield-values';

export interface DefinitionInput {
  ownerType: string;
  namespace?: string | null;
  key: string;
  name?: string | null;
  description?: string | null;
  type?: string;
  pin?: boolean | null;
  validations?: { name: string; value: string }[] | null;
  access?: { admin?: string | null; storefront?: string | null; customerAccount?: string | null } | null;
}

export interface DefinitionError {
  field: string[] | null;
  message: string;
  code: string | null;
}

/** Why a definition may not be made as asked. */
export function createProblems(
  context: RequestContext,
  input: DefinitionInput,
  namespace: string,
): DefinitionError[] {
  const at = (name: string) => ['definition', name];
  if (definitionFor(context, input.ownerType, namespace, input.key)) {
    const message = `Key is in use for ${ownerLabel(input.ownerType)} metafields on the '${namespace}' namespace.`;
    return [{ field: at('key'), message, code: 'TAKEN' }];
  }
  const errors: DefinitionError[] = [];
  if (!input.name) errors.push({ field: at('name'), message: "Name can't be blank", code: 'BLANK' });
  if (input.key.length < 2) {
    errors.push({
      field: at('key'),
      message: 'Key is too short (minimum is 2 characters)',
      code: 'TOO_SHORT',
    });
  } else if (input.key.length > 64) {
    errors.push({
      field: at('key'),
      message: 'Key is too long (maximum is 64 characters)',
      code: 'TOO_LONG',
    });
  } else if (!/^[A-Za-z0-9_-]+$/.test(input.key)) {
    const message =
      'Key contains one or more invalid characters. Only alphanumeric characters, hyphens, and underscores are allowed.';
    errors.push({ field: at('key'), message, code: 'INVALID_CHARACTER' });
  }
  if (namespace.length < 3) {
    const message = 'Namespace is too short (minimum is 3 characters)';
    errors.push({ field: at('namespace'), message, code: 'TOO_SHORT' });
  }
  if (typeCategory(input.type ?? '') === null) {
    const message = `Type name ${input.type ?? ''} is not a valid type. Valid types are: ${knownTypes().join(', ')}.`;
    errors.push({ field: at('type'), message, code: 'INCLUSION' });
  }
  const tooLong = lengthProblem(input);
  if (tooLong) errors.push(tooLong);
  return errors;
}

/** What is too long in the texts for people; creation and change both ask. */
export function lengthProblem(input: DefinitionInput): DefinitionError | null {
  if ((input.name?.length ?? 0) > 255) {
    return {
      field: ['definition', 'name'],
      message: 'Name is too long (maximum is 255 characters)',
      code: 'TOO_LONG',
    };
  }
  if ((input.description?.length ?? 0) > 255) {
    const message = 'Description is too long (maximum is 255 characters)';
    return { field: ['definition', 'description'], message, code: 'TOO_LONG' };
  }
  return null;
}

function ownerLabel(ownerType: string): string {
  return ownerType.charAt(0) + ownerType.slice(1).toLowerCase();
}
