/**
 * One spelling of an e-mail address, so that a guest and an account with the same address meet: trimmed, lower case, NFC.
 * Dots and plus signs are kept, since only some providers ignore them and joining two people is worse than missing one.
 */
export function normaliseEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}
