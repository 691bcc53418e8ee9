import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moneyInputText, parseMoneyInput } from './money-input';

describe('parseMoneyInput', () => {
  it.each([
    ['1,50', 'EUR', 150],
    ['1.50', 'EUR', 150],
    ['1,5', 'EUR', 150],
    ['0', 'EUR', 0],
    [' 12 ', 'EUR', 1_200],
    ['1.234,50', 'EUR', 123_450],
    ['1,234.50', 'EUR', 123_450],
    ["1'234.50", 'CHF', 123_450],
    ['1 234,50', 'EUR', 123_450],
    ['1500', 'JPY', 1_500],
    ['1.234', 'KWD', 1_234],
  ])('%s %s -> %i', (text, currency, minor) => expect(parseMoneyInput(text, currency)).toBe(minor));

  it.each([
    ['', 'EUR'],
    ['abc', 'EUR'],
    ['-1', 'EUR'],
    ['1.234', 'EUR'],
    ['1,234', 'EUR'],
    ['1.2.3', 'EUR'],
    ['1,234,50', 'EUR'],
    ['1.505', 'EUR'],
    ['1.5', 'JPY'],
    ['1e3', 'EUR'],
    ['99999999999999999999', 'EUR'],
  ])('refuses %j %s', (text, currency) => expect(parseMoneyInput(text, currency)).toBeNull());

  it('reads back what it shows, in both languages', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000_000 }),
        fc.constantFrom('EUR', 'CHF', 'JPY', 'KWD'),
        fc.constantFrom('en', 'de'),
        (minor, currency, locale) =>
          parseMoneyInput(moneyInputText(minor, currency, locale), currency) === minor,
      ),
    );
  });
});
