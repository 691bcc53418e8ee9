import { useCallback, useMemo, useState } from 'react';
import type { ProgramDraft } from './draft';
import { withField } from './draft-path';
import type { DraftPath } from './draft-path';
import type { FieldError } from './field-errors';
import type { SaveAnswer } from '../app.program_.save';

/** Why the last save did not succeed; `failed`: the server or the network, not what was typed. */
export type Problem =
  { kind: 'invalid'; errors: FieldError[] } | { kind: 'conflict'; version: number } | { kind: 'failed' };

export interface ProgramForm {
  draft: ProgramDraft;
  /** of the shop: what amounts are typed in */
  currency: string;
  dirty: boolean;
  saving: boolean;
  problem: Problem | null;
  errorAt(path: string): FieldError | undefined;
  set(path: DraftPath, value: string | boolean): void;
  /** Changes fields of the loyalty section; errors below `touched` are taken away. */
  setLoyalty(change: Partial<ProgramDraft['loyalty']>, touched: string): void;
  discard(): void;
  /** @returns whether it was saved; what is typed stays as it is when not */
  save(options?: { overwrite: boolean }): Promise<boolean>;
}

/**
 * The program while it is edited. Saving goes by a plain fetch rather than a form submission of the router, so that no
 * answer of the server, not even an error page, can take the page and what is typed on it away.
 */
export function useProgramForm(
  saved: { version: number; draft: ProgramDraft },
  { currency, locale }: { currency: string; locale: string },
): ProgramForm {
  const [base, setBase] = useState(saved);
  const [draft, setDraft] = useState(saved.draft);
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const dirty = useMemo(() => JSON.stringify(draft) !== JSON.stringify(base.draft), [draft, base]);

  const edit = useCallback(
    (isTouched: (path: string) => boolean, change: (draft: ProgramDraft) => ProgramDraft) => {
      setDraft(change);
      setProblem((current) =>
        current?.kind === 'invalid' ? withoutErrors(current.errors, isTouched) : current,
      );
    },
    [],
  );

  async function save(options = { overwrite: false }): Promise<boolean> {
    const version = options.overwrite && problem?.kind === 'conflict' ? problem.version : base.version;
    setSaving(true);
    const answer = await postProgram({ version, draft, locale });
    setSaving(false);
    if (answer.outcome !== 'saved') {
      setProblem(problemOf(answer));
      return false;
    }
    setProblem(null);
    setBase({ version: answer.version, draft: answer.draft });
    // What was typed while the answer was on its way stays.
    setDraft((current) => (current === draft ? answer.draft : current));
    return true;
  }

  return {
    draft,
    currency,
    dirty,
    saving,
    problem,
    errorAt: (path) =>
      problem?.kind === 'invalid' ? problem.errors.find((error) => error.path === path) : undefined,
    set: (path, value) =>
      edit(
        (touched) => touched === path,
        (current) => withField(current, path, value),
      ),
    setLoyalty: (change, touched) =>
      edit(
        (path) => path === touched || path.startsWith(`${touched}.`),
        (current) => ({ ...current, loyalty: { ...current.loyalty, ...change } }),
      ),
    discard: () => {
      setDraft(base.draft);
      setProblem(null);
    },
    save,
  };
}

type Answer = SaveAnswer | { outcome: 'failed' };

function problemOf(answer: Exclude<Answer, { outcome: 'saved' }>): Problem {
  if (answer.outcome === 'invalid') return { kind: 'invalid', errors: answer.errors };
  if (answer.outcome === 'conflict') return { kind: 'conflict', version: answer.version };
  return { kind: 'failed' };
}

function withoutErrors(errors: FieldError[], isTouched: (path: string) => boolean): Problem | null {
  const left = errors.filter((error) => !isTouched(error.path));
  return left.length > 0 ? { kind: 'invalid', errors: left } : null;
}

/** App Bridge adds the session token to requests of the app's own origin. */
async function postProgram(body: { version: number; draft: ProgramDraft; locale: string }): Promise<Answer> {
  try {
    const response = await fetch('/app/program/save', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) return { outcome: 'failed' };
    return (await response.json()) as SaveAnswer;
  } catch {
    return { outcome: 'failed' }; // shown as a banner; the merchant tries again
  }
}
