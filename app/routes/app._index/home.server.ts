import type { Merchant, ShopFacts } from '~/components/merchant.server';
import { currentProgram } from '~/components/merchant.server';
import type { AttentionFacts } from './attention';
import type { RevenueMonth } from './revenue-section';

export interface HomeFigures {
  segments: Record<'prospect' | 'new' | 'repeat' | 'lapsed', number>;
  /** 0-1; null while nobody has bought */
  repeatRate: number | null;
  /** last 12 months, minor units */
  revenue: { newMinor: number; repeatMinor: number };
  anniversariesToday: number;
  /** last 30 days */
  messagesSent: number;
  messagesPlanned: number;
  months: RevenueMonth[];
  repeatFromOrders: number;
  lapsedAfterDays: number | null;
}
export async function readHome(
  merchant: Merchant,
  facts: ShopFacts,
): Promise<{ attention: AttentionFacts; figures: HomeFigures }> {
  await currentProgram(merchant, facts.version);
  throw new Error('not yet');
}
