import { z } from 'zod';
import { GERMAN_TONES } from '~/loyalty/starting-texts';
import type { Finding } from '~/mail/lint';
import { MESSAGE_NAMES } from '~/mail/message-variables';

/** One message as it is being typed, in one language, for one customer; null: an example. */
export const previewRequestSchema = z.object({
  message: z.enum(MESSAGE_NAMES),
  locale: z.enum(['en', 'de']),
  customerId: z.uuid().nullable(),
  subject: z.string().max(20_000),
  body: z.string().max(20_000),
  tone: z.enum(GERMAN_TONES),
  imprint: z.string().max(4_000),
  logoUrl: z.string().max(1_000),
  color: z.string().max(20),
});

export type PreviewRequest = z.output<typeof previewRequestSchema>;

export type PreviewAnswer = {
  findings: Finding[];
  /** of the customer it is for, straight from Shopify; null: the example, or Shopify did not answer */
  customerName: string | null;
} & (
  | { outcome: 'rendered'; subject: string; html: string; text: string }
  | { outcome: 'error'; part: 'subject' | 'body'; message: string }
);

export type TryAnswer =
  | { outcome: 'sent'; to: string }
  | { outcome: 'error'; message: string }
  /** the mail server's word */
  | { outcome: 'not-sent'; reason: string }
  | { outcome: 'too-many' };

export interface FoundCustomer {
  id: string;
  name: string;
  email: string | null;
  orders: number;
}
