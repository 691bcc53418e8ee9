import type { Program } from '~/loyalty/program';

/**
 * What becomes of a message of which nobody can know whether it left: its sender died between the mail server's 250 and
 * our commit, or the connection broke after the final dot. `sendAgain`: a second copy under the same Message-ID;
 * `park`: it becomes `uncertain`, and a person decides.
 */
export type AfterCrash = 'sendAgain' | 'park';

interface Rule {
  /** part of the program that holds the merchant's choice, as `afterCrash` */
  section: 'thankYou' | 'anniversary';
  /** of programs stored before there was a choice: a second thank-you is a smaller harm than none; a second coupon is the larger one */
  default: AfterCrash;
}

export const AFTER_CRASH: Readonly<Record<string, Rule>> = {
  'thank-you': { section: 'thankYou', default: 'sendAgain' },
  anniversary: { section: 'anniversary', default: 'park' },
  reminder: { section: 'anniversary', default: 'park' },
  restored: { section: 'anniversary', default: 'park' },
  'round-date': { section: 'anniversary', default: 'park' },
  birthday: { section: 'anniversary', default: 'park' },
};

/** @param rule of the message; an unknown one is parked */
export function afterCrash(program: Program, rule: string): AfterCrash {
  const known = AFTER_CRASH[rule];
  if (!known) return 'park';
  return program[known.section].afterCrash;
}
