/** A coupon on the customer's page. */
export interface StoryGift {
  id: string;
  /** "anniversary:3" */
  occasion: string;
  state: string;
  reason: string | null;
  code: string | null;
  percentage: string;
  /** shop dates */
  validFrom: string;
  validUntil: string;
  /** it got a new code already, which happens once */
  restored: boolean;
  /** orders of others, and orders in all, in which its code stands; null when it has not leaked */
  leak: { byOthers: number; orders: number } | null;
}
