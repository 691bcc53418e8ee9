import type { MovableClock } from '../model/clock';
import type { CheckoutRequest, PricedCheckout } from '../checkout/types';
import type { ShopContext } from '../context';
import type { MailStore } from '../mail/mail-store';

/** What the pages need of the dev store. The server passes the real thing, a test may pass a small one. */
export interface PagesDeps {
  clock: MovableClock;
  /** domains of all shops, the first one is the default */
  domains(): string[];
  shop(domain: string): ShopContext | undefined;
  priceCheckout(context: ShopContext, input: CheckoutInput): Promise<PricedCheckout>;
  /** delivers a webhook once more, with the same webhook id */
  resendWebhook(context: ShopContext, deliveryId: number): Promise<void>;
  /** newest first */
  mailbox: Pick<MailStore, 'list' | 'get'>;
}

/** What a checkout is priced from, besides the shop itself. */
export type CheckoutInput = Required<Omit<CheckoutRequest, 'shop' | 'clock' | 'functions'>>;
