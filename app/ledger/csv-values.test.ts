import { describe, expect, it } from 'vitest';
import { markShown, readAmount } from './csv-amounts';
import { fieldNamed, findColumns } from './csv-columns';
import { dayOrderShown, readDate } from './csv-dates';

const berlin = 'Europe/Berlin';

describe('columns of a CSV', () => {
  it.each([
    [['Order ID', 'Customer ID', 'Date', 'Total', 'Currency'], { order: 0, customer: 1, date: 2, total: 3, currency: 4 }],
    [['Bestellnummer', 'Kunden-Nr.', 'E-Mail', 'Bestelldatum', 'Gesamtbetrag', 'Währung'],
      { order: 0, customer: 1, email: 2, date: 3, total: 4, currency: 5 }],
    [['Name', 'Email', 'Created at', 'Total', 'Currency', 'Refunded Amount'],
      { order: 0, email: 1, date: 2, total: 3, currency: 4, refunded: 5 }],
    [['Name', 'Email', 'Discount Code', 'Discount Amount', 'Created at', 'Total'],
      { order: 0, email: 1, discount: 3, date: 4, total: 5 }],
    [['kunde', 'datum', 'umsatz'], { customer: 0, date: 1, total: 2 }],
  ])('are found by name: %j', (header, columns) => {
    expect(findColumns(header)).toEqual({ ok: true, columns });
  }); // prettier-ignore

  it('are those that the caller names, by name or number', () => {
    const header = ['a', 'Käufer', 'wann', 'Total', 'wie viel'];
    expect(findColumns(header, { customer: 'käufer', date: '#3', total: 'wie viel' })).toEqual({
      ok: true,
      columns: { customer: 1, date: 2, total: 4 },
    });
    expect(findColumns(header, { customer: 'Kunde', date: '#9' })).toEqual({
      ok: false,
      missing: [],
      unknown: ['Kunde', '#9'],
    });
    expect(findColumns(['x', 'x', 'date', 'total'], { customer: 'x' })).toMatchObject({
      ok: false,
      unknown: ['x'],
    });
  });

  it('that are missing are said', () => {
    expect(findColumns(['order', 'shipping'])).toEqual({
      ok: false,
      missing: ['customer', 'date', 'total'],
      unknown: [],
    });
  });

  it('have names on the command line', () => {
    expect(['order', 'order_id', 'Kundennummer', 'e-mail', 'amount'].map(fieldNamed)).toEqual([
      'order', 'order', 'customer', 'email', 'total',
    ]); // prettier-ignore
    expect(fieldNamed('colour')).toBeNull();
  });
});

describe('dates of a CSV', () => {
  it.each([
    ['2025-03-04', '2025-03-03T23:00:00.000Z'],
    ['20250304', '2025-03-03T23:00:00.000Z'],
    ['2025/3/4', '2025-03-03T23:00:00.000Z'],
    ['04.03.2025', '2025-03-03T23:00:00.000Z'],
    ['4.3.2025 14:30', '2025-03-04T13:30:00.000Z'],
    ['2025-07-04 14:30:15', '2025-07-04T12:30:15.000Z'],
    ['2025-07-04T14:30:15.250Z', '2025-07-04T14:30:15.250Z'],
    ['2025-07-04 14:30:15 +0200', '2025-07-04T12:30:15.000Z'],
    ['2025-07-04 14:30 UTC', '2025-07-04T14:30:00.000Z'],
    ['25/12/2025', '2025-12-24T23:00:00.000Z'],
    ['12/25/2025, 3:04 PM', '2025-12-25T14:04:00.000Z'],
  ])('%s', (text, instant) => {
    expect(readDate(text, berlin, null)).toBe(instant);
  });

  it('need the order of day and month where they do not show it', () => {
    expect(readDate('03/04/2025', berlin, null)).toBeNull();
    expect(readDate('03/04/2025', berlin, 'dmy')).toBe('2025-04-02T22:00:00.000Z');
    expect(readDate('03/04/2025', berlin, 'mdy')).toBe('2025-03-03T23:00:00.000Z');
    expect(['03/04/2025', '25-12-2025', '12/25/2025', '03.04.2025', '2025-03-04'].map(dayOrderShown)).toEqual([
      'either', 'dmy', 'mdy', null, null,
    ]); // prettier-ignore
  });

  it.each(['', 'soon', '2025-02-30', '2025-13-01', '31.04.2025', '4.3.25', '2025-01-01 25:00', '13/13/2025'])(
    'are none: %j',
    (text) => {
      expect(readDate(text, berlin, 'dmy')).toBeNull();
    },
  );
});

describe('amounts of a CSV', () => {
  it.each([
    ['12.50', '12.50'],
    ['12,50', '12.50'],
    ['1.234,56', '1234.56'],
    ['1,234.56', '1234.56'],
    ['1.234.567', '1234567'],
    ['12,50 €', '12.50'],
    ['EUR 1 234,50', '1234.50'],
    ["1'234.50", '1234.50'],
    ['12.50eur', '12.50'],
    ['-€5', '-5'],
    ['€ -5', '-5'],
    ['Fr. 12.50', '12.50'],
    ['0', '0'],
    ['0.123', '0.123'],
    ['-5,00', '-5.00'],
    ['1234', '1234'],
    [',5', '0.5'],
  ])('%s', (text, decimal) => {
    expect(readAmount(text, null, 'EUR')).toBe(decimal);
  });

  it('need the mark of their file where they do not show it', () => {
    expect(markShown('1.234')).toBe('either');
    expect(markShown('Fr. 12')).toBeNull();
    expect(readAmount('1.234', null, 'EUR')).toBeNull();
    expect(readAmount('1.234', ',', 'EUR')).toBe('1234');
    expect(readAmount('1.234', '.', 'EUR')).toBe('1.234');
    expect(readAmount('1,234', '.', 'EUR')).toBe('1234');
  });

  it.each(['', 'free', '1.2.3,4,5', '12,34,5', '--5', '-€-5', '1.23,456.7', '1EUR2', '12 € 50', '5 %'])(
    'are none: %j',
    (text) => {
      expect(readAmount(text, null, 'EUR')).toBeNull();
    },
  );

  it.each(['ABC10', 'TOP10', 'USD 10', '10 CHF'])(
    'of another currency, or of none, are not ours: %s',
    (text) => {
      expect(readAmount(text, null, 'EUR')).toBeNull();
    },
  );

  it('may carry the code of the currency that they are read for', () => {
    expect(readAmount("CHF 1'234.50", null, 'CHF')).toBe('1234.50');
  });
});
