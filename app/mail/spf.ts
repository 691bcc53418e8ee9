import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { hintAt, textsAt, type DomainHint, type ResolveTxt } from './dns-hint';

/**
 * SPF (RFC 7208): does the entry of a domain let a mail server send? Addresses behind "a" and "mx" are not looked up, since
 * what is looked for is written the way its operator names it: "include:_spf.mail.example" or "ip4:192.0.2.10".
 */

/** More of them and receivers give up with an error: RFC 7208, 4.6.4. */
const MOST_LOOKUPS = 10;

const TERM =
  /^(?:[-+~?]?(?:all|(?:include|exists):\S+|ip4:[\d./]+|ip6:[\da-f:./]+|(?:a|mx|ptr)(?::[^\s/]+)?(?:\/\d+)?(?:\/\/\d+)?)|[a-z][\w.-]*=\S*)$/i;
const LOOKS_UP = /^[-+~?]?(?:include:|exists:|a(?:$|[:/])|mx(?:$|[:/])|ptr(?:$|:))|^redirect=/i;

/**
 * @param servers terms that the entry has to have, each by itself or by an entry that it includes; null: nobody has said
 *   which, and only the entry's form is looked at
 */
export async function checkSpf(
  resolve: ResolveTxt,
  domain: string,
  servers: readonly string[] | null,
): Promise<DomainHint> {
  const hint = hintAt('spf', domain);
  const records = await recordsAt(resolve, domain);
  if (records === null) return hint('unknown', 'no-answer');
  const [record] = records;
  if (record === undefined) {
    return servers === null ? hint('missing') : hint('missing', 'set-spf', null, entryFor(servers));
  }
  if (records.length > 1) return hint('wrong', 'several', record);
  const terms = termsOf(record);
  if (terms.some((term) => !TERM.test(term))) return hint('wrong', 'syntax', record);
  if (terms.some((term) => /^\+?all$/i.test(term))) return hint('wrong', 'everybody', record);
  const allowed = await collect(resolve, domain, terms);
  if (allowed.lookups > MOST_LOOKUPS) return hint('wrong', 'lookups', record);
  const missing = (servers ?? []).filter((server) => !isNamed(allowed, server));
  if (missing.length > 0) {
    // an entry that could not be read may name it
    if (!allowed.complete) return hint('unknown', 'no-answer', record);
    return hint('wrong', 'add-spf', record, missing.join(' '));
  }
  const ends = terms.some((term) => /^[-~]all$/i.test(term) || /^redirect=/i.test(term));
  return hint('ok', ends ? null : 'open-end', record);
}

/** An entry for a domain that has none. */
function entryFor(servers: readonly string[]): string {
  return ['v=spf1', ...servers, '~all'].join(' ');
}

interface Allowed {
  /** terms without their sign, in small letters */
  names: Set<string>;
  addresses: BlockList;
  lookups: number;
  /** false: an included entry could not be read */
  complete: boolean;
}

/** What an entry and those that it includes let send. */
async function collect(resolve: ResolveTxt, domain: string, terms: readonly string[]): Promise<Allowed> {
  const allowed: Allowed = { names: new Set(), addresses: new BlockList(), lookups: 0, complete: true };
  const seen = new Set([domain]);
  const read = async (current: readonly string[]): Promise<void> => {
    const end = current.findIndex((term) => /^[-+~?]?all$/i.test(term));
    for (const term of end < 0 ? current : current.slice(0, end)) {
      if (LOOKS_UP.test(term)) allowed.lookups += 1;
      const [, name = ''] = /^\+?([^-~?].*)$/.exec(term.toLowerCase()) ?? [];
      if (name === '') continue;
      allowed.names.add(name);
      addAddress(allowed.addresses, name);
      const [, place] = /^(?:include:|redirect=)(.+)$/.exec(name) ?? [];
      if (place === undefined || seen.has(place) || allowed.lookups > MOST_LOOKUPS) continue;
      seen.add(place);
      const records = await recordsAt(resolve, place);
      if (records === null) allowed.complete = false;
      else await read(termsOf(records[0] ?? ''));
    }
  };
  await read(terms);
  return allowed;
}

/** "ip4:192.0.2.0/24"; what is no address, or has no sensible prefix, lets nobody send. */
function addAddress(list: BlockList, name: string): void {
  const [, address = '', prefix] = /^ip[46]:([\da-f.:]+)(?:\/(\d{1,3}))?$/.exec(name) ?? [];
  const bits = isIPv4(address) ? 32 : isIPv6(address) ? 128 : 0;
  const length = prefix === undefined ? bits : Number(prefix);
  if (bits > 0 && length <= bits) list.addSubnet(address, length, bits === 32 ? 'ipv4' : 'ipv6');
}

/** A range is taken for allowed when its first address is: entries name ranges as their owners do. */
function isNamed({ names, addresses }: Allowed, server: string): boolean {
  if (names.has(server.toLowerCase())) return true;
  const [, address = ''] = /^ip[46]:([\da-f.:]+)/i.exec(server) ?? [];
  if (isIPv4(address)) return addresses.check(address, 'ipv4');
  return isIPv6(address) && addresses.check(address, 'ipv6');
}

/** SPF entries at a name; null: the DNS did not answer. */
async function recordsAt(resolve: ResolveTxt, name: string): Promise<string[] | null> {
  const texts = await textsAt(resolve, name);
  return texts && texts.filter((text) => /^v=spf1(?: |$)/i.test(text));
}

function termsOf(record: string): string[] {
  return record.trim().split(/ +/).slice(1);
}
