import type { ProgramDraft } from './draft';

type Leaf = string | boolean;
type PathsOf<T> = T extends readonly (infer Item)[]
  ? `${number}.${PathsOf<Item>}`
  : { [K in keyof T & string]: T[K] extends Leaf ? K : `${K}.${PathsOf<T[K]>}` }[keyof T & string];

/** The dotted path of one field: "anniversary.message.body.de", "loyalty.tiers.0.benefits.1.value.percentage". */
export type DraftPath = PathsOf<ProgramDraft>;

type Branch = Record<string, unknown>;

/** What is typed in one field. */
export function readField(draft: ProgramDraft, path: DraftPath): Leaf {
  return path.split('.').reduce<unknown>((branch, key) => (branch as Branch)[key], draft) as Leaf;
}

/** A copy of the draft with one field changed. */
export function withField(draft: ProgramDraft, path: DraftPath, value: Leaf): ProgramDraft {
  return change(draft, path.split('.'), value) as ProgramDraft;
}

function change(branch: unknown, [key, ...rest]: string[], value: Leaf): unknown {
  if (key === undefined) return value;
  if (Array.isArray(branch)) {
    return branch.map((item: unknown, index) => (index === Number(key) ? change(item, rest, value) : item));
  }
  return { ...(branch as Branch), [key]: change((branch as Branch)[key], rest, value) };
}

/** The field's name in the locale files: "loyalty.tiers.0.name" -> "loyalty_tiers_name". */
export function fieldName(path: string): string {
  return path
    .split('.')
    .filter((part) => !/^\d+$/.test(part))
    .join('_');
}

/** Fields whose bounds are minor units of the shop's currency. */
export function isMoneyField(path: string): boolean {
  return /(Minor|\.from\.spend)$/.test(path);
}
