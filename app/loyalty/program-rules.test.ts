import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { encodeRules, encodeVariables } from './discount-rules';
import { benefitSchema, defaultProgram, programSchema, type Benefit, type Program } from './program';
import {
  fallsBack,
  giftRules,
  hundredths,
  loyaltyDiscountClasses,
  loyaltyRules,
  ruleVariables,
} from './program-rules';

const shop = { name: 'Rösterei', email: 'hallo@shop.example' };

function programWith(change: (program: Program) => void): Program {
  const program = defaultProgram(shop);
  change(program);
  return program;
}

function wire(encoded: ReturnType<typeof encodeRules>): Record<string, unknown> {
  if (!encoded.ok) throw new Error(`${encoded.bytes} bytes`);
  return JSON.parse(encoded.json) as Record<string, unknown>;
}

const rules = (program: Program, currency = 'EUR') => wire(encodeRules(loyaltyRules(program, currency)));

const percentage = (percent: string, capMinor: number | null = null) => ({
  kind: 'percentage' as const,
  percentage: percent,
  capMinor,
});
const amount = { kind: 'amount' as const, amountMinor: 1_250 };

const key = (benefit: Benefit) => JSON.stringify(benefit);

/** The compact text of one benefit, as docs/decisions/005-discount-rules.md describes it. */
function readBack(text: string): Benefit {
  const [, letter, sign, digits, capped, minimum] =
    /^([octd])([%=])(\d+)(?:<(\d+))?(?:>(\d+))?$/.exec(text) ?? [];
  const on = { o: 'order', c: 'collection', t: 'tag', d: 'delivery' }[letter ?? ''] as Benefit['on'];
  const value: Benefit['value'] =
    sign === '='
      ? { kind: 'amount', amountMinor: Number(digits) }
      : percentage(String(Number(digits) / 100), capped === undefined ? null : Number(capped));
  return { on, value, minimumMinor: Number(minimum ?? 0) };
}

