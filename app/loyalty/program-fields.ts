import { z } from 'zod';

/** Fields that several parts of the program are made of; every message is a key of the pages' texts. */

export const percentage = z
  .string()
  .trim()
  .regex(/^\d{1,3}([.,]\d{1,2})?$/, 'program.error.percentageFormat')
  .transform((text) => text.replace(',', '.'))
  .refine((text) => Number(text) > 0 && Number(text) <= 100, 'program.error.percentageRange');

export const count = (min: number, max: number) =>
  z.int('program.error.wholeNumber').min(min, 'program.error.tooSmall').max(max, 'program.error.tooLarge');

export const localizedText = (maxLength: number) => {
  const text = z.string().trim().min(1, 'program.error.required').max(maxLength, 'program.error.tooLong');
  return z.object({ en: text, de: text });
};

/** minor units of the shop's currency */
export const amountMinor = count(1, 1_000_000_000);
export const minimumMinor = count(0, 1_000_000_000);
export const shopDate = z.iso.date('program.error.date');
