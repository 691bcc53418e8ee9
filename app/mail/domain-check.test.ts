import { describe, expect, it } from 'vitest';
import { checkDomain, type DomainHint, type ResolveTxt } from './domain-check';

/** A DNS of these records; a string is a TXT record, null a server that does not answer. */
const dns =
  (zone: Record<string, string[] | null>): ResolveTxt =>
  (name) => {
    const records = zone[name];
    if (records === null) return Promise.reject(Object.assign(new Error('x'), { code: 'ETIMEOUT' }));
    if (!records) return Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' }));
    return Promise.resolve(records.map((record) => [record.slice(0, 9), record.slice(9)]));
  };

async function hint(
  record: DomainHint['record'],
  zone: Record<string, string[] | null>,
  selector: string | null = null,
  domain = 'shop.example',
): Promise<[string, string | null]> {
  const found = (await checkDomain(dns(zone), domain, selector)).find((one) => one.record === record);
  return [found?.state ?? '', found?.problem ?? null];
}

describe('SPF', () => {
  it.each([
    [
      ['v=spf1 include:_spf.mail.example ip4:192.0.2.0/24 ip6:2001:db8::/32 a mx:m.example/24 -all'],
      'ok',
      null,
    ],
    [['v=spf1 mx ~all', 'google-site-verification=x'], 'ok', null],
    [['v=spf1 redirect=_spf.example'], 'ok', null],
    [['v=spf1 include:_spf.mail.example'], 'ok', 'open-end'],
    [['v=spf1 ?all'], 'ok', 'open-end'],
    [['v=spf1 +all'], 'wrong', 'everybody'],
    [['v=spf1 all'], 'wrong', 'everybody'],
    [['v=spf1 mx -all', 'v=spf1 a -all'], 'wrong', 'several'],
    [['v=spf1 includes:x -all'], 'wrong', 'syntax'],
    [['v=spf10 -all'], 'missing', null],
    [['something else'], 'missing', null],
    [undefined, 'missing', null],
    [null, 'unknown', 'no-answer'],
  ] as const)('%j: %s %s', async (records, state, problem) => {
    const zone = { 'shop.example': records && [...records] };
    expect(await hint('spf', records === undefined ? {} : (zone as Record<string, string[] | null>))).toEqual(
      [state, problem],
    );
  });
});

describe('DKIM', () => {
  const at = (selector: string, records: string[] | null) => ({
    [`${selector}._domainkey.shop.example`]: records,
  });
  it('finds a key under a usual name', async () => {
    expect(await hint('dkim', at('selector2', ['v=DKIM1; k=rsa; p=MIGfMA0+/w==']))).toEqual(['ok', null]);
  });
  it('does not call a key missing whose name nobody told', async () => {
    expect(await hint('dkim', at('unusual', ['v=DKIM1; p=AAAA']))).toEqual(['unknown', 'selector']);
    expect(await hint('dkim', at('unusual', ['v=DKIM1; p=AAAA']), 'unusual')).toEqual(['ok', null]);
    expect(await hint('dkim', {}, 'unusual')).toEqual(['missing', null]);
  });
  it.each([
    [['v=DKIM1; p='], 'wrong', 'revoked'],
    [['v=DKIM2; p=AAAA'], 'wrong', 'syntax'],
    [['v=DKIM1; k=rsa'], 'wrong', 'syntax'],
    [['v=DKIM1; p=not base64!'], 'wrong', 'syntax'],
    [['v=DKIM1; p=AAAA', 'v=DKIM1; p=BBBB'], 'wrong', 'several'],
    [null, 'unknown', 'no-answer'],
  ] as const)('%j: %s %s', async (records, state, problem) => {
    expect(await hint('dkim', at('s', records && [...records]), 's')).toEqual([state, problem]);
  });
});

describe('DMARC', () => {
  const at = (records: string[] | null, name = '_dmarc.shop.example') => ({ [name]: records });
  it.each([
    [['v=DMARC1; p=reject; rua=mailto:a@b.example'], 'ok', null],
    [['v=DMARC1;p=quarantine'], 'ok', null],
    [['v=DMARC1; p=none'], 'ok', 'watches-only'],
    [['v=DMARC1; p=maybe'], 'wrong', 'syntax'],
    [['v=DMARC1'], 'wrong', 'syntax'],
    [['v=DMARC1; p=none', 'v=DMARC1; p=reject'], 'wrong', 'several'],
    [['v=DMARC2; p=none'], 'missing', null],
    [null, 'unknown', 'no-answer'],
  ] as const)('%j: %s %s', async (records, state, problem) => {
    expect(await hint('dmarc', at(records && [...records]))).toEqual([state, problem]);
  });
  it('of the organisation covers its subdomains', async () => {
    expect(await hint('dmarc', at(['v=DMARC1; p=reject']), null, 'mail.shop.example')).toEqual(['ok', null]);
    expect(await hint('dmarc', {}, null, 'mail.shop.example')).toEqual(['missing', null]);
  });
});
