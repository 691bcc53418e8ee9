import { describe, expect, it } from 'vitest';
import { isBadAddress, isBadAddressStatus, isMailboxTrouble } from './bad-address';

describe('isBadAddress', () => {
  it.each([
    '550 5.1.1 <a@b.example>: Recipient address rejected: User unknown',
    '550-5.1.1 The email account that you tried to reach does not exist',
    '550 no such user',
    '551 user not local',
    '553 mailbox name not allowed',
    '554 5.1.10 Recipient domain has a null MX',
    '550 5.2.1 The mailbox is disabled',
    '553 5.1.3 bad address syntax',
  ])('is about the address: %s', (reply) => {
    expect(isBadAddress(reply)).toBe(true);
  });

  it.each([
    '550 5.7.1 Relaying denied',
    '550 relay not permitted',
    '550 5.7.26 This mail has been blocked because the sender is unauthenticated',
    '550 Message rejected: SPF check failed',
    '552 5.2.2 Mailbox full',
    '550 mailbox quota exceeded',
    '550 5.1.8 Sender address rejected: domain not found',
    '553 5.1.7 bad sender address syntax',
    '554 5.7.1 Service unavailable; client host blocked',
    '450 4.1.1 try again later',
    '451 greylisted',
    '',
  ])('is not about the address: %s', (reply) => {
    expect(isBadAddress(reply)).toBe(false);
  });

  it('reads a status alone', () => {
    expect(isBadAddressStatus(' 5.1.1 ')).toBe(true);
    expect(isBadAddressStatus('5.0.0')).toBe(false);
    expect(isBadAddressStatus('4.1.1')).toBe(false);
  });
});

describe('isMailboxTrouble', () => {
  it.each(['5.2.2', '4.2.2', '4.2.0', '4.4.1', '5.4.4', '4.1.8'])(
    '%s is about the mailbox or the way',
    (status) => {
      expect(isMailboxTrouble(status)).toBe(true);
    },
  );
  it.each(['5.7.1', '4.7.0', '5.6.1', '4.3.2', '5.5.4', '5.1.8', '', 'failed'])('%j is not', (status) => {
    expect(isMailboxTrouble(status)).toBe(false);
  });
});
