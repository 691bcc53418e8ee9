import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { decodeDiscountConfig, encodeDiscountConfig, giftConfig, loyaltyConfig } from './discount-config';
import { defaultProgram } from './program';
import { decodeStanding, encodeStanding, standingOf } from './standing';

const gift = (code: string, from = '2026-11-20') => ({
  code,
  percentage: '15',
  years: 2,
  validFrom: from,
  validUntil: '2026-12-20',
});

describe('standing codec', () => {
  it('writes the contract of docs/architecture.md byte for byte', () => {
    const standing = standingOf({ qualifyingOrders: 4, tierKey: 'regular', gifts: [gift('DANKE-7K2M')] });
    expect(encodeStanding(standing)).toEqual({
      ok: true,
      bytes: 101,
      json: '{"v":1,"n":4,"t":"regular","g":[{"c":"DANKE-7K2M","p":"15","y":2,"f":"2026-11-20","u":"2026-12-20"}]}',
    });
  });

  it('leaves out what a customer does not have', () => {
    expect(encodeStanding(standingOf({ qualifyingOrders: 1, tierKey: null, gifts: [] }))).toMatchObject({
      json: '{"v":1,"n":1}',
    });
  });

  it('does not depend on the order of the facts', () => {
    const codes = ['DANKE-B', 'DANKE-A', 'DANKE-C'];
    const texts = [codes, [...codes].reverse()].map((list) =>
      encodeStanding(
        standingOf({ qualifyingOrders: 3, tierKey: 'x', gifts: list.map((code) => gift(code)) }),
      ),
    );
    expect(texts[0]).toEqual(texts[1]);
  });

  it('refuses what Shopify would not return to the function', () => {
    const gifts = Array.from({ length: 100 }, (_, index) => gift(`DANKE-${'X'.repeat(40)}${index}`));
    const encoded = encodeStanding(standingOf({ qualifyingOrders: 3, tierKey: 'x', gifts }));
    expect(encoded).toMatchObject({ ok: false, kind: 'tooLarge', limit: 10_000 });
  });

  it('reads back what it wrote, and refuses other versions and broken text', () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.option(fc.constantFrom('regular', 'loyal')),
        fc.nat(5),
        (orders, tierKey, many) => {
          const facts = {
            qualifyingOrders: orders,
            tierKey,
            gifts: Array.from({ length: many }, (_, i) => gift(`C${i}`)),
          };
          const encoded = encodeStanding(standingOf(facts));
          if (!encoded.ok) throw new Error('too large');
          expect(decodeStanding(encoded.json)).toEqual({ ok: true, value: standingOf(facts) });
        },
      ),
    );
    for (const text of ['', '{', 'null', '{"v":2,"n":1}', '{"v":1,"n":-1}', '{"v":1,"n":1,"g":{}}']) {
      expect(decodeStanding(text).ok, text).toBe(false);
    }
  });
});

describe('discount config codec', () => {
  const program = defaultProgram({ name: 'Rösterei Elbtal', email: 'shop@example.com' });

  it('takes tiers, messages and the code prefix from the program', () => {
    const config = loyaltyConfig(program);
    expect(config.t).toEqual({ regular: { p: '5', n: 'Regular' }, loyal: { p: '10', n: 'Loyal' } });
    expect(config.x).toBe('DANKE');
    const encoded = encodeDiscountConfig(config);
    if (!encoded.ok) throw new Error('too large');
    expect(decodeDiscountConfig(encoded.json)).toEqual({ ok: true, value: config });
  });

  it('gives no tier while the loyalty discount is off, and keeps refusing foreign codes', () => {
    const config = loyaltyConfig({ ...program, loyalty: { ...program.loyalty, enabled: false } });
    expect(config.t).toEqual({});
    expect(config.x).toBe('DANKE');
  });

  it('writes the gift kind without anything of a customer', () => {
    const reason = {
      en: '{{percentage}}% for {{years}} years together',
      de: '{{percentage}} % zum {{years}}. Jahrestag',
    };
    expect(
      encodeDiscountConfig(giftConfig({ ...program, anniversary: { ...program.anniversary, reason } })),
    ).toMatchObject({
      ok: true,
      json: '{"v":1,"k":"gift","m":{"en":"{{percentage}}% for {{years}} years together","de":"{{percentage}} % zum {{years}}. Jahrestag"}}',
    });
  });

  it('refuses other kinds and versions', () => {
    for (const text of ['[]', '{"v":1,"k":"other"}', '{"v":9,"k":"gift","m":{"en":"a","de":"b"}}']) {
      expect(decodeDiscountConfig(text).ok, text).toBe(false);
    }
  });
});
