import { describe, expect, it } from 'vitest';
import { anOrder } from '../../tests/support/ledger';
import { copiedFacts, factsOf, readStagedOrder, stagedLine } from './import-row';

describe('a row of an import', () => {
  it('comes back as it was put in', () => {
    const order = anOrder({
      orderId: '17',
      name: '#17\twith a tab',
      shopifyCustomerId: '8',
      importedCustomerKey: null,
      emailHash: 'ab12',
      refundedMinor: 300,
      discountMinor: 450,
      financialStatus: 'partially_refunded',
      fulfillmentStatus: 'fulfilled',
      cancelledAt: '2026-05-03T10:00:00.250Z',
      test: true,
      b2b: true,
      subscriptionRenewal: true,
      tags: ['a "b"', 'c, d'],
      discountCodes: ['X\\Y'],
    });
    // as PostgreSQL writes instants, with the root in the place of the line
    const line = stagedLine(1, 'c:8', order).replaceAll(/(\d)T(\d\d:\d\d:\d\d)\.(\d{3})Z/g, '$1 $2.$3+00');
    const read = readStagedOrder(`c:7${line.slice(1, -1)}`);
    expect(factsOf(read)).toEqual(order);
    expect(read).toMatchObject({ root: 'c:7', customerKey: 'c:8', emailKey: 'e:ab12' });
    expect(copiedFacts(read)).toBe(line.slice(0, -1).split('\t').slice(3).join('\t'));
  });

  it('knows the customer number of a shop system of before', () => {
    const line = stagedLine(1, 'csv:A-1', anOrder()).slice(0, -1);
    expect(factsOf(readStagedOrder(line))).toMatchObject({
      shopifyCustomerId: null,
      importedCustomerKey: 'A-1',
    });
  });
});