describe('what the discount function reads of a program', () => {
  it.each<[string, Benefit]>([
    ['o%750', { on: 'order', value: percentage('7.5'), minimumMinor: 0 }],
    ['o%10000<5000>2000', { on: 'order', value: percentage('100', 5_000), minimumMinor: 2_000 }],
    ['o=1250>1', { on: 'order', value: amount, minimumMinor: 1 }],
    ['c%1<1', { on: 'collection', value: percentage('0.01', 1), minimumMinor: 0 }],
    ['c=1250', { on: 'collection', value: amount, minimumMinor: 0 }],
    ['t%1205>300', { on: 'tag', value: percentage('12.05'), minimumMinor: 300 }],
    ['t=1250', { on: 'tag', value: amount, minimumMinor: 0 }],
    ['d%10000>4000', { on: 'delivery', value: { kind: 'free' }, minimumMinor: 4_000 }],
    ['d%5000', { on: 'delivery', value: percentage('50'), minimumMinor: 0 }],
    ['d=1250', { on: 'delivery', value: amount, minimumMinor: 0 }],
  ])('a benefit is %s', (text, benefit) => {
    expect(benefitSchema.parse(benefit)).toEqual(benefit);
    const program = programWith(({ loyalty }) => {
      loyalty.tiers = [{ key: 'gold', name: 'Gold', from: 2, benefits: [benefit] }];
    });
    expect(rules(program)['t']).toEqual({ gold: `${text}|Gold` });
  });

  it('any benefits can be read back from the text of their tier', () => {
    const minor = fc.integer({ min: 1, max: 1_000_000_000 });
    const cap = fc.option(minor);
    const percent = fc.integer({ min: 1, max: 10_000 }).map((value) => String(value / 100));
    const benefit = (on: Benefit['on']) =>
      fc.record({
        on: fc.constant(on),
        value: fc.oneof(
          fc.record({
            kind: fc.constant('percentage' as const),
            percentage: percent,
            capMinor: on === 'delivery' ? fc.constant(null) : cap,
          }),
          fc.record({ kind: fc.constant('amount' as const), amountMinor: minor }),
        ),
        minimumMinor: fc.nat(1_000_000_000),
      });
    const ons = fc.subarray<Benefit['on']>(['order', 'collection', 'tag', 'delivery'], { minLength: 1 });
    const benefits = ons.chain((all) => fc.tuple(...all.map(benefit)));
    fc.assert(
      fc.property(benefits, (all: Benefit[]) => {
        expect(benefitSchema.array().parse(all)).toEqual(all);
        const program = programWith(({ loyalty }) => {
          loyalty.tiers = [{ key: 'gold', name: 'Gold; o%1|', from: 2, benefits: all }];
        });
        const { gold = '' } = rules(program)['t'] as Record<string, string>;
        expect(gold.slice(gold.indexOf('|'))).toBe('|Gold; o%1|');
        const read = gold.slice(0, gold.indexOf('|')).split(';').map(readBack);
        expect(new Set(read.map(key))).toEqual(new Set(all.map(key)));
        expect(read).toHaveLength(all.length);
      }),
    );
  });

  it('the rules are those of the whole program, in the places of its currency', () => {
    const program = programWith(({ loyalty }) => {
      Object.assign(loyalty, {
        mode: 'stack',
        startsOn: '2026-11-01',
        endsOn: '2026-12-31',
        budgetExhausted: true,
      });
      loyalty.exclude = {
        giftCards: false,
        saleItems: true,
        subscriptions: true,
        collections: [{ id: 'gid://shopify/Collection/7', title: 'Outlet' }],
      };
      loyalty.collections = [{ id: 'gid://shopify/Collection/8', title: 'Coffee' }];
      loyalty.tags = ['tea'];
    });
    expect(rules(program)['r']).toBe('s2O12026-11-012026-12-31');
    expect(rules(program, 'JPY')['r']).toBe('s0O12026-11-012026-12-31');
    expect(wire(encodeVariables(ruleVariables(program)))).toEqual({
      c: ['gid://shopify/Collection/8'],
      t: ['tea'],
      x: ['gid://shopify/Collection/7'],
    });
  });

  it('a coupon shares the exclusions, and neither dates nor budget of the loyalty discount', () => {
    const program = programWith(({ loyalty, anniversary }) => {
      Object.assign(loyalty, {
        mode: 'stack',
        startsOn: '2026-11-01',
        endsOn: '2026-12-31',
        budgetExhausted: true,
      });
      Object.assign(anniversary, { minimumMinor: 100, capMinor: 5_000 });
    });
    expect(wire(encodeRules(giftRules(program, 'EUR')))).toEqual({
      v: 2,
      k: 'gift',
      r: 'b2B00000-00-009999-12-31',
      b: 'o%0<5000>100|',
      m: program.anniversary.reason,
    });
  });

  it('with the loyalty discount off there are no tiers, and foreign coupons are still refused', () => {
    const program = programWith(({ loyalty }) => {
      Object.assign(loyalty, { enabled: false, fallbackToOrderCount: true });
    });
    expect(rules(program)).toMatchObject({ r: 'b2B00000-00-009999-12-31', t: {}, x: 'DANKE' });
  });
});

describe('the fallback on the platform’s count of orders', () => {
  const fallback = (change: (program: Program) => void) =>
    loyaltyRules(
      programWith((program) => {
        program.loyalty.fallbackToOrderCount = true;
        change(program);
      }),
      'EUR',
    ).fallback;

  it('begins where the ledger would give the tier: never before a repeat customer', () => {
    expect(fallback(() => undefined)).toEqual([
      { fromOrders: 2, tier: 'regular' },
      { fromOrders: 5, tier: 'loyal' },
    ]);
    expect(fallback(({ classification }) => (classification.repeatFromOrders = 4))).toEqual([
      { fromOrders: 4, tier: 'regular' },
      { fromOrders: 5, tier: 'loyal' },
    ]);
    // both begin at once: the higher one holds
    expect(fallback(({ classification }) => (classification.repeatFromOrders = 7))).toEqual([
      { fromOrders: 7, tier: 'loyal' },
    ]);
  });

  it.each([
    ['tiers go by spend', (program: Program) => (program.loyalty.tierBy = 'spend')],
    ['tiers go by tenure', (program: Program) => (program.loyalty.tierBy = 'tenure')],
    ['the discount is off', (program: Program) => (program.loyalty.enabled = false)],
    ['the program says no', (program: Program) => (program.loyalty.fallbackToOrderCount = false)],
  ])('there is none when %s', (_when, change) => {
    expect(fallback(change)).toEqual([]);
    expect(fallsBack(programWith(change))).toBe(false);
  });
});

