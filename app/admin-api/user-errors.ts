/** What every mutation answers beside its result; an empty list means that it was carried out. */
export interface UserError {
  field?: string[] | null;
  message: string;
  code?: string | null;
}

/** One line for log and activity: fields, codes and messages, which name our input and no person. */
export function describeUserErrors(errors: readonly UserError[]): string {
  return errors
    .map((error) => `${error.field?.join('.') ?? ''}: ${error.code ?? ''} ${error.message}`.trim())
    .join('; ');
}
