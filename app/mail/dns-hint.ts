/** TXT records of a name: each in its parts. Rejects with `code` ENOTFOUND or ENODATA when there are none. */
export type ResolveTxt = (name: string) => Promise<string[][]>;

/** `unknown`: the DNS could not be asked, or nobody told us what to look for. */
export type RecordState = 'ok' | 'missing' | 'wrong' | 'unknown';

export type RecordProblem =
  /** more than one record: receivers then take none */
  | 'several'
  | 'syntax'
  /** SPF "+all": everybody may send as this domain */
  | 'everybody'
  /** SPF without an end: whoever is not listed is neither allowed nor forbidden */
  | 'open-end'
  /** SPF that needs more than ten further questions: receivers stop there */
  | 'lookups'
  /** SPF: there is none, and it is known what it has to say (`advice`) */
  | 'set-spf'
  /** SPF: it does not name the server that the messages leave by (`advice`) */
  | 'add-spf'
  /** SPF: the messages leave by the operator's server, and the operator has not said how an entry names it */
  | 'ask-operator'
  /** SPF: it is not asked of this domain, since bounces go to another one */
  | 'elsewhere'
  /** DKIM with an empty key: it was withdrawn */
  | 'revoked'
  /** DKIM: nothing under the usual names; the provider knows the right one */
  | 'selector'
  /** the same, and the operator is the one to ask */
  | 'operator-selector'
  /** DKIM: nothing under the name that the operator's server signs with */
  | 'operator-key'
  /** DMARC "p=none": watches, asks for nothing */
  | 'watches-only'
  /** DMARC can only be passed by DKIM, and that is not in order, or not known to be */
  | 'needs-dkim'
  | 'no-answer';

export interface DomainHint {
  record: 'spf' | 'dkim' | 'dmarc';
  state: RecordState;
  /** `watches-only`, `open-end`, `elsewhere` and `needs-dkim` may come with `ok`: it works, and something is to be known */
  problem: RecordProblem | null;
  /** where it was looked for */
  name: string;
  found: string | null;
  /** what to write into the entry, as it is */
  advice: string | null;
}

export const hintAt =
  (record: DomainHint['record'], name: string) =>
  (
    state: RecordState,
    problem: RecordProblem | null = null,
    found: string | null = null,
    advice: string | null = null,
  ): DomainHint => ({
    record,
    state,
    problem,
    name,
    found: found === null ? null : found.slice(0, 500),
    advice,
  });

/** null: the DNS did not answer. */
export async function textsAt(resolve: ResolveTxt, name: string): Promise<string[] | null> {
  try {
    return (await resolve(name)).map((parts) => parts.join(''));
  } catch (error) {
    const code = (error as { code?: string }).code;
    return code === 'ENOTFOUND' || code === 'ENODATA' ? [] : null;
  }
}
