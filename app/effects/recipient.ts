import type { AdminFailure } from '~/admin-api/client.server';
import type { RecipientsQuery } from '~/admin-api/admin.generated';
import { recipientsQuery } from '~/admin-api/documents';
import type { Subject } from '~/effects/check-message';
import { CUSTOMER_GONE } from '~/effects/merged-claims';
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
  | { ok: true; recipient: Recipient }
  /** `fresh`: Shopify has just told, and the ledger knows of no reason yet: it may be a merge that we have not heard of */
  | { ok: false; suppress: string; fresh?: true }
  | { ok: false; failure: AdminFailure };

/** Well below what one query may cost, and what one call may ask for (250 ids). */
const RECIPIENTS_A_CALL = 100;

export interface RecipientQuestion {
  subject: Subject;
  /** ledger id */
  customerId: string | null;
}

/**
 * Whom messages go to, asked at the moment of sending, for many at once. A thank-you goes to the address of its order, and
 * Shopify's own present state of that order has the last word; a coupon or a greeting goes to the customer whom it is for.
 * @returns answers in the order of the questions
 */
export async function fetchRecipients(
  services: Pick<Services, 'admin' | 'db'>,
  shop: string,
  questions: readonly RecipientQuestion[],
): Promise<RecipientResult[]> {
  const gids = await gidsOf(services, shop, questions);
  const wanted = [...new Set(gids.filter((id) => id !== null))];
  const answers = new Map<string, RecipientResult>();
  for (let from = 0; from < wanted.length; from += RECIPIENTS_A_CALL) {
    const ids = wanted.slice(from, from + RECIPIENTS_A_CALL);
    const answer = await services.admin(shop).request<RecipientsQuery>(recipientsQuery, { ids });
    ids.forEach((id, index) => {
      answers.set(
        id,
        answer.ok ? resultOf(answer.data.nodes[index] ?? null, id) : { ok: false, failure: answer },
      );
    });
  }
  return gids.map((id) => (id && answers.get(id)) || { ok: false, suppress: CUSTOMER_GONE });
}

/** One customer of Shopify's, as they are now. @param customerId numeric */
export async function fetchCustomer(
  services: Pick<Services, 'admin'>,
  shop: string,
  customerId: string,
): Promise<RecipientResult> {
  const id = customerGid(customerId);
  const answer = await services.admin(shop).request<RecipientsQuery>(recipientsQuery, { ids: [id] });
  return answer.ok ? resultOf(answer.data.nodes[0] ?? null, id) : { ok: false, failure: answer };
}

/** Null: a customer whom Shopify does not know, or who wants to be forgotten. */
async function gidsOf(
  services: Pick<Services, 'db'>,
  shop: string,
  questions: readonly RecipientQuestion[],
): Promise<(string | null)[]> {
  const ids = questions.flatMap(({ subject, customerId }) =>
    subject.kind !== 'order' && customerId ? customerId : [],
  );
  const rows =
    ids.length > 0
      ? await services.db.ledgerCustomer.findMany({
          where: { shop, id: { in: ids } },
          select: { id: true, shopifyCustomerId: true, redactedAt: true },
        })
      : [];
  const known = new Map(rows.filter((row) => !row.redactedAt).map((row) => [row.id, row.shopifyCustomerId]));
  return questions.map(({ subject, customerId }) => {
    if (subject.kind === 'order') return orderGid(subject.orderId);
    const shopifyId = customerId ? known.get(customerId) : null;
    return shopifyId ? customerGid(shopifyId) : null;
  });
}

type Node = RecipientsQuery['nodes'][number];

function resultOf(node: Node, id: string): RecipientResult {
  if (node && 'displayFinancialStatus' in node) return ofOrder(node);
  if (node && 'defaultEmailAddress' in node) return ofCustomer(node);
  if (id.includes('/Order/')) return { ok: false, suppress: 'order-gone' };
  return { ok: false, suppress: CUSTOMER_GONE, fresh: true };
}

function ofOrder(order: Extract<Node, { displayFinancialStatus?: unknown }>): RecipientResult {
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

function ofCustomer(customer: Extract<Node, { defaultEmailAddress?: unknown }>): RecipientResult {
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
