import type { Expect } from './check';
import type { World } from './world';

/** What later steps need of earlier ones. */
export interface Memory {
  /** the guest who becomes a regular */
  regular: { email: string; customerId: number };
  /** the program form as it was saved last */
  draft: Record<string, unknown>;
  programVersion: number;
  coupon: { code: string; email: string; customerId: number; startsOn: string };
  lastOrder: { orderId: number; name: string };
}

export type Step = (world: World, expect: Expect, memory: Memory) => Promise<void>;
