import type { ClaimedMessage } from '~/effects/message-state';
import type { CapPlace } from '~/effects/frequency-cap';
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

export interface ConsentQuestion {
  claim: Pick<ClaimedMessage, 'kind' | 'customerId'>;
  recipient: Recipient;
  emailHash: string;
  cap: CapPlace['cap'];
}

/**
 * The facts of consent at the moment of sending, for many messages together: Shopify's own state of the address, our suppression
 * list, the ledger's first sale, and the frequency cap (frequency-cap.ts). The rules are in app/loyalty/consent.ts.
 * @returns decisions in the order of the questions
 */
export async function decideConsent(
  services: Pick<Services, 'db'>,
  context: ShopContext,
  questions: readonly ConsentQuestion[],
): Promise<ConsentDecision[]> {
  if (questions.length === 0) return [];
  const { shop, program } = context;
  const customers = questions.flatMap(({ claim }) =>
    claim.kind === 'promotional' && claim.customerId ? claim.customerId : [],
  );
  const [suppressions, row, sales] = await Promise.all([
    services.db.$queryRaw<{ email_hash: string; reason: string }[]>`
      SELECT email_hash, reason FROM suppression
      WHERE shop = ${shop} AND email_hash = ANY(${questions.map(({ emailHash }) => emailHash)}::text[])`,
    services.db.shop.findUniqueOrThrow({
      where: { shop },
      select: { countryCode: true, readsAllOrders: true },
    }),
    firstSales(services, context, customers),
  ]);
  const suppressed = new Map(suppressions.map((row) => [row.email_hash, suppressionOf(row.reason)]));
  const { noticeSince } = program.consent;
  return questions.map(({ claim, recipient, emailHash, cap }) => {
    const customer = claim.kind === 'promotional' ? claim.customerId : null;
    return mayContact(claim.kind, {
      profile: program.consent.country ?? profileOfCountry(row.countryCode),
      marketingState: recipient.marketingState,
      optInLevel: recipient.optInLevel,
      consentRecordedAt: recipient.consentRecordedAt,
      suppression: suppressed.get(emailHash) ?? null,
      noticeSince,
      // a first order that we see may be no first order at all
      sale: (row.readsAllOrders && customer && sales.get(customer)) || null,
      cap,
    });
  });
}

/** A word that we do not know stops everything. */
function suppressionOf(reason: string): Suppression {
  return SUPPRESSIONS.find((known) => known === reason) ?? 'unsubscribed-all';
}

/**
 * The first sale that stands, and when the shop got the address at the latest: with the very first order, even one that
 * was cancelled later. By customer.
 */
async function firstSales(
  services: Pick<Services, 'db'>,
  { shop, timeZone }: ShopContext,
  customers: readonly string[],
): Promise<Map<string, ConsentFacts['sale']>> {
  if (customers.length === 0) return new Map();
  const all = await services.db.ledgerOrder.findMany({
    where: { shop, customerId: { in: [...customers] } },
    select: { orderId: true, customerId: true, processedAt: true, excludedReason: true },
    orderBy: { processedAt: 'asc' },
  });
  const sales = new Map<string, ConsentFacts['sale']>();
  for (const [customerId, orders] of Map.groupBy(all, (order) => order.customerId)) {
    const standing = orders.find((order) => order.excludedReason === null);
    const [first] = orders;
    if (customerId && first && standing)
      sales.set(customerId, {
        orderId: standing.orderId,
        addressSince: shopDate(first.processedAt, timeZone),
      });
  }
  return sales;
}
