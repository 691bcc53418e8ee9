import { describe, expect, it } from 'vitest';
import { encodeRules, encodeVariables } from './discount-rules';
import { defaultProgram, type Program } from './program';
import { giftRules, loyaltyDiscountClasses, loyaltyRules, ruleVariables } from './program-rules';
import { classify } from './classify';
import { STARTING_TEXTS } from './starting-texts';
import { readProgram } from './stored-program';

const text = { subject: { en: 'Subject', de: 'Betreff' }, body: { en: 'Text', de: 'Text' } };

/** As programs of version 1 lie in databases. */
const VERSION_1 = {
  schemaVersion: 1,
  classification: {
    repeatFromOrders: 2,
    lookBackDays: null,
    sameDayOrdersCountOnce: false,
    minimumOrderMinor: 500,
    includePos: true,
    includeDraft: true,
    includeB2b: false,
    includeSubscriptionRenewals: false,
    excludedTags: ['staff'],
    lapsedAfterDays: 365,
  },
  loyalty: {
    enabled: true,
    tiers: [
      { key: 'regular', name: 'Regular', fromOrders: 2, percentage: '5' },
      { key: 'treue-kunden', name: 'Treue Kunden', fromOrders: 5, percentage: '7.5' },
    ],
    reason: { en: '{{percentage}}% for you', de: '{{percentage}} % für Sie' },
    combinesWith: { orderDiscounts: true, productDiscounts: false, shippingDiscounts: true },
  },
  anniversary: {
    enabled: true,
    years: [1, 5],
    leapDay: 'mar1',
    leadDays: 0,
    validityDays: 30,
    sendHour: 9,
    catchUpDays: 3,
    percentage: '15',
    reason: { en: '{{years}} years', de: '{{years}} Jahre' },
    codePrefix: 'DANKE',
    message: text,
  },
  thankYou: { enabled: false, delayMinutes: 0, first: text, repeat: text },
  sender: { name: 'Shop', email: 'a@shop.example', replyTo: 'b@shop.example', imprint: 'Shop, Dresden' },
};

const fresh = defaultProgram({ name: 'Shop', email: 'a@shop.example' });

describe('a stored program of version 1', () => {
  const program = readProgram(VERSION_1);

  it('keeps everything that it said', () => {
    const { loyalty, anniversary, schemaVersion, consent, style, greetings, ...rest } = program;
    expect(schemaVersion).toBe(4);
    expect(consent).toEqual({
      country: null,
      noticeSince: null,
      mostMessages: null,
      inDays: 30,
      askAfterOrder: false,
    });
    expect(style).toEqual({ german: 'sie', logoUrl: null, color: '#1f1f1d' });
    expect([greetings.roundDates.enabled, greetings.birthday.enabled]).toEqual([false, false]);
    expect(rest).toEqual({
      quietHours: null,
      classification: VERSION_1.classification,
      thankYou: {
        after: 'paid',
        ...VERSION_1.thankYou,
        afterCrash: 'sendAgain',
        milestoneOrders: [],
        milestone: fresh.thankYou.milestone,
      },
      sender: VERSION_1.sender,
    });
    expect(anniversary).toEqual({
      ...VERSION_1.anniversary,
      minimumMinor: 0,
      capMinor: null,
      afterCrash: 'park',
      reminder: fresh.anniversary.reminder,
      restored: fresh.anniversary.restored,
      orderCancelled: 'spent',
      firstOrderGone: 'keep',
    });
    expect(fresh.anniversary.reminder.enabled).toBe(false);
    expect(loyalty).toMatchObject({
      enabled: true,
      reason: VERSION_1.loyalty.reason,
      combinesWith: VERSION_1.loyalty.combinesWith,
    });
  });

  it('gives at checkout what it gave: a percentage of the whole order, without exclusions and end', () => {
    const json = (encoded: ReturnType<typeof encodeRules>) =>
      encoded.ok ? (JSON.parse(encoded.json) as unknown) : null;
    expect(json(encodeRules(loyaltyRules(program, 'EUR')))).toEqual({
      v: 2,
      k: 'loyalty',
      r: 'b2A00000-00-009999-12-31',
      t: { regular: 'o%500|Regular', 'treue-kunden': 'o%750|Treue Kunden' },
      m: VERSION_1.loyalty.reason,
      x: 'DANKE',
    });
    expect(json(encodeRules(giftRules(program, 'EUR')))).toEqual({
      v: 2,
      k: 'gift',
      r: 'b2A00000-00-009999-12-31',
      b: 'o%0|',
      m: VERSION_1.anniversary.reason,
    });
    expect(json(encodeVariables(ruleVariables(program)))).toEqual({ c: [], t: [], x: [] });
    expect(loyaltyDiscountClasses(program)).toEqual(['ORDER']);
  });

  it('gives nobody a tier that ends, or another one than before', () => {
    const date = '2001-01-01';
    const order = { orderId: '1', at: `${date}T00:00:00Z`, date };
    const tiers = [1, 2, 4, 5, 100].map((qualifyingCount) => {
      const both = { firstQualifying: order, lastQualifying: order };
      const fold = { qualifyingCount, netSpendMinor: 0, earlierHidden: false, ...both };
      const { tier, tierUntil } = classify(fold, program, '2026-11-22');
      return [tier?.key ?? null, tierUntil];
    });
    expect(tiers).toEqual([
      [null, null],
      ['regular', null],
      ['regular', null],
      ['treue-kunden', null],
      ['treue-kunden', null],
    ]);
  });
});

