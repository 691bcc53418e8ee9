import { z } from 'zod';
import { COUNTRY_PROFILES } from './consent';
import { count, shopDate } from './program-fields';
import { GERMAN_TONES } from './starting-texts';

/** The parts of the program that are about mail: on what basis it is sent, and what it looks like. */

/** Nobody can know whether it left (docs/messages.md): a second copy under the same Message-ID, or a person decides. */
export const AFTER_CRASH = ['sendAgain', 'park'] as const;

export const consentSchema = z.object({
  /** whose law is asked; null = that of the shop's country */
  country: z.enum(COUNTRY_PROFILES).nullable(),
  /**
   * shop date on which the shop began to show, wherever it collects addresses, that it will send offers for similar
   * goods and how to object; null = it does not, so that only express consent counts
   */
  noticeSince: shopDate.nullable(),
  /** no more promotional messages than that to one customer within `inDays` days; null = no cap */
  mostMessages: count(1, 100).nullable(),
  inDays: count(1, 365),
  /** asks for consent on the thank-you and the order status page */
  askAfterOrder: z.boolean().default(false),
});

/** Hours in the shop's zone in which no message leaves, from the start of one until the start of the other, over midnight as well. */
export const quietHoursSchema = z
  .object({ from: count(0, 23), until: count(0, 23) })
  .refine(({ from, until }) => from !== until, { path: ['until'], message: 'program.error.quietAlways' });

export type QuietHours = z.output<typeof quietHoursSchema>;

/** Is that hour of the day (0-23) one in which nothing is sent? */
export function isQuietHour(hour: number, { from, until }: QuietHours): boolean {
  return from < until ? hour >= from && hour < until : hour >= from || hour < until;
}

export const styleSchema = z.object({
  german: z.enum(GERMAN_TONES),
  /** shown above the text instead of the shop's name; null = none */
  logoUrl: z
    .string()
    .trim()
    .max(500, 'program.error.tooLong')
    .regex(/^https:\/\/[^\s"'<>\\]+$/, 'program.error.httpsAddress')
    .nullable(),
  /** of links and of the coupon's frame */
  color: z
    .string()
    .trim()
    .regex(/^#[0-9a-fA-F]{6}$/, 'program.error.color'),
});
