import type { AdminFailure } from '~/admin-api/client.server';
import type { OrderRecipientQuery, RecipientQuery } from '~/admin-api/admin.generated';
import { orderRecipientQuery, recipientQuery } from '~/admin-api/documents';
import type { Subject } from '~/effects/check-message';
import { customerGid, orderGid } from '~/effects/metafields';
import type { ConsentFacts } from '~/loyalty/consent';
import type { Services } from '~/services.server';

/** Personal data in passing: lives as long as one sending, is neither stored nor logged. */
export interface Recipient {
  email: string;
  firstName: string | null;
  lastName: string | null;
  /** BCP 47 as Shopify says, or null */
  locale: string | null;
  marketingState: ConsentFacts['marketingState'];
  optInLevel: ConsentFacts['optInLevel'];
  /** instant at which Shopify recorded that state */
  consentRecordedAt: string | null;
}

export type RecipientResult =
  { ok: true; recipient: Recipient } | { ok: false; suppress: string } | { ok: false; failure: AdminFailure };

/**
 * Whom a message goes to, asked at the moment of sending. A thank-you goes to the address of its order, and Shopify's own
 * present state of that order has the last word; a coupon goes to the customer whom it is bound to.
 */
export async function fetchRecipient(
  services: Pick<Services, 'admin' | 'db'>,
  shop: string,
  subject: Subject,
  ledgerCustomerId: string | null,
): Promise<RecipientResult> {
  return subject.kind === 'order'
    ? ofOrder(services, shop, subject.orderId)
    : ofCustomer(services, shop, ledgerCustomerId);
}

async function ofOrder(
  services: Pick<Services, 'admin'>,
  shop: string,
  orderId: string,
): Promise<RecipientResult> {
  const answer = await services
    .admin(shop)
    .request<OrderRecipientQuery>(orderRecipientQuery, { id: orderGid(orderId) });
  if (!answer.ok) return { ok: false, failure: answer };
  const { order } = answer.data;
  if (!order) return { ok: false, suppress: 'order-gone' };
  if (order.cancelledAt) return { ok: false, suppress: 'order-cancelled' };
  if (order.displayFinancialStatus === 'REFUNDED' || order.displayFinancialStatus === 'VOIDED') {
    return { ok: false, suppress: 'order-refunded' };
  }
  if (!order.email) return { ok: false, suppress: 'no-address' };
  const name = order.customer ?? order.billingAddress;
  return {
    ok: true,
    recipient: {
      email: order.email,
      firstName: name?.firstName ?? null,
      lastName: name?.lastName ?? null,
      locale: order.customerLocale ?? order.customer?.locale ?? null,
      marketingState: null,
      optInLevel: null,
      consentRecordedAt: null,
    },
  };
}

async function ofCustomer(
  services: Pick<Services, 'admin' | 'db'>,
  shop: string,
  ledgerCustomerId: string | null,
): Promise<RecipientResult> {
  const row = ledgerCustomerId
    ? await services.db.ledgerCustomer.findUnique({ where: { shop_id: { shop, id: ledgerCustomerId } } })
    : null;
  if (!row?.shopifyCustomerId || row.redactedAt) return { ok: false, suppress: 'customer-gone' };
  const answer = await services
    .admin(shop)
    .request<RecipientQuery>(recipientQuery, { id: customerGid(row.shopifyCustomerId) });
  if (!answer.ok) return { ok: false, failure: answer };
  const { customer } = answer.data;
  if (!customer) return { ok: false, suppress: 'customer-gone' };
  const address = customer.defaultEmailAddress;
  if (!address) return { ok: false, suppress: 'no-address' };
  return {
    ok: true,
    recipient: {
      email: address.emailAddress,
      firstName: customer.firstName,
      lastName: customer.lastName,
      locale: customer.locale,
      marketingState: address.marketingState,
      optInLevel: address.marketingOptInLevel,
      consentRecordedAt: address.marketingUpdatedAt,
    },
  };
}
