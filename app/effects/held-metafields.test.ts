import { describe, expect, it } from 'vitest';
import { hashOf, holds, toDelete, toWrite, type CustomerMetafields } from './held-metafields';

const full: CustomerMetafields = { standing: '{"v":2}', first_order_date: '2024-01-01', dossier: '{"v":1}' };
const none: CustomerMetafields = { standing: null, first_order_date: null, dossier: null };

describe('what Shopify holds of a customer', () => {
  it('is nothing to do when it is what is due', () => {
    const held = hashOf(full);
    expect(held).toMatch(/^sdo:[0-9a-f]{16}\.[0-9a-f]{16}\.[0-9a-f]{16}$/);
    expect(toWrite(held, full)).toEqual([]);
    expect(toDelete(held, full)).toEqual([]);
  });

  it('is written where it differs, and only there', () => {
    expect(toWrite(hashOf(full), { ...full, dossier: '{"v":1,"s":5}' })).toEqual(['dossier']);
    expect(toWrite(hashOf({ ...full, standing: null }), full)).toEqual(['standing']);
    expect(toWrite(null, full)).toEqual(['standing', 'first_order_date', 'dossier']);
  });

  it('is deleted when it should not be there', () => {
    expect(hashOf(none)).toBeNull();
    expect(toDelete(hashOf(full), none)).toEqual(['standing', 'first_order_date', 'dossier']);
    expect(toDelete(hashOf({ ...full, standing: null }), none)).toEqual(['first_order_date', 'dossier']);
    expect(toDelete(null, none)).toEqual([]);
  });

  it('of an earlier version, or from before an uninstall, is written once more, and known to be there', () => {
    for (const held of ['sd:0123456789abcdef0123456789abcdef', 'sd:reinstalled', 'sdo:reinstalled']) {
      expect(toWrite(held, full)).toEqual(['standing', 'first_order_date', 'dossier']);
      expect(holds(held, 'standing')).toBe(true);
    }
    expect(holds('sd:reinstalled', 'dossier')).toBe(false);
    expect(holds('sdo:reinstalled', 'dossier')).toBe(true);
  });
});
