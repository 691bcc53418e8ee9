import type { Merchant } from '~/components/merchant.server';
import { explain } from '~/loyalty/explain';
import type { Explanation } from '~/loyalty/explain';
import type { Program } from '~/loyalty/program';
import type { StoryGift } from './anniversary-card';
import type { StoryMessage } from './messages-card';
import type { StoryOrder } from './orders-card';

export interface Story {
  shopifyCustomerId: string | null;
  explanation: Pick<Explanation, 'segment' | 'tierKey' | 'nextTier' | 'reason'>;
  netSpendMinor: number;
  standingWrittenAt: string | null;
  orders: StoryOrder[];
  firstQualifyingDate: string | null;
  nextAnniversary: { date: string; years: number } | null;
  gifts: StoryGift[];
  messages: StoryMessage[];
}
export async function readStory(
  _merchant: Merchant,
  _id: string,
  _context: { program: Program; timeZone: string },
): Promise<Story | null> {
  void explain;
  throw new Error('not yet');
}
