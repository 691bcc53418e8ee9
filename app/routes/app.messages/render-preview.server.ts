import { fetchFullName } from '~/components/customer-names.server';
import type { Merchant, ShopFacts } from '~/components/merchant.server';
import { hashEmail } from '~/email-hash.server';
import { addDays, shopToday } from '~/loyalty/calendar';
import { nextAnniversary } from '~/loyalty/anniversary';
import type { Program } from '~/loyalty/program';
import { styleSchema } from '~/loyalty/program-mail';
import { lintMessage, messageKind, type Finding } from '~/mail/lint';
import {
  exampleOccasion,
  occasionVariables,
  type MessageName,
  type Occasion,
} from '~/mail/message-variables';
import { renderMessage, type RenderResult } from '~/mail/render.server';
import type { VariableFacts } from '~/mail/variables';
import { wayOutOf } from '~/mail/way-out';
import type { PreviewRequest } from './preview-request';

export interface Preview {
  findings: Finding[];
  customerName: string | null;
  rendered: RenderResult;
  wayOut: ReturnType<typeof wayOutOf> | null;
}

interface Person {
  known: boolean;
  customer: VariableFacts['customer'];
  occasion: Occasion;
}

/**
 * The message as its customer would get it today, and what the linter says. The name is fetched for this answer and is
 * gone with it; the coupon code is no code of anybody's.
 */
export async function renderPreview(
  merchant: Merchant,
  facts: ShopFacts,
  program: Program,
  request: PreviewRequest,
): Promise<Preview> {
  const { env } = merchant.services;
  const { message, locale, subject, body, tone, imprint } = request;
  const { known, customer, occasion } = await personOf(merchant, facts, program, request);
  // the ways out of a preview are the merchant's own
  const emailHash = hashEmail(program.sender.replyTo, env.EMAIL_HASH_KEY);
  const wayOut =
    messageKind(message) === 'promotional' && emailHash
      ? wayOutOf(env, { shop: merchant.shop, emailHash }, locale)
      : null;
  const typed = styleSchema.safeParse({
    german: tone,
    logoUrl: request.logoUrl.trim() || null,
    color: request.color,
  });
  const rendered = await renderMessage({
    locale,
    subject,
    body,
    ...occasionVariables({ locale, shopName: facts.name, customer }, occasion),
    imprint,
    style: typed.success ? typed.data : program.style,
    wayOut,
  });
  const { firstName, lastName } = customer;
  return {
    findings: lintMessage({ message, locale, tone, subject, body, imprint }),
    customerName: known ? [firstName, lastName].filter(Boolean).join(' ') || null : null,
    rendered,
    wayOut,
  };
}

async function personOf(
  merchant: Merchant,
  facts: ShopFacts,
  program: Program,
  { message, customerId }: PreviewRequest,
): Promise<Person> {
  const example: Person = {
    known: false,
    customer: { firstName: 'Alex', lastName: 'Muster' },
    occasion: occasionOf(facts, program, message, merchant.services.clock.now(), null),
  };
  if (!customerId) return example;
  const { db, clock } = merchant.services;
  const { shop } = merchant;
  const row = await db.ledgerCustomer.findUnique({ where: { shop_id: { shop, id: customerId } } });
  if (!row || row.redactedAt) return example;
  const [name, order] = await Promise.all([
    row.shopifyCustomerId ? fetchFullName(merchant, row.shopifyCustomerId) : null,
    db.ledgerOrder.findFirst({
      where: { shop, customerId, excludedReason: null },
      orderBy: { processedAt: message === 'first' ? 'asc' : 'desc' },
      select: { name: true },
    }),
  ]);
  const known = {
    orderName: order?.name ?? null,
    orderNumber: message === 'first' ? 1 : Math.max(1, row.qualifyingCount),
    firstDate: row.firstQualifyingDate?.toISOString().slice(0, 10) ?? null,
  };
  return {
    known: name !== null,
    customer: name ?? { firstName: null, lastName: null },
    occasion: occasionOf(facts, program, message, clock.now(), known),
  };
}

interface KnownFacts {
  orderName: string | null;
  orderNumber: number;
  firstDate: string | null;
}

/** The order that is thanked for, the coupon of the next anniversary or the day that is greeted, as the program would give it today. */
function occasionOf(
  { timeZone, currency }: ShopFacts,
  { anniversary, greetings, thankYou }: Program,
  message: MessageName,
  now: Date,
  known: KnownFacts | null,
): Occasion {
  const example = exampleOccasion(message);
  if ('order' in example) {
    const { orderName, orderNumber } = known ?? {};
    const number = message === 'milestone' ? thankYou.milestoneOrders[0] : orderNumber;
    return { order: { name: orderName ?? example.order.name, number: number ?? example.order.number } };
  }
  if ('birthday' in example) return example;
  if ('roundDate' in example) {
    const { days, years } = greetings.roundDates;
    const span = { unit: days.length > 0 ? ('days' as const) : ('years' as const) };
    const count = days[0] ?? years[0] ?? example.roundDate.count;
    return {
      roundDate: { ...span, count, firstOrderDate: known?.firstDate ?? example.roundDate.firstOrderDate },
    };
  }
  const today = shopToday(now, timeZone);
  const next = known?.firstDate ? nextAnniversary(known.firstDate, anniversary, today) : null;
  return {
    anniversary: {
      years: next?.years ?? 1,
      percentage: anniversary.percentage,
      firstOrderDate: known?.firstDate ?? addDays(today, -365),
      validFrom: today,
      validUntil: addDays(today, anniversary.validityDays - 1),
      code: `${anniversary.codePrefix}-2345-6789-WXYZ`,
      minimumMinor: anniversary.minimumMinor,
      capMinor: anniversary.capMinor,
      currency,
    },
  };
}
