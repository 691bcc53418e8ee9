import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeStanding2, upperAscii, type Standing2 } from '~/loyalty/discount-rules';
import { encodeDossier } from '~/loyalty/surface-data';
import { decodeCard, decodeDossier, decodeStanding } from './metafields';

const date = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((day) => day.toISOString().slice(0, 10));

it('reads every standing that the app writes', () => {
  const standings: fc.Arbitrary<Standing2> = fc.record({
    qualifyingOrders: fc.nat(1_000_000),
    tier: fc.option(fc.record({ key: fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/), until: fc.option(date) })),
    gifts: fc.uniqueArray(
      fc.record({
        code: fc.stringMatching(/^[A-Z]{2,8}-[A-Za-z0-9]{6}$/),
        hundredths: fc.integer({ min: 1, max: 10_000 }),
        years: fc.integer({ min: 1, max: 200 }),
        from: date,
        until: date,
      }),
      { maxLength: 5, selector: ({ code }) => upperAscii(code) },
    ),
  });
  fc.assert(
    fc.property(standings, (standing) => {
      const encoded = encodeStanding2(standing);
      if (!encoded.ok) throw new Error('too large');
      expect(decodeStanding(JSON.parse(encoded.json))).toEqual({
        orders: standing.qualifyingOrders,
        tier: standing.tier,
        gifts: standing.gifts
          .map((gift) => ({ ...gift, code: upperAscii(gift.code) }))
          .sort((a, b) => (a.code < b.code ? -1 : 1)),
      });
    }),
  );
});

it('reads every dossier that the app writes', () => {
  const facts = fc.record({
    first: fc.option(date),
    netSpendMinor: fc.nat(),
    savedMinor: fc.nat(),
    anniversary: fc.option(fc.record({ date, years: fc.integer({ min: 1, max: 200 }) })),
    orders: fc.uniqueArray(
      fc.record({ id: fc.stringMatching(/^[1-9]\d{3,12}$/), ordinal: fc.integer({ min: 1, max: 9_999 }) }),
      { maxLength: 20, selector: ({ id }) => id },
    ),
    used: fc.uniqueArray(fc.record({ code: fc.stringMatching(/^[A-Z]{2,8}-[A-Z0-9]{6}$/), on: date }), {
      maxLength: 20,
      selector: ({ code }) => code,
    }),
  });
  fc.assert(
    fc.property(facts, (dossier) => {
      const encoded = encodeDossier(dossier);
      if (!encoded.ok) throw new Error('too large');
      expect(decodeDossier(JSON.parse(encoded.json))).toEqual({
        first: dossier.first,
        spend: dossier.netSpendMinor,
        saved: dossier.savedMinor,
        anniversary: dossier.anniversary,
        ordinals: Object.fromEntries(dossier.orders.map(({ id, ordinal }) => [id, ordinal])),
        used: Object.fromEntries(dossier.used.map(({ code, on }) => [code, on])),
      });
    }),
  );
});

it('never throws, whatever the value is', () => {
  const versioned = fc.dictionary(
    fc.constantFrom('v', 'n', 't', 'g', 'a', 'r', 'u', 'by', 'm', 'e', 'f', 's'),
    fc.anything(),
  );
  fc.assert(
    fc.property(fc.oneof(fc.anything(), versioned), fc.constantFrom(1, 2), (value, v) => {
      const variants = [value, typeof value === 'object' && value !== null ? { ...value, v } : value];
      for (const variant of variants) {
        decodeStanding(variant);
        decodeDossier(variant);
        decodeCard(variant);
      }
    }),
  );
});
