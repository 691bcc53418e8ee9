import type { Program } from '~/loyalty/program';
import { oversizedParts } from '~/loyalty/program-size';
import type { FieldError } from './field-errors';

/** What has to be shortened, and by how many bytes, before Shopify hands the program to the checkout. */
export function sizeErrors(program: Program, currency: string): FieldError[] {
  const errors = new Map<string, FieldError>();
  for (const { path, bytes, limit } of oversizedParts(program, currency)) {
    const over = Math.max(bytes - limit, errors.get(path)?.values.over ?? 0);
    errors.set(path, { path, key: 'program.error.tooManyBytes', values: { over } });
  }
  return [...errors.values()];
}
