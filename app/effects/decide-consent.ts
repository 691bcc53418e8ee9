import type { ClaimedMessage } from '~/effects/message-state';
import type { Recipient } from '~/effects/recipient';
import type { ShopContext } from '~/ledger/shop-context.server';
import { shopDate } from '~/loyalty/calendar';
import {
  mayContact,
  profileOfCountry,
  SUPPRESSIONS,
  type ConsentDecision,
  type ConsentFacts,
  type Suppression,
} from '~/loyalty/consent';
import type { Services } from '~/services.server';

/**
 * The facts of consent at the moment of sending: Shopify's own state of the address, our suppression list, the ledger's
 * first sale, and how many promotional messages the customer had lately. The rules are in app/loyalty/consent.ts.
 */
export async function decideConsent(
  services: Pick<Services, 'db' | 'clock'>,
  context: ShopContext,
  claim: Pick<ClaimedMessage, 'kind' | 'customerId'>,
  { recipient, emailHash }: { recipient: Recipient; emailHash: string },
): Promise<ConsentDecision> {
  const { shop, program } = context;
  const promotional = claim.kind === 'promotional';
  const [suppression, row, sale, sent] = await Promise.all([
    services.db.suppression.findUnique({ where: { shop_emailHash: { shop, emailHash } } }),
    services.db.shop.findUniqueOrThrow({
      where: { shop },
      select: { countryCode: true, readsAllOrders: true },
    }),
    promotional ? firstSale(services, context, claim.customerId) : null,
    promotional ? promotionalSent(services, context, claim.customerId) : 0,
  ]);
  const { noticeSince, mostMessages } = program.consent;
  return mayContact(claim.kind, {
    profile: program.consent.country ?? profileOfCountry(row.countryCode),
    marketingState: recipient.marketingState,
    optInLevel: recipient.optInLevel,
    consentRecordedAt: recipient.consentRecordedAt,
    suppression: suppression && suppressionOf(suppression.reason),
    noticeSince,
    // a first order that we see may be no first order at all
    sale: row.readsAllOrders ? sale : null,
    cap: mostMessages === null ? null : { sent, most: mostMessages },
  });
}

/** A word that we do not know stops everything. */
function suppressionOf(reason: string): Suppression {
  return SUPPRESSIONS.find((known) => known === reason) ?? 'unsubscribed-all';
}

/**
 * The first sale that stands, and when the shop got the address at the latest: with the very first order, even one that
 * was cancelled later.
 */
async function firstSale(
  services: Pick<Services, 'db'>,
  { shop, timeZone }: ShopContext,
  customerId: string | null,
): Promise<ConsentFacts['sale']> {
  if (!customerId) return null;
  const orders = await services.db.ledgerOrder.findMany({
    where: { shop, customerId },
    select: { orderId: true, processedAt: true, excludedReason: true },
    orderBy: { processedAt: 'asc' },
  });
  const standing = orders.find((order) => order.excludedReason === null);
  const [first] = orders;
  if (!first || !standing) return null;
  return { orderId: standing.orderId, addressSince: shopDate(first.processedAt, timeZone) };
}

const DAY_MS = 24 * 60 * 60_000;

/** Promotional messages that reached, or may have reached, this customer within the cap's days. */
async function promotionalSent(
  services: Pick<Services, 'db' | 'clock'>,
  { shop, program }: ShopContext,
  customerId: string | null,
): Promise<number> {
  const { mostMessages, inDays } = program.consent;
  if (!customerId || mostMessages === null) return 0;
  const since = new Date(services.clock.now().getTime() - inDays * DAY_MS);
  return services.db.message.count({
    where: {
      shop,
      customerId,
      kind: 'promotional',
      OR: [
        { state: 'sent', sentAt: { gt: since } },
        { state: 'uncertain', updatedAt: { gt: since } },
      ],
    },
  });
}
