import type { ConsentAnswer } from '@prisma/client';
import type { EmailConsentUpdateMutation } from '~/admin-api/admin.generated';
import { emailConsentUpdateMutation } from '~/admin-api/documents';
import { describeUserErrors } from '~/admin-api/user-errors';
import { recordActivity } from '~/effects/activity';
import { throwFailure } from '~/effects/admin-failure';
import { linkEndsAt } from '~/effects/consent-answers';
import { customerGid } from '~/effects/metafields';
import { fetchCustomer, type Recipient } from '~/effects/recipient';
import { shopMail } from '~/effects/shop-mail';
import { suppressAddress } from '~/effects/suppress-address';
import { hashEmail } from '~/email-hash.server';
import { RetryLater } from '~/retry-later.server';
import { loadShopContext, type ShopContext } from '~/ledger/shop-context.server';
import { consentMail } from '~/mail/consent-mail';
import { signConsentLink } from '~/mail/consent-token';
import { renderMessage } from '~/mail/render.server';
import { templateVariables, type MailLocale } from '~/mail/variables';
import type { Services } from '~/services.server';

/** As many as one job looks at; the tick finds the rest. */
const BATCH = 50;

/**
 * Carries out what shoppers answered: sends the message that asks for confirmation, and tells Shopify of consent that counts.
 * Each looks at the customer as they are now: another address, an objection or a bounce in between, and nothing comes of it.
 * Repeatable: the message keeps its Message-ID, and the same consent told twice is one.
 * @throws RetryLater while Shopify or the mail server is not there
 */
export async function applyConsents(services: Services, { shop }: { shop: string }): Promise<void> {
  const context = await loadShopContext(services.db, shop, services.clock.now());
  if (!context || context.uninstalledAt) return;
  const open = await services.db.consentAnswer.findMany({
    where: {
      shop,
      OR: [
        { state: 'pending', mailedAt: null },
        { state: 'given', recordedAt: null },
      ],
    },
    orderBy: { answeredAt: 'asc' },
    take: BATCH,
  });
  const bugs: unknown[] = [];
  for (const answer of open) {
    // one answer that cannot be carried out holds up nobody else's
    await apply(services, context, answer).catch((error: unknown) => {
      if (error instanceof RetryLater) throw error;
      bugs.push(error);
    });
  }
  if (bugs.length > 0) throw bugs[0];
}

async function apply(services: Services, context: ShopContext, answer: ConsentAnswer): Promise<void> {
  // nothing is sent without an imprint; the merchant may have taken it out since
  if (answer.state === 'pending' && context.program.sender.imprint === '') return;
  const found = await fetchCustomer(services, context.shop, answer.shopifyCustomerId);
  if (!found.ok) {
    if ('failure' in found) throwFailure('consent', found.failure);
    return end(services, answer, found.suppress);
  }
  const { recipient } = found;
  if (hashEmail(recipient.email, services.env.EMAIL_HASH_KEY) !== answer.emailHash)
    return end(services, answer, 'address-changed');
  const suppressed = await services.db.suppression.findUnique({
    where: { shop_emailHash: { shop: answer.shop, emailHash: answer.emailHash } },
  });
  if (suppressed) return end(services, answer, suppressed.reason);
  if (['UNSUBSCRIBED', 'REDACTED', 'INVALID'].includes(recipient.marketingState ?? ''))
    return end(services, answer, 'unsubscribed');
  if (answer.state === 'given') return record(services, answer, recipient);
  if (linkEndsAt(answer.answeredAt) <= services.clock.now()) return end(services, answer, 'too-late');
  return ask(services, context, answer, recipient);
}

