import type { AdminFailure } from '~/admin-api/client.server';
import type { BirthdaysQuery } from '~/admin-api/admin.generated';
import { birthdaysQuery } from '~/admin-api/documents';
import { failureReason } from '~/effects/admin-failure';
import type { Candidate } from '~/effects/check-message';
import type { ClaimedMessage, Settlement } from '~/effects/message-state';
import { customerGid } from '~/effects/metafields';
import { later } from '~/effects/put-off';
import type { ShopContext } from '~/ledger/shop-context.server';
import { birthdayIn, birthdayOf, isTimely } from '~/loyalty/greetings';
import type { Services } from '~/services.server';

/** One question costs a node and a metafield for each customer. */
export const BIRTHDAYS_A_CALL = 200;

/**
 * Asks Shopify for the birthdays of customers. Personal data in passing: the year is dropped here, and nothing is stored.
 * @param metafield "namespace.key"
 * @returns "MM-DD" by Shopify's customer id; customers without a readable day are missing
 */
export async function fetchBirthdays(
  services: Pick<Services, 'admin'>,
  shop: string,
  metafield: string,
  shopifyIds: readonly string[],
): Promise<{ ok: true; days: Map<string, string> } | { ok: false; failure: AdminFailure }> {
  const [namespace = '', key = ''] = metafield.split('.');
  const days = new Map<string, string>();
  for (let from = 0; from < shopifyIds.length; from += BIRTHDAYS_A_CALL) {
    const part = shopifyIds.slice(from, from + BIRTHDAYS_A_CALL);
    const ids = part.map(customerGid);
    const answer = await services
      .admin(shop)
      .request<BirthdaysQuery>(birthdaysQuery, { ids, namespace, key });
    if (!answer.ok) return { ok: false, failure: answer };
    part.forEach((id, index) => {
      const node = answer.data.nodes[index];
      const value = node && 'metafield' in node ? node.metafield?.value : null;
      const day = value ? birthdayOf(value) : null;
      if (day) days.set(id, day);
    });
  }
  return { ok: true, days };
}

/**
 * Leaves out birthday greetings whose day is not now, by what Shopify says at this moment: the customer may have changed or
 * deleted it since the greeting was planned, or the greeting comes too late.
 * @param end says what becomes of those that are left out
 */
export async function withoutOtherDays(
  services: Services,
  context: ShopContext,
  candidates: readonly Candidate[],
  end: (claim: ClaimedMessage, settlement: Settlement) => void,
): Promise<Candidate[]> {
  const birthdays = candidates.flatMap((candidate) => {
    const { subject } = candidate;
    return subject.kind === 'greeting' && subject.greeting === 'birthday'
      ? [{ candidate, year: subject.year }]
      : [];
  });
  if (birthdays.length === 0) return [...candidates];
  const out = new Set<Candidate>();
  const leaveOut = (candidate: Candidate, settlement: Settlement) => {
    out.add(candidate);
    end(candidate.claim, settlement);
  };
  const { shop, timeZone, today, program } = context;
  const { greetings, anniversary } = program;
  const rows = await services.db.ledgerCustomer.findMany({
    where: { shop, id: { in: birthdays.flatMap(({ candidate }) => candidate.claim.customerId ?? []) } },
    select: { id: true, shopifyCustomerId: true },
  });
  const shopifyIds = new Map(rows.map((row) => [row.id, row.shopifyCustomerId]));
  const asked = rows.flatMap((row) => row.shopifyCustomerId ?? []);
  const answer = await fetchBirthdays(services, shop, greetings.birthday.metafield, asked);
  for (const { candidate, year } of birthdays) {
    if (!answer.ok) {
      leaveOut(candidate, later(services, candidate.claim, failureReason(answer.failure)));
      continue;
    }
    const day = answer.days.get(shopifyIds.get(candidate.claim.customerId ?? '') ?? '');
    const date = day === undefined ? null : birthdayIn(year, day, anniversary.leapDay);
    const time = date === null ? 'early' : isTimely({ greetings, timeZone, today }, date);
    if (time === 'timely') continue;
    const reason = time === 'late' && date !== null ? 'beyond-catch-up' : 'date-moved';
    leaveOut(candidate, { state: 'suppressed', reason });
  }
  return candidates.filter((candidate) => !out.has(candidate));
}
