import { describe, expect, it } from 'vitest';
import { hashEmail } from './email-hash.server';

describe('hashEmail', () => {
  it('is one hash for one person, however the address is written', () => {
    expect(hashEmail(' Anna@Example.com', 'key')).toBe(hashEmail('anna@example.com ', 'key'));
    expect(hashEmail('anna@example.com', 'key')).toMatch(/^[0-9a-f]{64}$/);
    expect(hashEmail('anna@example.com', 'key')).not.toBe(hashEmail('anna@example.com', 'other key'));
  });

  it('is null where there is no address', () => {
    for (const none of [null, undefined, '', '  ']) expect(hashEmail(none, 'key')).toBeNull();
  });
});
