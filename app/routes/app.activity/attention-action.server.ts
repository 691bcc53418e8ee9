import { z } from 'zod';
import { dismissDeadLetters, retryDeadLetters } from '~/effects/dead-letters';
import type { Services } from '~/services.server';

const bodySchema = z.strictObject({
  intent: z.enum(['retry', 'dismiss']),
  keys: z.union([z.literal('all'), z.array(z.string().max(200)).max(1_000)]),
});

export interface AttentionAnswer {
  intent: 'retry' | 'dismiss';
  /** how many of them still waited */
  count: number;
}

/** @param body as it came; null is answered when it is not the form's shape */
export async function actOnAttention(
  services: Pick<Services, 'db' | 'jobs' | 'clock'>,
  shop: string,
  body: unknown,
): Promise<AttentionAnswer | null> {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) return null;
  const { intent, keys } = parsed.data;
  const act = intent === 'retry' ? retryDeadLetters : dismissDeadLetters;
  return { intent, count: await act(services, shop, keys) };
}
