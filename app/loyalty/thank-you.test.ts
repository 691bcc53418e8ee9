import { describe, expect, it } from 'vitest';
import { COUPON_CODE_BITS, couponCode } from './coupon-code';
import { defaultProgram } from './program';
import { orderNumberOf, thankYou, type ThankYouInput } from './thank-you';

const program = defaultProgram({ name: 'Shop', email: 'shop@example.com' });

function decide(order: Partial<ThankYouInput['order']> = {}, rest: Partial<ThankYouInput> = {}) {
  return thankYou({
    order: {
      orderId: '1', processedAt: '2026-05-01T10:00:00Z', source: 'web', financialStatus: 'paid', cancelledAt: null,
      deletedAt: null, test: false, b2b: false, subscriptionRenewal: false, ...order,
    },
    excludedReason: null,
    orderNumber: 1,
    earlierHidden: false,
    program,
    messagesSince: '2026-01-01T00:00:00Z',
    timeZone: 'Europe/Berlin',
    reachedAt: '2026-05-01T10:00:10Z',
    ...rest,
  }); // prettier-ignore
}

describe('the thank-you', () => {
  it('is sent for a paid order, with the variant and the number', () => {
    expect(decide()).toEqual({
      send: true,
      variant: 'first',
      orderNumber: 1,
      dueAt: '2026-05-01T10:00:10.000Z',
    });
    expect(decide({}, { orderNumber: 3 })).toMatchObject({ variant: 'repeat', orderNumber: 3 });
    const later = { ...program, thankYou: { ...program.thankYou, delayMinutes: 90 } };
    expect(decide({}, { program: later })).toMatchObject({ dueAt: '2026-05-01T11:30:10.000Z' });
  });

  it('is sent for an order of which a part was sent back, and not for one of which everything was', () => {
    const refunded = { financialStatus: 'partially_refunded' as const };
    expect(decide(refunded)).toMatchObject({ send: true });
    const whole = { excludedReason: 'fully-refunded' as const };
    expect(decide(refunded, whole)).toEqual({ send: false, reason: 'does-not-count' });
  });

  it.each<[string, Partial<ThankYouInput['order']>, Partial<ThankYouInput>?]>([
    ['before-install', { processedAt: '2026-01-01T00:00:00Z' }],
    ['cancelled', { cancelledAt: '2026-05-01T10:01:00Z' }],
    ['earlier-hidden', {}, { earlierHidden: true }],
    ['deleted', { deletedAt: '2026-05-01T10:01:00Z' }],
    ['test', { test: true }],
    ['not-paid', { financialStatus: 'pending' }],
    ['not-paid', { financialStatus: 'refunded' }],
    ['channel', { source: 'pos' }],
    ['channel', { source: 'shopify_draft_order' }],
    ['b2b', { b2b: true }],
    ['subscription-renewal', { subscriptionRenewal: true }],
    ['does-not-count', {}, { excludedReason: 'tag' }],
    ['disabled', {}, { program: { ...program, thankYou: { ...program.thankYou, enabled: false } } }],
  ])('is refused: %s', (reason, order, rest) => {
    expect(decide(order, rest)).toEqual({ send: false, reason });
  });

  it('numbers orders as the fold counted them', () => {
    const orders = [
      { orderId: 'a', excludedReason: null },
      { orderId: 'b', excludedReason: 'cancelled' as const },
      { orderId: 'c', excludedReason: null },
    ];
    expect(['a', 'c', 'new'].map((id) => orderNumberOf(id, orders))).toEqual([1, 2, 3]);
  });
});

describe('coupon codes', () => {
  it('are unguessable, readable and even', () => {
    expect(COUPON_CODE_BITS).toBeGreaterThan(50);
    let byte = 0;
    const counting = (size: number) => Uint8Array.from({ length: size }, () => byte++ % 256);
    const letters = new Map<string, number>();
    for (let index = 0; index < 195; index += 1) {
      const code = couponCode('DANKE', counting);
      expect(code).toMatch(/^DANKE(-[2346789BCDFGHJKMNPQRTVWXYZ]{4}){3}$/);
      for (const letter of code.slice(6).replaceAll('-', ''))
        letters.set(letter, (letters.get(letter) ?? 0) + 1);
    }
    expect(Math.max(...letters.values()) - Math.min(...letters.values())).toBeLessThanOrEqual(1);
  });
});
