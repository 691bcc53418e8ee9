import {
  hintAt,
  textsAt,
  type DomainHint,
  type RecordProblem,
  type RecordState,
  type ResolveTxt,
} from './dns-hint';
import { checkSpf } from './spf';

/**
 * What the DNS says about a sending domain, for hints on the sending page: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489). It
 * reads records; whether mail passes is decided by whoever receives it.
 */

/** Which server the messages leave by, as far as it changes what the domain's entries have to say. */
export type SentBy =
  /** the shop's own: only its provider knows what SPF has to name */
  | { server: 'own' }
  | {
      server: 'operator';
      /** how SPF entries name it, "include:_spf.mail.example"; empty: the operator has not said */
      spf: readonly string[];
      /** the selector that it signs with for shops' domains; null: the operator has not said */
      selector: string | null;
      /** of the address that bounces go to: SPF is asked of it, and not of the sender's domain; null: the sender's */
      bounceDomain: string | null;
    };

/** Selectors that large providers use; there is no way to list a domain's. */
const USUAL_SELECTORS = [
  'default', 'dkim', 'mail', 'smtp', 'selector1', 'selector2', 'google', 's1', 's2', 'k1', 'k2', 'k3', 'mandrill', 'pm', 'mxvault',
  'zoho', 'mailjet', 'brevo', 'sib', 'amazonses', 'krs', 'key1', 'key2', 'resend',
] as const; // prettier-ignore

/** @param selector of DKIM, when the merchant knows it */
export async function checkDomain(
  resolve: ResolveTxt,
  domain: string,
  selector: string | null,
  sentBy: SentBy = { server: 'own' },
): Promise<DomainHint[]> {
  const [spf, dkim, dmarc] = await Promise.all([
    spfHint(resolve, domain, sentBy),
    checkDkim(resolve, domain, selector, sentBy),
    checkDmarc(resolve, domain),
  ]);
  return [spf, dkim, isAsked(domain, sentBy) ? dmarc : byDkimAlone(dmarc, dkim)];
}

async function spfHint(resolve: ResolveTxt, domain: string, sentBy: SentBy): Promise<DomainHint> {
  if (sentBy.server === 'own') return checkSpf(resolve, domain, null);
  const { bounceDomain, spf } = sentBy;
  if (!isAsked(domain, sentBy)) return hintAt('spf', bounceDomain ?? domain)('ok', 'elsewhere');
  if (spf.length > 0) return checkSpf(resolve, bounceDomain ?? domain, spf);
  const hint = await checkSpf(resolve, bounceDomain ?? domain, null);
  if (hint.state === 'missing') return { ...hint, problem: 'ask-operator' };
  return hint.state === 'ok' ? { ...hint, state: 'unknown', problem: 'ask-operator' } : hint;
}

/**
 * Is SPF asked of the sender's domain, or of one that counts as the same for DMARC? Which domains belong to one organisation is not
 * known without a list of public suffixes: one above or below the other is.
 */
function isAsked(domain: string, sentBy: SentBy): boolean {
  if (sentBy.server === 'own' || sentBy.bounceDomain === null) return true;
  const bounces = sentBy.bounceDomain;
  return bounces === domain || bounces.endsWith(`.${domain}`) || domain.endsWith(`.${bounces}`);
}

/** Whose SPF speaks for another domain passes DMARC by DKIM or not at all. */
function byDkimAlone(dmarc: DomainHint, dkim: DomainHint): DomainHint {
  const enforced = dmarc.state === 'ok' && dmarc.problem !== 'watches-only';
  if (!enforced || dkim.state === 'ok') return dmarc;
  return { ...dmarc, state: dkim.state === 'unknown' ? 'ok' : 'wrong', problem: 'needs-dkim' };
}

async function checkDkim(
  resolve: ResolveTxt,
  domain: string,
  typed: string | null,
  sentBy: SentBy,
): Promise<DomainHint> {
  const nameOf = (one: string) => `${one}._domainkey.${domain}`;
  const operators = sentBy.server === 'operator' ? sentBy.selector : null;
  const selector = typed ?? operators;
  if (selector !== null) {
    const hint = hintAt('dkim', nameOf(selector));
    const records = await textsAt(resolve, nameOf(selector));
    if (records === null) return hint('unknown', 'no-answer');
    const [record] = records;
    if (record === undefined) return hint('missing', selector === operators ? 'operator-key' : null);
    return hint(...judgeKey(records), record);
  }
  const found = await Promise.all(
    USUAL_SELECTORS.map(async (one) => ({ one, records: await textsAt(resolve, nameOf(one)) })),
  );
  const keys = found.filter(({ records }) => records?.some((record) => /(?:^|;)\s*p=/.test(record)));
  const best = keys.find(({ records }) => judgeKey(records ?? [])[0] === 'ok') ?? keys[0];
  if (best?.records) return hintAt('dkim', nameOf(best.one))(...judgeKey(best.records), best.records[0]);
  const hint = hintAt('dkim', nameOf('*'));
  if (found.every(({ records }) => records === null)) return hint('unknown', 'no-answer');
  return hint('unknown', sentBy.server === 'operator' ? 'operator-selector' : 'selector');
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
