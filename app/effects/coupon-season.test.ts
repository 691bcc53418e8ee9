import { describe, expect, it } from 'vitest';
import { couponSeason, limitsOf } from './coupon-season';

describe('a season of coupons', () => {
  it.each([
    ['anniversary:2026', { minimumMinor: 0, capMinor: null }],
    ['anniversary:2026:2000-', { minimumMinor: 2_000, capMinor: null }],
    ['anniversary:2026:0-1500', { minimumMinor: 0, capMinor: 1_500 }],
    ['anniversary:2026:2000-1500', { minimumMinor: 2_000, capMinor: 1_500 }],
  ])('%s carries its limits', (season, limits) => {
    expect(couponSeason(2026, limits)).toBe(season);
    expect(limitsOf(season)).toEqual(limits);
  });

  it.each(['', 'birthday:2026', 'anniversary:2026:', 'anniversary:2026:x-1'])('%j is none', (season) => {
    expect(() => limitsOf(season)).toThrow(/not a season/);
  });
});