describe('discount classes', () => {
  const classes = (...benefits: Benefit['on'][]) =>
    loyaltyDiscountClasses(
      programWith(({ loyalty }) => {
        loyalty.tiers = benefits.map((on, index) => ({
          key: `tier-${index}`,
          name: 'Tier',
          from: index + 2,
          benefits: [{ on, value: amount, minimumMinor: 0 }],
        }));
      }),
    );

  it('are those of all tiers, each once', () => {
    expect(classes('order')).toEqual(['ORDER']);
    expect(classes('tag', 'collection')).toEqual(['PRODUCT']);
    expect(classes('delivery')).toEqual(['SHIPPING']);
    expect(classes('delivery', 'order', 'order', 'tag')).toEqual(['PRODUCT', 'ORDER', 'SHIPPING']);
    expect(classes()).toEqual(['ORDER']);
  });
});

describe('percentages', () => {
  it('become hundredths digit by digit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (value) => {
        const whole = Math.trunc(value / 100);
        const fraction = String(value % 100).padStart(2, '0');
        for (const text of [`${whole}.${fraction}`, `${whole},${fraction}`]) {
          const parsed = benefitSchema.parse({ on: 'order', value: percentage(text), minimumMinor: 0 });
          if (parsed.value.kind !== 'percentage') throw new Error('not a percentage');
          expect(hundredths(parsed.value.percentage)).toBe(value);
        }
      }),
    );
    expect(hundredths('7.5')).toBe(750);
    expect(hundredths('15')).toBe(1_500);
  });
});

describe('the schema', () => {
  it('refuses what has no meaning at checkout', () => {
    const messages = (change: (loyalty: Program['loyalty']) => void) => {
      const result = programSchema.safeParse(programWith(({ loyalty }) => change(loyalty)));
      return result.success ? [] : result.error.issues.map(({ path, message }) => [path.join('.'), message]);
    };
    const only = (...benefits: Benefit[]) => [{ key: 'a', name: 'A', from: 2, benefits }];
    const of = (on: Benefit['on'], value: Benefit['value'] = amount): Benefit => ({
      on,
      value,
      minimumMinor: 0,
    });
    expect(messages(() => undefined)).toEqual([]);
    expect(messages((l) => (l.tiers = only(of('order', { kind: 'free' }))))).toEqual([
      ['loyalty.tiers.0.benefits.0.value.kind', 'program.error.freeDelivery'],
    ]);
    expect(messages((l) => (l.tiers = only(of('delivery', percentage('50', 100)))))).toEqual([
      ['loyalty.tiers.0.benefits.0.value.capMinor', 'program.error.deliveryCap'],
    ]);
    expect(messages((l) => (l.tiers = only(of('order'), of('order'))))).toEqual([
      ['loyalty.tiers.0.benefits.1.on', 'program.error.benefitTwice'],
    ]);
    expect(messages((l) => (l.tiers = only(of('collection'), of('tag'))))).toEqual([
      ['loyalty.collections', 'program.error.collectionsMissing'],
      ['loyalty.tags', 'program.error.tagsMissing'],
    ]);
    expect(messages((l) => Object.assign(l, { startsOn: '2026-11-02', endsOn: '2026-11-01' }))).toEqual([
      ['loyalty.endsOn', 'program.error.endsBeforeStart'],
    ]);
    expect(messages((l) => (l.tiers[0]!.from = 1))).toEqual([
      ['loyalty.tiers.0.from', 'program.error.tooSmall'],
    ]);
    expect(messages((l) => Object.assign(l, { tierBy: 'tenure' }) && (l.tiers[1]!.from = 40_000))).toEqual([
      ['loyalty.tiers.1.from', 'program.error.tooLarge'],
    ]);
  });
});
