import type { MovableClock } from '../model/clock';
import type { Address } from '../model/types';
import type { PricedCheckout } from '../checkout/types';
import type { ShopContext } from '../context';

/** What the pages need of the dev store. The server passes the real thing, a test may pass a small one. */
export interface PagesDeps {
  clock: MovableClock;
  /** domains of all shops, the first one is the default */
  domains(): string[];
  shop(domain: string): ShopContext | undefined;
  priceCheckout(context: ShopContext, input: CheckoutInput): Promise<PricedCheckout>;
  /** delivers a webhook once more, with the same webhook id */
  resendWebhook(context: ShopContext, deliveryId: number): Promise<void>;
  mailbox: Mailbox;
}

/** What a checkout is priced from, besides the shop itself. */
export interface CheckoutInput {
  lines: { variantId: number; quantity: number; sellingPlanId: number | null }[];
  customerId: number | null;
  /** signed in, as opposed to known by a typed e-mail address */
  isAuthenticated: boolean;
  email: string | null;
  codes: string[];
  deliveryOptionHandle: string | null;
  /** what was chosen for further delivery groups */
  furtherDeliveryOptionHandles: string[];
  address: Address | null;
  /** "de", "en" */
  language: string;
  /** what the shopper pays in */
  presentmentCurrency: string;
}

export interface Mailbox {
  /** newest first; `search` looks at addresses and subject */
  list(options: {
    search: string;
    limit: number;
    offset: number;
  }): Promise<{ mails: MailSummary[]; total: number }>;
  get(id: number): Promise<Mail | undefined>;
}

export interface MailSummary {
  id: number;
  receivedAt: string;
  from: string;
  to: string[];
  subject: string;
}

export interface Mail extends MailSummary {
  html: string | null;
  text: string | null;
  headers: { name: string; value: string }[];
  raw: string;
}
