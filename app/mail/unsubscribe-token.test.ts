import { describe, expect, it } from 'vitest';
import { readUnsubscribeToken, signUnsubscribeToken } from '~/mail/unsubscribe-token';

const SECRET = 'k'.repeat(32);
const subject = { shop: 'a.myshopify.com', emailHash: 'ab'.repeat(32) };

describe('unsubscribe token', () => {
  it('reads back what was signed', () => {
    expect(readUnsubscribeToken(signUnsubscribeToken(subject, SECRET), SECRET)).toEqual(subject);
  });

  it('refuses another key, a changed payload, another shop, and rubbish', () => {
    const token = signUnsubscribeToken(subject, SECRET);
    const [, mac] = token.split('.');
    const other = Buffer.from(JSON.stringify(['b.myshopify.com', subject.emailHash])).toString('base64url');
    expect(readUnsubscribeToken(token, 'l'.repeat(32))).toBeNull();
    expect(readUnsubscribeToken(`${other}.${mac}`, SECRET)).toBeNull();
    expect(readUnsubscribeToken(token.slice(0, -1), SECRET)).toBeNull();
    expect(readUnsubscribeToken(`${token}.x`, SECRET)).toBeNull();
    expect(readUnsubscribeToken('', SECRET)).toBeNull();
    expect(readUnsubscribeToken('x'.repeat(5_000), SECRET)).toBeNull();
  });
});
