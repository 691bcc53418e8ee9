/** Subjects and details of RFC 3463 status codes that are about the recipient's address, for good. */
const DEAD_ADDRESS = /^5\.(?:1\.(?:0|1|2|3|4|6|10)|2\.1)$/;
/** Without such a code: the replies that RFC 5321 has for a mailbox that is not there. */
const DEAD_REPLIES: readonly number[] = [550, 551, 553];
/** What many servers say with the same numbers: about us, our reputation or the message, and not about the address. */
const NOT_THE_ADDRESS =
  /relay|authenticat|authoriz|permitted|polic|spf|dkim|dmarc|spam|block|blacklist|denylist|reputation|sender|quota|full|over ?limit|rate|too many/i;

/**
 * Does a refusal say that this address takes no mail, now or ever? Only then it belongs on the suppression list: a server that
 * does not know us answers 550 as well, and would otherwise bar every customer of the shop.
 * @param reply what an SMTP server said, "550 5.1.1 No such user", or a diagnostic code of a delivery report
 */
export function isBadAddress(reply: string): boolean {
  const [, code, status] = /^\s*(\d{3})(?:[ -]+(\d\.\d{1,3}\.\d{1,3}))?/.exec(reply) ?? [];
  if (status !== undefined) return DEAD_ADDRESS.test(status);
  if (code === undefined) return false;
  return DEAD_REPLIES.includes(Number(code)) && !NOT_THE_ADDRESS.test(reply);
}

/** The same for a status alone, as a delivery report carries it: "5.1.1". */
export function isBadAddressStatus(status: string): boolean {
  return DEAD_ADDRESS.test(status.trim());
}

/**
 * Is a status about the mailbox or the way to it, and not about us or the message? Full, disabled, over its limits (X.2), not to be
 * reached (X.4), an address that was refused for now (4.1). Policy, contents and the system (X.7, X.6, X.5, X.3) are not.
 */
export function isMailboxTrouble(status: string): boolean {
  return /^(?:[45]\.[24]|4\.1)\.\d{1,3}$/.test(status.trim());
}
