import { describe, expect, it } from 'vitest';
import type { ResolveTxt } from './dns-hint';
import { checkSpf } from './spf';

const OURS = ['include:_spf.app.example'];

/** A DNS of TXT records; null is a server that does not answer. */
const dns =
  (zone: Record<string, string | null>): ResolveTxt =>
  (name) => {
    const record = zone[name];
    const code = record === null ? 'ETIMEOUT' : 'ENOTFOUND';
    return record ? Promise.resolve([[record]]) : Promise.reject(Object.assign(new Error('x'), { code }));
  };

async function judge(
  record: string | undefined,
  servers: readonly string[] | null = OURS,
  zone: Record<string, string | null> = {},
) {
  const known = { '_spf.app.example': 'v=spf1 ip4:192.0.2.0/25 ip6:2001:db8:1::/48 -all', ...zone };
  const all = record === undefined ? known : { ...known, 'shop.example': record };
  const { state, problem, advice } = await checkSpf(dns(all), 'shop.example', servers);
  return [state, problem, advice];
}

const missing = (...terms: string[]) => ['wrong', 'add-spf', terms.join(' ')];
const fine = ['ok', null, null];

describe('an SPF entry for the server that messages leave by', () => {
  it('is spelled out when there is none', async () => {
    expect(await judge(undefined)).toEqual(['missing', 'set-spf', 'v=spf1 include:_spf.app.example ~all']);
    expect(await judge(undefined, [...OURS, 'ip4:198.51.100.7'])).toEqual([
      'missing',
      'set-spf',
      'v=spf1 include:_spf.app.example ip4:198.51.100.7 ~all',
    ]);
    expect(await judge(undefined, null)).toEqual(['missing', null, null]);
  });

  it.each<[string, string[], unknown[]]>([
    ['v=spf1 include:_spf.app.example -all', OURS, fine],
    ['v=spf1 mx +INCLUDE:_spf.App.example ~all', OURS, fine],
    ['v=spf1 include:_spf.other.example -all', OURS, missing(...OURS)],
    ['v=spf1 mx -all', [...OURS, 'mx'], missing(...OURS)],
    // what stands behind "all" is never read, and a sign other than "+" lets nobody send
    ['v=spf1 -all include:_spf.app.example', OURS, missing(...OURS)],
    ['v=spf1 -include:_spf.app.example ~all', OURS, missing(...OURS)],
    ['v=spf1 ?include:_spf.app.example ~all', OURS, missing(...OURS)],
    ['v=spf1 ip4:192.0.2.7 -all', ['ip4:192.0.2.7'], fine],
    ['v=spf1 ip4:192.0.2.0/24 -all', ['ip4:192.0.2.7'], fine],
    ['v=spf1 ip4:192.0.2.0/29 -all', ['ip4:192.0.2.9'], missing('ip4:192.0.2.9')],
    ['v=spf1 ip6:2001:db8::/32 -all', ['ip6:2001:DB8::25'], fine],
    ['v=spf1 ip6:2001:db8::/32 -all', ['ip6:2001:db9::25'], missing('ip6:2001:db9::25')],
    ['v=spf1 ip4:0.0.0.0/99 -all', ['ip4:192.0.2.9'], missing('ip4:192.0.2.9')],
    // by an entry that it includes
    ['v=spf1 include:_spf.app.example -all', ['ip4:192.0.2.7'], fine],
    ['v=spf1 include:_spf.app.example', OURS, ['ok', 'open-end', null]],
  ])('%s for %j', async (record, servers, judged) => {
    expect(await judge(record, servers)).toEqual(judged);
  });

  it('is followed through includes and redirects, and not in circles', async () => {
    const zone = {
      'a.example': 'v=spf1 include:b.example ?all',
      'b.example': 'v=spf1 include:a.example include:_spf.app.example -all',
    };
    expect(await judge('v=spf1 include:a.example -all', OURS, zone)).toEqual(fine);
    expect(await judge('v=spf1 redirect=b.example', OURS, zone)).toEqual(fine);
  });

  it('is not called wrong when an included entry cannot be read', async () => {
    const zone = { 'a.example': null };
    expect(await judge('v=spf1 include:a.example -all', OURS, zone)).toEqual(['unknown', 'no-answer', null]);
    expect(await judge('v=spf1 include:a.example include:_spf.app.example -all', OURS, zone)).toEqual(fine);
  });

  it('fails when it leads to more than ten other entries, whoever it is for', async () => {
    const names = (count: number) => Array.from({ length: count }, (_, at) => `include:s${at}.example`);
    const zone = Object.fromEntries(names(11).map((name) => [name.slice(8), 'v=spf1 ip4:192.0.2.1 -all']));
    const record = (count: number) => ['v=spf1', ...names(count), '-all'].join(' ');
    expect(await judge(record(10), null, zone)).toEqual(fine);
    expect(await judge(record(11), null, zone)).toEqual(['wrong', 'lookups', null]);
    const nested = { 's.example': 'v=spf1 a mx ptr exists:x.example -all' };
    expect(
      await judge(`${record(6).slice(0, -5)} include:s.example -all`, null, { ...zone, ...nested }),
    ).toEqual(['wrong', 'lookups', null]);
  });
});