/** What version 3 had not. */
function asVersion3() {
  const { greetings: _greetings, ...old } = fresh;
  const {
    reminder: _r,
    orderCancelled: _o,
    restored: _n,
    firstOrderGone: _f,
    ...anniversary
  } = fresh.anniversary;
  const { milestoneOrders: _m, milestone: _t, ...thankYou } = fresh.thankYou;
  return { ...old, schemaVersion: 3, anniversary, thankYou };
}

describe('a stored program', () => {
  /** a new shop's, without what older programs did not have */
  const program: Program = {
    ...fresh,
    thankYou: { ...fresh.thankYou, milestoneOrders: [] },
    anniversary: { ...fresh.anniversary, orderCancelled: 'spent' },
  };

  it('of version 2 keeps everything, and sends nothing on a basis that it did not have', () => {
    const { consent: _consent, style: _style, ...old } = asVersion3();
    const { afterCrash: _park, ...anniversary } = old.anniversary;
    const { afterCrash: _again, ...thankYou } = old.thankYou;
    const stored: unknown = JSON.parse(JSON.stringify({ ...old, schemaVersion: 2, anniversary, thankYou }));
    expect(readProgram(stored)).toEqual({
      ...program,
      consent: { country: null, noticeSince: null, mostMessages: null, inDays: 30, askAfterOrder: false },
    });
  });

  it('of version 3 keeps everything, and greets and reminds nobody whom it did not', () => {
    expect(readProgram(JSON.parse(JSON.stringify(asVersion3())))).toEqual(program);
  });

  it('of version 3 gets the new texts in the tone of its others', () => {
    const old = asVersion3();
    const read = readProgram({ ...old, style: { ...old.style, german: 'du' } });
    expect(read.greetings.birthday.message.body.de).toBe(STARTING_TEXTS.du.birthday.body);
  });

  it('of version 4 is read as it is', () => {
    expect(readProgram(JSON.parse(JSON.stringify(fresh)))).toEqual(fresh);
  });

  it.each([[null], [{}], [{ ...VERSION_1, schemaVersion: 5 }], [{ ...VERSION_1, schemaVersion: '1' }]])(
    'that is none is a bug: %#',
    (document) => expect(() => readProgram(document)).toThrow(),
  );
});
