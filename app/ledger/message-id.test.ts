import { describe, expect, it } from 'vitest';
import { messageIdOf } from './message-id';

describe('messageIdOf', () => {
  it('is of the shop, and the same for the same subject', () => {
    const id = messageIdOf('a.myshopify.com', 'thank-you', 'order:1');
    expect(id).toMatch(/^<[0-9a-f]{40}@a\.myshopify\.com>$/);
    expect(messageIdOf('a.myshopify.com', 'thank-you', 'order:1')).toBe(id);
  });

  it('differs between shops, rules and subjects', () => {
    const ids = [
      messageIdOf('a.myshopify.com', 'thank-you', 'order:1'),
      messageIdOf('b.myshopify.com', 'thank-you', 'order:1'),
      messageIdOf('a.myshopify.com', 'anniversary', 'order:1'),
      messageIdOf('a.myshopify.com', 'thank-you', 'order:2'),
    ];
    expect(new Set(ids).size).toBe(4);
  });
});
