import { z } from 'zod';
import { couponWord } from './no-coupon';
import { count, localizedText } from './program-fields';

/** The parts of the program that are about occasions besides the anniversary's coupon. */

/** What a thank-you waits for, before its delay: the payment, the shipment of everything, its arrival. */
export const THANK_AFTER = ['paid', 'fulfilled', 'delivered'] as const;

export const messageSchema = z.object({ subject: localizedText(200), body: localizedText(10_000) });

/** One reminder of a coupon that nobody used, so many days before its last day. */
export const reminderSchema = z.object({
  enabled: z.boolean(),
  daysBefore: count(1, 60),
  message: messageSchema,
});

/** What becomes of a coupon when an order is cancelled or refunded in full. */
export const AFTER_ORDER_CANCELLED = ['spent', 'restore'] as const;
export const AFTER_FIRST_ORDER_GONE = ['keep', 'revoke'] as const;

const METAFIELD = /^[a-zA-Z0-9_-]{2,255}\.[a-zA-Z0-9_-]{2,64}$/;

/** Holds no coupon: neither a variable nor words. The renderer and the database hold that as well. */
const birthdayMessageSchema = messageSchema.superRefine((message, context) => {
  for (const part of ['subject', 'body'] as const) {
    for (const locale of ['en', 'de'] as const) {
      const text = message[part][locale];
      if (couponWord(text) === null && !/\{[{%][^}]*\b(?:coupon|percentage)\b/.test(text)) continue;
      context.addIssue({
        code: 'custom',
        path: [part, locale],
        message: 'program.error.couponInBirthday',
      });
    }
  }
});

/** Greetings that no order gave rise to; Feb 29 is celebrated as the anniversary is. */
export const greetingsSchema = z
  .object({
    /** hour in the shop's time zone, 0-23 */
    sendHour: count(0, 23),
    /** how many days late a greeting may leave; older ones are recorded as missed */
    catchUpDays: count(0, 14),
    roundDates: z.object({
      enabled: z.boolean(),
      /** days since the first qualifying order */
      days: z.array(count(30, 36_500)).max(50),
      /** years since it; not in a year whose anniversary brings a coupon */
      years: z.array(count(2, 100)).max(50),
      message: messageSchema,
    }),
    birthday: z.object({
      enabled: z.boolean(),
      /** customer metafield that holds the day, "namespace.key"; empty = none */
      metafield: z.union([z.literal(''), z.string().trim().regex(METAFIELD, 'program.error.metafield')]),
      message: birthdayMessageSchema,
    }),
  })
  .superRefine(({ roundDates, birthday }, context) => {
    const issue = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (roundDates.enabled && roundDates.days.length + roundDates.years.length === 0) {
      issue(['roundDates', 'days'], 'program.error.required');
    }
    if (birthday.enabled && birthday.metafield === '') {
      issue(['birthday', 'metafield'], 'program.error.required');
    }
  });
