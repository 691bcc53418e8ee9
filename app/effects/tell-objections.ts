import type { EmailConsentUpdateMutation } from '~/admin-api/admin.generated';
import { emailConsentUpdateMutation } from '~/admin-api/documents';
import { describeUserErrors } from '~/admin-api/user-errors';
import { throwFailure } from '~/effects/admin-failure';
import { customerGid } from '~/effects/metafields';
import { fetchCustomer } from '~/effects/recipient';
import { hashEmail } from '~/email-hash.server';
import { loadShopContext } from '~/ledger/shop-context.server';
import type { Services } from '~/services.server';

/** As many as one job looks at; the tick finds the rest. */
const BATCH = 50;
/** Who pressed the wrong button takes it back within so long, and Shopify never hears of it. */
export const TELL_AFTER_MS = 60 * 60_000;
/** A bounce says nothing about what the customer wants. */
export const OBJECTIONS = ['unsubscribed', 'unsubscribed-all', 'complained'] as const;
const OBJECTED = ['UNSUBSCRIBED', 'REDACTED', 'INVALID'];

/**
 * Tells Shopify of objections, so that the merchant's other mail keeps to them as well. Our own mail never waited for it: the
 * suppression list decides. Once for each, only while the address is still the customer's; there is no way back from here,
 * since choosing offers again is no consent.
 * @throws RetryLater while Shopify is not there
 */
export async function tellObjections(services: Services, { shop }: { shop: string }): Promise<void> {
  const context = await loadShopContext(services.db, shop, services.clock.now());
  if (!context || context.uninstalledAt) return;
  const open = await services.db.suppression.findMany({
    where: {
      shop,
      reason: { in: [...OBJECTIONS] },
      toldAt: null,
      createdAt: { lte: new Date(context.now.getTime() - TELL_AFTER_MS) },
    },
    orderBy: { createdAt: 'asc' },
    take: BATCH,
  });
  for (const { emailHash, createdAt } of open) {
    for (const customerId of await customersWith(services, shop, emailHash)) {
      await tell(services, shop, { customerId, emailHash, createdAt });
    }
    await services.db.suppression.updateMany({
      where: { shop, emailHash, createdAt },
      data: { toldAt: services.clock.now() },
    });
  }
}

/** Shopify's records of customers whose orders came from this address. */
async function customersWith(
  { db }: Pick<Services, 'db'>,
  shop: string,
  emailHash: string,
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT c.shopify_customer_id AS id FROM customer_identity i
    JOIN ledger_customer c ON c.shop = i.shop AND c.id = i.customer_id
    WHERE i.shop = ${shop} AND i.key = ${`e:${emailHash}`} AND c.shopify_customer_id IS NOT NULL AND c.redacted_at IS NULL`;
  return rows.map(({ id }) => id);
}

async function tell(
  services: Services,
  shop: string,
  { customerId, emailHash, createdAt }: { customerId: string; emailHash: string; createdAt: Date },
): Promise<void> {
  const found = await fetchCustomer(services, shop, customerId);
  if (!found.ok && 'failure' in found) throwFailure('objection', found.failure);
  if (!found.ok) return; // no customer, no address: nothing to object to
  const { email, marketingState, optInLevel } = found.recipient;
  if (hashEmail(email, services.env.EMAIL_HASH_KEY) !== emailHash) return;
  if (OBJECTED.includes(marketingState ?? '')) return;
  const answer = await services.admin(shop).request<EmailConsentUpdateMutation>(emailConsentUpdateMutation, {
    input: {
      customerId: customerGid(customerId),
      emailMarketingConsent: {
        marketingState: 'UNSUBSCRIBED',
        ...(optInLevel && { marketingOptInLevel: optInLevel }),
        consentUpdatedAt: createdAt.toISOString(),
      },
    },
  });
  if (!answer.ok) throwFailure('objection', answer);
  const errors = answer.data.customerEmailMarketingConsentUpdate?.userErrors ?? [];
  // no retry mends it, and our own list holds all the same
  if (errors.length > 0)
    services.log.error({ shop, reason: describeUserErrors(errors) }, 'objection refused');
}
