import type { z } from 'zod';
import type { Program } from '~/loyalty/program';

/** What is wrong with one field: its path ("loyalty.tiers.0.name"), a locale key and the values of its text. */
export interface FieldError {
  path: string;
  key: string;
  values: {
    /** bounds; of amounts in minor units */
    min?: number;
    max?: number;
    /** bytes, or entries of a list, that have to go */
    over?: number;
    /** what the template engine said */
    detail?: string;
  };
}

/** One sentence a field: what could not be read comes before what the schema says about it. */
export function fieldErrors(
  unread: FieldError[],
  issues: readonly z.core.$ZodIssue[],
  tierBy: Program['loyalty']['tierBy'],
): FieldError[] {
  const errors = new Map<string, FieldError>();
  for (const error of unread) if (!errors.has(error.path)) errors.set(error.path, error);
  for (const issue of issues) {
    const path = fieldPath(issue.path, tierBy);
    if (errors.has(path)) continue;
    const values: FieldError['values'] = {};
    if (issue.code === 'too_small') values.min = Number(issue.minimum);
    if (issue.code === 'too_big') values.max = Number(issue.maximum);
    errors.set(path, { path, key: errorKey(issue), values });
  }
  return [...errors.values()];
}

function errorKey(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_big' && issue.origin === 'array') return 'program.error.tooMany';
  if (issue.code === 'too_small' && issue.origin === 'array') return 'program.error.addOne';
  if (issue.message.startsWith('program.error.')) return issue.message;
  if (issue.code === 'too_small') return 'program.error.required';
  if (issue.code === 'too_big') return 'program.error.tooLong';
  return 'program.error.invalid';
}

/** The field on the page that a path of the schema is typed in: lists are one field, a tier's key is made from its name. */
export function fieldPath(path: readonly PropertyKey[], tierBy: Program['loyalty']['tierBy']): string {
  const text = path.map(String).join('.');
  const list =
    /^(classification\.excludedTags|anniversary\.years|thankYou\.milestoneOrders|greetings\.roundDates\.(?:days|years)|loyalty\.(?:tags|collections|exclude\.collections))\b/.exec(
      text,
    );
  if (list?.[1]) return list[1];
  return text
    .replace(/^(loyalty\.tiers\.\d+)\.key$/, '$1.name')
    .replace(/^(loyalty\.tiers\.\d+\.from)$/, `$1.${tierBy}`);
}

/** As the fields stand on the page, so that the list of errors is read from top to bottom. */
export function inPageOrder(errors: FieldError[], draft: object): FieldError[] {
  const paths = leaves(draft, '');
  const place = ({ path }: FieldError) => {
    const index = paths.findIndex((leaf) => leaf === path || leaf.startsWith(`${path}.`));
    return index < 0 ? paths.length : index;
  };
  return errors
    .map((error) => ({ error, place: place(error) }))
    .sort((one, other) => one.place - other.place)
    .map(({ error }) => error);
}

function leaves(branch: object, prefix: string): string[] {
  return Object.entries(branch).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null && Object.keys(value).length > 0
      ? leaves(value, `${prefix}${key}.`)
      : [prefix + key],
  );
}
