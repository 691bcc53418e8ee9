import { describe, expect, it } from 'vitest';
import en from '~/locales/en.json';
import type { DomainHint, RecordProblem, ResolveTxt } from './dns-hint';
import { checkDomain, type SentBy } from './domain-check';

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

describe("the operator's server", () => {
  const KEY = 'v=DKIM1; k=rsa; p=MIGfMA0+/w==';
  const by = (more: Partial<Extract<SentBy, { server: 'operator' }>> = {}): SentBy => ({
    server: 'operator',
    spf: ['include:_spf.app.example'],
    selector: null,
    bounceDomain: null,
    ...more,
  });
  async function look(zone: Record<string, string[] | null>, sentBy: SentBy, selector: string | null = null) {
    const hints = await checkDomain(dns(zone), 'shop.example', selector, sentBy);
    return Object.fromEntries(
      hints.map(({ record, state, problem, name }) => [record, [state, problem, name]]),
    );
  }

  it('has to stand in the SPF entry of the sender’s domain', async () => {
    const named = {
      'shop.example': ['v=spf1 include:_spf.app.example -all'],
      '_spf.app.example': ['v=spf1 ip4:192.0.2.1 -all'],
    };
    expect((await look(named, by())).spf).toEqual(['ok', null, 'shop.example']);
    const other = { 'shop.example': ['v=spf1 include:_spf.app.example.evil -all'] };
    expect((await look(other, by())).spf).toEqual(['wrong', 'add-spf', 'shop.example']);
    expect((await look({ 'shop.example': ['v=spf1 mx -all'] }, by())).spf).toEqual([
      'wrong',
      'add-spf',
      'shop.example',
    ]);
    // the same entry is fine for a shop that sends by its own server
    expect((await look({ 'shop.example': ['v=spf1 mx -all'] }, { server: 'own' })).spf).toEqual([
      'ok',
      null,
      'shop.example',
    ]);
  });

  it('is one to ask about when its operator has said nothing; no entry is called good or bad for it then', async () => {
    const silent = by({ spf: [] });
    expect((await look({ 'shop.example': ['v=spf1 mx -all'] }, silent)).spf).toEqual([
      'unknown',
      'ask-operator',
      'shop.example',
    ]);
    expect((await look({}, silent)).spf).toEqual(['missing', 'ask-operator', 'shop.example']);
    // what is wrong for everybody is wrong for it
    expect((await look({ 'shop.example': ['v=spf1 +all'] }, silent)).spf?.[1]).toBe('everybody');
    expect((await look({}, silent)).dkim).toEqual([
      'unknown',
      'operator-selector',
      '*._domainkey.shop.example',
    ]);
  });

  it('is checked under its own domain when bounces go there: DKIM alone speaks for the shop', async () => {
    const away = by({ bounceDomain: 'mail.app.example', selector: 's1' });
    const enforced = { '_dmarc.shop.example': ['v=DMARC1; p=reject'] };
    const none = await look(enforced, away);
    expect(none.spf).toEqual(['ok', 'elsewhere', 'mail.app.example']);
    expect(none.dkim).toEqual(['missing', 'operator-key', 's1._domainkey.shop.example']);
    expect(none.dmarc).toEqual(['wrong', 'needs-dkim', '_dmarc.shop.example']);
    const signed = await look({ ...enforced, 's1._domainkey.shop.example': [KEY] }, away);
    expect([signed.dkim?.[0], signed.dmarc?.slice(0, 2)]).toEqual(['ok', ['ok', null]]);
    // an unknown selector is no proof that it fails
    const unsure = await look(enforced, by({ bounceDomain: 'mail.app.example' }));
    expect(unsure.dmarc?.slice(0, 2)).toEqual(['ok', 'needs-dkim']);
    const watching = await look({ '_dmarc.shop.example': ['v=DMARC1; p=none'] }, away);
    expect(watching.dmarc?.slice(0, 2)).toEqual(['ok', 'watches-only']);
  });

  it('is looked for where bounces go when that is of the same organisation', async () => {
    const near = by({ bounceDomain: 'bounces.shop.example' });
    const zone = {
      'bounces.shop.example': ['v=spf1 include:_spf.app.example -all'],
      '_spf.app.example': ['v=spf1 ip4:192.0.2.1 -all'],
      '_dmarc.shop.example': ['v=DMARC1; p=reject'],
    };
    const found = await look(zone, near);
    expect(found.spf).toEqual(['ok', null, 'bounces.shop.example']);
    expect(found.dmarc?.slice(0, 2)).toEqual(['ok', null]);
  });

  it('gives way to the selector that the merchant types', async () => {
    const zone = { 'mine._domainkey.shop.example': [KEY] };
    expect((await look(zone, by({ selector: 's1' }), 'mine')).dkim).toEqual([
      'ok',
      null,
      'mine._domainkey.shop.example',
    ]);
    expect((await look({}, by({ selector: 's1' }), 'mine')).dkim?.slice(0, 2)).toEqual(['missing', null]);
  });
});

it('every problem has a text', () => {
  const problems: Record<RecordProblem, true> = {
    several: true, syntax: true, everybody: true, 'open-end': true, lookups: true, 'set-spf': true, 'add-spf': true,
    'ask-operator': true, elsewhere: true, revoked: true, selector: true, 'operator-selector': true, 'operator-key': true,
    'watches-only': true, 'needs-dkim': true, 'no-answer': true,
  }; // prettier-ignore
  expect(Object.keys(en.sending.domain.problem).sort()).toEqual(Object.keys(problems).sort());
});
