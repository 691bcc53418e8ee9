import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currencyExponent, formatMoney, parseMoney, toDecimal } from './money';

describe('money', () => {
  it.each([
    ['12.50', 'EUR', 1250],
    ['12.5', 'EUR', 1250],
    ['0.1', 'EUR', 10],
    ['1200', 'JPY', 1200],
    ['1200.0', 'JPY', 1200],
    ['1.234', 'KWD', 1234],
    ['1.2345', 'CLF', 12345],
    ['10.005', 'EUR', 1001],
    ['10.004', 'EUR', 1000],
    ['-3.10', 'EUR', -310],
    ['-0.00', 'EUR', 0],
    ['.5', 'EUR', 50],
    ['1.', 'EUR', 100],
  ])('reads %s %s as %d', (text, currency, minor) => {
    expect(parseMoney(text, currency)).toBe(minor);
  });

  it.each(['', ' ', 'ten', '1,50', '1e3', '--1', '1.2.3', '90071992547409930.00', 'NaN', '0x10', '.'])(
    'refuses %j',
    (text) => {
      expect(() => parseMoney(text, 'EUR')).toThrow('not an amount');
    },
  );

  it('survives the way out and back, in every kind of currency', () => {
    const currency = fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF');
    fc.assert(
      fc.property(fc.maxSafeInteger(), currency, (minor, code) => {
        expect(parseMoney(toDecimal(minor, code), code)).toBe(minor === 0 ? 0 : minor);
      }),
    );
  });

  it('formats for people', () => {
    expect(formatMoney(123456, 'EUR', 'de').replaceAll('\u00a0', ' ')).toBe('1.234,56 €');
    expect(formatMoney(1200, 'JPY', 'en')).toBe('¥1,200');
    expect(currencyExponent('eur')).toBe(2);
  });
});
