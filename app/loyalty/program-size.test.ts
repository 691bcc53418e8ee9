import { describe, expect, it } from 'vitest';
import { defaultProgram, ofOrder, programSchema, type Program } from './program';
import { oversizedParts } from './program-size';

const collections = (count: number, digits: string) =>
  Array.from({ length: count }, (_, index) => ({
    id: `gid://shopify/Collection/${digits}${index}`,
    title: 'A collection',
  }));

function sized(change: (loyalty: Program['loyalty']) => void) {
  const program = defaultProgram({ name: 'Rösterei', email: 'hallo@shop.example' });
  change(program.loyalty);
  return oversizedParts(program, 'EUR');
}

describe('the size of a program', () => {
  it('is no matter for the largest rules that the schema lets through', () => {
    const program = defaultProgram({ name: 'Rösterei', email: 'hallo@shop.example' });
    const wide = '\u0001'.repeat(58); // six bytes each in JSON
    program.loyalty.tiers = Array.from({ length: 10 }, (_, index) => ({
      key: `${'k'.repeat(31)}${index}`,
      name: `a${wide}b`,
      from: index + 2,
      benefits: (['order', 'collection', 'tag', 'delivery'] as const).map((on) => ({
        on,
        value: { kind: 'amount', amountMinor: 1_000_000_000 },
        minimumMinor: 1_000_000_000,
      })),
    }));
    program.loyalty.collections = collections(100, '123456789012345');
    program.loyalty.tags = Array.from({ length: 100 }, (_, index) => `a-usual-tag-${index}`);
    program.loyalty.fallbackToOrderCount = true;
    program.loyalty.reason = { en: `a${'\u0001'.repeat(118)}b`, de: `a${'"'.repeat(118)}b` };
    const parsed = programSchema.safeParse(program);
    expect(parsed.error).toBeUndefined();
    expect(oversizedParts(program, 'EUR')).toEqual([]);
  });

  it('names what to shorten in the card that the surfaces read', () => {
    const program = defaultProgram({ name: 'Rösterei', email: 'hallo@shop.example' });
    program.sender.replyTo = `${'a'.repeat(10_000)}@shop.example`;
    expect(oversizedParts(program, 'EUR')).toMatchObject([{ path: 'sender.replyTo', limit: 10_000 }]);
    expect(oversizedParts(program, 'EUR')[0]?.bytes).toBeGreaterThan(10_000);
    program.sender.replyTo = 'hallo@shop.example';
    expect(oversizedParts(program, 'EUR')).toEqual([]);
  });

  it('names the list that takes most of the variables', () => {
    expect(
      sized((loyalty) => (loyalty.tags = Array.from({ length: 100 }, (_, i) => `${'ä'.repeat(90)}${i}`))),
    ).toEqual([{ path: 'loyalty.tags', bytes: 18_511, limit: 10_000 }]);
    const tags = Array.from({ length: 60 }, (_, index) => `tag-${'x'.repeat(60)}-${index}`);
    const paths = (own: number, excluded: number) =>
      sized((loyalty) => {
        loyalty.tags = tags;
        loyalty.collections = collections(own, '1234567890123456');
        loyalty.exclude.collections = collections(excluded, '1234567890123456');
      }).map(({ path }) => path);
    expect(paths(100, 90)).toEqual(['loyalty.collections']);
    expect(paths(90, 100)).toEqual(['loyalty.exclude.collections']);
    expect(paths(10, 10)).toEqual([]);
  });

  // longer than the schema allows: the fields say so first, and the sizes do not depend on it
  it.each([
    ['loyalty.reason.de', { reasonBytes: 3_000, nameBytes: 180 }],
    ['loyalty.tiers.1.name', { reasonBytes: 300, nameBytes: 360 }],
  ])('names %s in rules that are too long', (path, { reasonBytes, nameBytes }) => {
    const parts = sized((loyalty) => {
      const count = 50;
      loyalty.reason = { en: 'x', de: '\u0001'.repeat(reasonBytes / 6) };
      loyalty.tiers = Array.from({ length: count }, (_, index) => ({
        key: `tier-${index}`,
        name: '\u0001'.repeat(index === 1 ? nameBytes / 6 : nameBytes / 6 - 1),
        from: index + 2,
        benefits: [ofOrder('5')],
      }));
    });
    expect([...new Set(parts.map((part) => part.path))]).toEqual([path]);
  });
});
