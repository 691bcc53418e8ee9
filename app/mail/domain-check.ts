/**
 * What the DNS says about a sending domain, for hints on the sending page: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489). It
 * reads records; whether mail passes is decided by whoever receives it.
 */

/** TXT records of a name: each in its parts. Rejects with `code` ENOTFOUND or ENODATA when there are none. */
export type ResolveTxt = (name: string) => Promise<string[][]>;

/** `unknown`: the DNS could not be asked, or (DKIM) nobody told us under which name to look. */
export type RecordState = 'ok' | 'missing' | 'wrong' | 'unknown';

export type RecordProblem =
  /** more than one record: receivers then take none */
  | 'several'
  | 'syntax'
  /** SPF "+all": everybody may send as this domain */
  | 'everybody'
  /** SPF without an end: whoever is not listed is neither allowed nor forbidden */
  | 'open-end'
  /** DKIM with an empty key: it was withdrawn */
  | 'revoked'
  /** DKIM: nothing under the usual names; the provider knows the right one */
  | 'selector'
  /** DMARC "p=none": watches, asks for nothing */
  | 'watches-only'
  | 'no-answer';

export interface DomainHint {
  record: 'spf' | 'dkim' | 'dmarc';
  state: RecordState;
  /** `watches-only` and `open-end` come with `ok`: it works, and could be better */
  problem: RecordProblem | null;
  /** where it was looked for */
  name: string;
  found: string | null;
}

/** Selectors that large providers use; there is no way to list a domain's. */
export const USUAL_SELECTORS = [
  'default', 'dkim', 'mail', 'smtp', 'selector1', 'selector2', 'google', 's1', 's2', 'k1', 'k2', 'k3', 'mandrill', 'pm', 'mxvault',
  'zoho', 'mailjet', 'brevo', 'sib', 'amazonses', 'krs', 'key1', 'key2', 'resend',
] as const; // prettier-ignore

/** @param selector of DKIM, when the merchant knows it */
export async function checkDomain(
  resolve: ResolveTxt,
  domain: string,
  selector: string | null,
): Promise<DomainHint[]> {
  return Promise.all([
    checkSpf(resolve, domain),
    checkDkim(resolve, domain, selector),
    checkDmarc(resolve, domain),
  ]);
}

async function checkSpf(resolve: ResolveTxt, name: string): Promise<DomainHint> {
  const hint = hintAt('spf', name);
  const records = await textsAt(resolve, name);
  if (records === null) return hint('unknown', 'no-answer');
  const ours = records.filter((record) => /^v=spf1(?: |$)/i.test(record));
  const [record] = ours;
  if (record === undefined) return hint('missing');
  if (ours.length > 1) return hint('wrong', 'several', record);
  const terms = record.trim().split(/ +/).slice(1);
  if (terms.some((term) => !SPF_TERM.test(term))) return hint('wrong', 'syntax', record);
  if (terms.some((term) => /^\+?all$/i.test(term))) return hint('wrong', 'everybody', record);
  const ends = terms.some((term) => /^[-~]all$/i.test(term) || /^redirect=/i.test(term));
  return hint('ok', ends ? null : 'open-end', record);
}

const SPF_TERM =
  /^(?:[-+~?]?(?:all|(?:include|exists):\S+|ip4:[\d./]+|ip6:[\da-f:./]+|(?:a|mx|ptr)(?::[^\s/]+)?(?:\/\d+)?(?:\/\/\d+)?)|[a-z][\w.-]*=\S*)$/i;

async function checkDkim(resolve: ResolveTxt, domain: string, selector: string | null): Promise<DomainHint> {
  const nameOf = (one: string) => `${one}._domainkey.${domain}`;
  if (selector !== null) {
    const hint = hintAt('dkim', nameOf(selector));
    const records = await textsAt(resolve, nameOf(selector));
    if (records === null) return hint('unknown', 'no-answer');
    const [record] = records;
    if (record === undefined) return hint('missing');
    return hint(...judgeKey(records), record);
  }
  const found = await Promise.all(
    USUAL_SELECTORS.map(async (one) => ({ one, records: await textsAt(resolve, nameOf(one)) })),
  );
  const keys = found.filter(({ records }) => records?.some((record) => /(?:^|;)\s*p=/.test(record)));
  const best = keys.find(({ records }) => judgeKey(records ?? [])[0] === 'ok') ?? keys[0];
  if (best?.records) return hintAt('dkim', nameOf(best.one))(...judgeKey(best.records), best.records[0]);
  const silent = found.every(({ records }) => records === null);
  return hintAt('dkim', nameOf('*'))('unknown', silent ? 'no-answer' : 'selector');
}

function judgeKey(records: readonly string[]): [RecordState, RecordProblem | null] {
  if (records.length > 1) return ['wrong', 'several'];
  const tags = tagsOf(records[0] ?? '');
  const key = tags.get('p');
  if (key === undefined || (tags.has('v') && tags.get('v') !== 'DKIM1')) return ['wrong', 'syntax'];
  if (key === '') return ['wrong', 'revoked'];
  return /^[A-Za-z0-9+/]+=*$/.test(key.replaceAll(/\s/g, '')) ? ['ok', null] : ['wrong', 'syntax'];
}

/** Asked at the domain itself, then at the one above it that is an organisation's: DMARC covers subdomains. */
async function checkDmarc(resolve: ResolveTxt, domain: string): Promise<DomainHint> {
  const parts = domain.split('.');
  const places = parts.slice(0, -1).map((_part, at) => `_dmarc.${parts.slice(at).join('.')}`);
  for (const name of places) {
    const hint = hintAt('dmarc', name);
    const records = await textsAt(resolve, name);
    if (records === null) return hint('unknown', 'no-answer');
    const ours = records.filter((record) => /^v=DMARC1\s*(?:;|$)/.test(record));
    const [record] = ours;
    if (record === undefined) continue;
    if (ours.length > 1) return hint('wrong', 'several', record);
    const policy = tagsOf(record).get('p')?.toLowerCase();
    if (policy === 'none') return hint('ok', 'watches-only', record);
    if (policy !== 'quarantine' && policy !== 'reject') return hint('wrong', 'syntax', record);
    return hint('ok', null, record);
  }
  return hintAt('dmarc', places[0] ?? `_dmarc.${domain}`)('missing');
}

function tagsOf(record: string): Map<string, string> {
  return new Map(
    record.split(';').flatMap((part) => {
      const at = part.indexOf('=');
      return at > 0 ? [[part.slice(0, at).trim(), part.slice(at + 1).trim()] as const] : [];
    }),
  );
}

const hintAt =
  (record: DomainHint['record'], name: string) =>
  (state: RecordState, problem: RecordProblem | null = null, found?: string): DomainHint => ({
    record,
    state,
    problem,
    name,
    found: found === undefined ? null : found.slice(0, 500),
  });

/** null: the DNS did not answer. */
async function textsAt(resolve: ResolveTxt, name: string): Promise<string[] | null> {
  try {
    return (await resolve(name)).map((parts) => parts.join(''));
  } catch (error) {
    const code = (error as { code?: string }).code;
    return code === 'ENOTFOUND' || code === 'ENODATA' ? [] : null;
  }
}