/** The message with the link. Where nobody can know whether it left it counts as sent: a second one would only worry. */
async function ask(
  services: Services,
  { shop, program, name }: ShopContext,
  answer: ConsentAnswer,
  recipient: Recipient,
): Promise<void> {
  const { env } = services;
  const { transport } = await shopMail(services, shop);
  if (transport.isDown?.()) throw new RetryLater('consent: smtp away');
  const locale: MailLocale = answer.locale === 'de' ? 'de' : 'en';
  const token = signConsentLink({ shop, id: answer.id }, env.EMAIL_HASH_KEY);
  const { subject, body } = consentMail(
    locale,
    `${env.SHOPIFY_APP_URL}/consent?token=${token}&locale=${locale}`,
  );
  const rendered = await renderMessage({
    locale,
    subject,
    body,
    variables: templateVariables({
      locale,
      customer: { firstName: recipient.firstName, lastName: recipient.lastName },
      shopName: name,
    }),
    imprint: program.sender.imprint,
    style: program.style,
    wayOut: null,
  });
  if (!rendered.ok) throw new Error(`the confirmation's ${rendered.part}: ${rendered.message}`);
  const result = await transport.send({
    from: { name: program.sender.name, address: program.sender.email },
    to: {
      name: [recipient.firstName, recipient.lastName].filter(Boolean).join(' ') || null,
      address: recipient.email,
    },
    replyTo: program.sender.replyTo,
    subject: rendered.subject,
    html: rendered.html,
    text: rendered.text,
    messageId: `<consent.${answer.id}@${shop}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
  });
  if (result.outcome === 'retry') {
    if (result.down) throw new RetryLater(`consent: ${result.reason}`);
    return; // this recipient's server does not take it now: the next tick tries again
  }
  if (result.outcome === 'rejected') {
    const { emailHash } = answer;
    if (result.badAddress)
      await suppressAddress(services.db, { shop, emailHash, reason: 'bounced', at: services.clock.now() });
    return end(services, answer, 'rejected');
  }
  await services.db.consentAnswer.updateMany({
    where: { shop, id: answer.id },
    data: { mailedAt: services.clock.now() },
  });
}

/** Shopify keeps the state of the address; every message asks it when it is sent (docs/consent.md). */
async function record(services: Services, answer: ConsentAnswer, recipient: Recipient): Promise<void> {
  const { shop, id, confirmedAt, answeredAt } = answer;
  const confirmed = confirmedAt !== null;
  // a confirmed opt-in is never told down to a single one
  const known = recipient.marketingState === 'SUBSCRIBED' && recipient.optInLevel === 'CONFIRMED_OPT_IN';
  if (!known) {
    const answered = await services
      .admin(shop)
      .request<EmailConsentUpdateMutation>(emailConsentUpdateMutation, {
        input: {
          customerId: customerGid(answer.shopifyCustomerId),
          emailMarketingConsent: {
            marketingState: 'SUBSCRIBED',
            marketingOptInLevel: confirmed ? 'CONFIRMED_OPT_IN' : 'SINGLE_OPT_IN',
            consentUpdatedAt: (confirmedAt ?? answeredAt).toISOString(),
          },
        },
      });
    if (!answered.ok) throwFailure('consent', answered);
    const errors = answered.data.customerEmailMarketingConsentUpdate?.userErrors ?? [];
    if (errors.length > 0) return end(services, answer, describeUserErrors(errors));
  }
  const now = services.clock.now();
  const { count } = await services.db.consentAnswer.updateMany({
    where: { shop, id, recordedAt: null },
    data: { recordedAt: now },
  });
  if (count > 0) await log(services, answer, 'consent.given');
}

/** Nothing comes of it; the row stays and says why. */
async function end(services: Services, answer: ConsentAnswer, reason: string): Promise<void> {
  const { shop, id, state } = answer;
  const { count } = await services.db.consentAnswer.updateMany({
    where: { shop, id, state },
    data: { state: 'void', reason },
  });
  if (count === 0) return; // answered again meanwhile
  services.log.info({ shop, answer: id, reason }, 'consent');
  // what was never confirmed is no news
  if (state === 'given') await log(services, answer, 'consent.void', reason);
}

async function log(
  services: Services,
  { shop, shopifyCustomerId }: ConsentAnswer,
  event: 'consent.given' | 'consent.void',
  reason?: string,
): Promise<void> {
  const customer = await services.db.ledgerCustomer.findFirst({
    where: { shop, shopifyCustomerId, mergedIntoId: null },
    select: { id: true },
  });
  await recordActivity(services.db, {
    shop,
    at: services.clock.now(),
    event,
    ...(customer && { customerId: customer.id }),
    ...(reason !== undefined && { detail: { reason } }),
  });
}
