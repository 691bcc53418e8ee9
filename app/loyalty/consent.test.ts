import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  COUNTRY_PROFILES,
  kindOf,
  MESSAGE_KINDS,
  mayContact,
  profileOfCountry,
  SUPPRESSIONS,
  type ConsentDecision,
  type ConsentFacts,
  type CountryProfile,
} from './consent';

const WHEN = '2025-03-01T09:00:00Z';

/** The words of the table's second column. */
const CONSENT: Readonly<
  Record<string, Pick<ConsentFacts, 'marketingState' | 'optInLevel' | 'consentRecordedAt'>>
> = {
  'subscribed, confirmed': of('SUBSCRIBED', 'CONFIRMED_OPT_IN', WHEN),
  'subscribed, single opt-in': of('SUBSCRIBED', 'SINGLE_OPT_IN', WHEN),
  'subscribed, way unknown': of('SUBSCRIBED', 'UNKNOWN', WHEN),
  'subscribed, time unknown': of('SUBSCRIBED', 'CONFIRMED_OPT_IN', null),
  'not subscribed': of('NOT_SUBSCRIBED', null, null),
  pending: of('PENDING', 'CONFIRMED_OPT_IN', WHEN),
  unsubscribed: of('UNSUBSCRIBED', 'CONFIRMED_OPT_IN', WHEN),
  redacted: of('REDACTED', null, WHEN),
  invalid: of('INVALID', null, null),
  unknown: of(null, null, null),
};

function of(
  marketingState: ConsentFacts['marketingState'],
  optInLevel: ConsentFacts['optInLevel'],
  consentRecordedAt: string | null,
) {
  return { marketingState, optInLevel, consentRecordedAt };
}

const ADDRESS_SINCE = '2025-06-15';
const NOTICE: Readonly<Record<string, string | null>> = {
  'No notice': null,
  'Notice later': '2025-06-16',
  'Notice that day': ADDRESS_SINCE,
  'Notice before': '2025-06-14',
};

const docs = readFileSync('docs/consent.md', 'utf8');

/** Cells of the table whose first heading is `heading`, by the headings. */
function table(heading: string): Record<string, string>[] {
  const [head = '', , ...rows] = docs
    .slice(docs.search(new RegExp(`^\\| ${heading} +\\|`, 'm')))
    .split(/\n\n/)[0]!
    .split('\n');
  const cells = (line: string) => line.split('|').slice(1, -1).map((cell) => cell.trim()); // prettier-ignore
  const names = cells(head);
  return rows.map((row) =>
    Object.fromEntries(cells(row).map((cell, index) => [names[index] ?? '', cell] as const)),
  );
}

/** What the engine says, in the table's words. */
function word(decision: ConsentDecision): string {
  return decision.allowed ? (decision.basis ?? 'yes') : decision.reason;
}

const facts = (over: Partial<ConsentFacts>): ConsentFacts => ({
  profile: 'DE',
  ...of(null, null, null),
  suppression: null,
  noticeSince: null,
  sale: { orderId: '1', addressSince: ADDRESS_SINCE },
  cap: null,
  ...over,
});

const rows = table('Profile').filter((row) => 'Service' in row);
const combinations = rows.flatMap((row) =>
  (row['Profile'] ?? '').split(', ').flatMap((profile) =>
    Object.entries(NOTICE).map(([notice, noticeSince]) => ({
      name: `${profile}: ${row['Consent at Shopify']}, ${notice.toLowerCase()}`,
      profile: profile as CountryProfile,
      consent: row['Consent at Shopify'] ?? '',
      service: row['Service'],
      promotional: row[notice] ?? '',
      withoutSale: row['No notice'],
      noticeSince,
    })),
  ),
);

describe('the table of docs/consent.md', () => {
  it('has every combination once', () => {
    const expected = COUNTRY_PROFILES.length * Object.keys(CONSENT).length * Object.keys(NOTICE).length;
    expect(expected).toBe(200);
    expect(new Set(combinations.map(({ name }) => name)).size).toBe(expected);
    expect(combinations).toHaveLength(expected);
    expect(table('Suppression list').map((row) => row['Suppression list'])).toEqual([...SUPPRESSIONS]);
  });

  it.each(combinations)('$name', ({ profile, consent, noticeSince, ...expected }) => {
    const known = CONSENT[consent];
    if (!known) throw new Error(`the table has a row that the test does not know: ${consent}`);
    const these = facts({ profile, noticeSince, ...known });
    expect(word(mayContact('service', these))).toBe(expected.service);
    expect(word(mayContact('promotional', these))).toBe(expected.promotional);
    expect(word(mayContact('promotional', { ...these, sale: null }))).toBe(expected.withoutSale);

    // the suppression list comes first, the cap last
    for (const row of table('Suppression list')) {
      const suppression = SUPPRESSIONS.find((name) => name === row['Suppression list']) ?? null;
      expect(word(mayContact('service', { ...these, suppression }))).toBe(row['Service']);
      expect(word(mayContact('promotional', { ...these, suppression }))).toBe(row['Promotional']);
    }
    const hasBasis = ['express', 'existing-customer'].includes(expected.promotional);
    const capped = word(mayContact('promotional', { ...these, cap: { sent: 2, most: 2 } }));
    expect(capped).toBe(hasBasis ? 'frequency-cap' : expected.promotional);
    expect(word(mayContact('promotional', { ...these, cap: { sent: 1, most: 2 } }))).toBe(
      expected.promotional,
    );
    expect(word(mayContact('service', { ...these, cap: { sent: 9, most: 2 } }))).toBe('yes');
  });

  it('a basis always comes with what proves it, a service message with neither', () => {
    for (const { profile, consent, noticeSince } of combinations) {
      for (const kind of MESSAGE_KINDS) {
        const decision = mayContact(kind, facts({ profile, noticeSince, ...CONSENT[consent] }));
        if (!decision.allowed) continue;
        if (decision.basis === null) expect(decision.proof).toBeNull();
        if (decision.basis === 'express')
          expect(decision.proof).toMatch(/^(CONFIRMED|SINGLE)_OPT_IN 2025-03-01T/);
        if (decision.basis === 'existing-customer') {
          expect(decision.proof).toBe('order 1, address since 2025-06-15, notice since 2025-06-14');
        }
      }
    }
  });
});

describe('profiles and kinds', () => {
  it.each([
    ['DE', 'DE'], ['AT', 'AT'], ['CH', 'CH'], ['fr', 'EU'], ['NO', 'EU'], ['US', 'other'], ['GB', 'other'],
    ['ZZ', 'DE'], ['', 'DE'], ['Germany', 'DE'],
  ])('%s is asked as %s', (code, profile) => expect(profileOfCountry(code)).toBe(profile)); // prettier-ignore

  it('only thanks are a service; one promotional part makes the whole message promotional', () => {
    expect(kindOf(['thanks'])).toBe('service');
    for (const content of ['coupon', 'product-tip', 'survey', 'review-request', 'greeting'] as const) {
      expect(kindOf([content])).toBe('promotional');
      expect(kindOf(['thanks', content])).toBe('promotional');
    }
    expect(kindOf([])).toBe('promotional'); // unknown
  });
});
