import { describe, expect, it } from 'vitest';
import { MapState, type Changes } from './memory-state';
import type { Collection, DevShop } from './types';

/** Long enough for a machine that is busy with other things; a poll ends as soon as it is right. */
const PATIENTLY = { timeout: 60_000, interval: 20 };

const shop: DevShop = {
  id: 100,
  domain: 'test.myshopify.com',
  handle: 'test',
  name: 'Test',
  email: 'shop@example.com',
  timeZone: 'Europe/Berlin',
  currency: 'EUR',
  countryCode: 'DE',
  primaryLocale: 'de',
  planName: 'Basic',
  createdAt: '2026-01-01T00:00:00.000Z',
  nextOrderNumber: 1001,
  app: null,
};
const collection = (id: number, title = 'T'): Collection => ({ id, handle: `c${id}`, title });

describe('MapState', () => {
  it('writes only what changed, the newest version, and removals', async () => {
    const writes: Changes[] = [];
    const state = new MapState({ shop, nextId: 101, documents: [] }, async (changes) => {
      writes.push(changes);
    });
    state.put('collection', collection(1, 'old'));
    state.put('collection', collection(1, 'new'));
    state.put('collection', collection(2));
    state.remove('collection', 2);
    await state.commit();
    await state.commit();
    expect(writes).toHaveLength(1);
    expect(writes[0]?.documents).toEqual([
      { kind: 'collection', id: 1, document: collection(1, 'new') },
      { kind: 'collection', id: 2, document: null },
    ]);
  });

  it('resolves a commit only when what was put before it is written, also while another write runs', async () => {
    const written: number[] = [];
    const gates: (() => void)[] = [];
    const state = new MapState({ shop, nextId: 101, documents: [] }, async (changes) => {
      await new Promise<void>((resolve) => gates.push(resolve));
      written.push(...changes.documents.map(({ id }) => id));
    });
    state.put('collection', collection(1));
    const first = state.commit();
    state.put('collection', collection(2));
    const second = state.commit();
    gates[0]?.();
    await first;
    expect(written).toEqual([1]);
    await expect.poll(() => gates.length, PATIENTLY).toBe(2);
    gates[1]?.();
    await second;
    expect(written).toEqual([1, 2]);
  });

  it('keeps changes whose write failed for the next commit', async () => {
    let fail = true;
    const written: number[] = [];
    const state = new MapState({ shop, nextId: 101, documents: [] }, async (changes) => {
      if (fail) throw new Error('database is away');
      written.push(...changes.documents.map(({ id }) => id));
    });
    state.put('collection', collection(1));
    await expect(state.commit()).rejects.toThrow('database is away');
    fail = false;
    await state.commit();
    expect(written).toEqual([1]);
  });
});
