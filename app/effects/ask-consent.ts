import { randomUUID } from 'node:crypto';
import type { ConsentAnswer } from '@prisma/client';
import { failureReason } from '~/effects/admin-failure';
import { latestAnswer, linkEndsAt, lockAnswers, type SurfaceThatAsks } from '~/effects/consent-answers';
import { fetchCustomer, type Recipient } from '~/effects/recipient';
import { inTransaction } from '~/database/transaction.server';
import { hashEmail } from '~/email-hash.server';
import { loadShopContext, type ShopContext } from '~/ledger/shop-context.server';
import {
  mayContact,
  profileOfCountry,
  PROFILE_RULES,
  type CountryProfile,
  type ConsentFacts,
} from '~/loyalty/consent';
import type { ConsentLocale, ConsentQuestion } from '~/loyalty/consent-text';
import type { Services } from '~/services.server';

/** Who is asked, and where. */
export interface ConsentCaller {
  shop: string;
  /** numeric id at Shopify; null: a guest, who is asked nothing */
  customerId: string | null;
}

export type ConsentState = 'ask' | 'asked' | 'given' | 'off';
export type ConsentResult =
  /** `shopName` is what texts call the shop */
  | { ok: true; state: ConsentState; shopName: string }
  | { ok: false; kind: 'no-shop' }
  | { ok: false; kind: 'unavailable'; reason: string };

export interface GivenAnswer {
  answer: 'yes' | 'no';
  surface: SurfaceThatAsks;
  locale: ConsentLocale;
  /** the question as it stood on the screen */
  question: ConsentQuestion;
}

type AskServices = Pick<Services, 'db' | 'env' | 'clock' | 'admin' | 'jobs'>;

/** Is there something to ask this customer? Reads only. */
export async function consentState(services: AskServices, caller: ConsentCaller): Promise<ConsentResult> {
  const looked = await look(services, caller);
  if (!looked.ok) return looked;
  return { ok: true, state: looked.state, shopName: looked.shopName };
}

/**
 * Takes an answer. Repeating it changes nothing. Yes counts at once, or waits for the confirmation by mail where the profile of
 * the shop's country wants one; either way a job does the rest. No is kept, so that nobody is asked twice.
 */
export async function answerConsent(
  services: AskServices,
  caller: ConsentCaller,
  given: GivenAnswer,
): Promise<ConsentResult> {
  const looked = await look(services, caller);
  if (!looked.ok) return looked;
  const { shopName, state } = looked;
  const isOpen = state === 'ask' || (state === 'asked' && given.answer === 'no');
  if (!isOpen || !looked.person) return { ok: true, state, shopName };
  const { emailHash, profile, customerId } = looked.person;
  const now = services.clock.now();
  const next: ConsentState =
    given.answer === 'no' ? 'off' : PROFILE_RULES[profile].proof === 'confirmed' ? 'asked' : 'given';
  return inTransaction(services.db, async (tx) => {
    const { shop } = caller;
    await lockAnswers(tx, shop, customerId);
    const latest = await latestAnswer(tx, shop, customerId);
    // a second click, or another tab, was faster
    if (latest?.id !== looked.latest?.id)
      return { ok: true, state: stateOf(latest, emailHash, now) ?? state, shopName };
    if (latest?.state === 'pending') {
      await tx.consentAnswer.updateMany({
        where: { shop, id: latest.id, state: 'pending' },
        data: { state: 'void', reason: 'answered-again' },
      });
    }
    await tx.consentAnswer.create({
      data: {
        shop,
        id: randomUUID(),
        shopifyCustomerId: customerId,
        emailHash,
        state: ROW_STATES[next],
        surface: given.surface,
        locale: given.locale,
        textId: given.question.id,
        text: wording(given.question),
        answeredAt: now,
      },
    });
    if (next !== 'off') await services.jobs.send(tx, 'consent.apply', { shop }, { singletonKey: shop });
    return { ok: true, state: next, shopName };
  });
}

const ROW_STATES = { off: 'declined', asked: 'pending', given: 'given', ask: 'void' } as const;

/** What was on the screen, as one text. */
function wording({ title, body, yes, no }: ConsentQuestion): string {
  return `${title}\n${body}\n[${yes}] [${no}]`;
}

interface Person {
  customerId: string;
  emailHash: string;
  profile: CountryProfile;
}
type Looked =
  | { ok: true; state: ConsentState; shopName: string; latest: ConsentAnswer | null; person: Person | null }
  | Extract<ConsentResult, { ok: false }>;

/** Everything that decides, in the order of what it costs; Shopify is asked last. */
async function look(services: AskServices, { shop, customerId }: ConsentCaller): Promise<Looked> {
  const now = services.clock.now();
  const context = await loadShopContext(services.db, shop, now);
  if (!context || context.uninstalledAt) return { ok: false, kind: 'no-shop' };
  const end = (state: ConsentState): Looked => ({
    ok: true,
    state,
    shopName: context.name,
    latest: null,
    person: null,
  });
  const { program } = context;
  // without an imprint nothing is sent, so there is nothing to agree to
  if (!program.consent.askAfterOrder || program.sender.imprint === '' || customerId === null)
    return end('off');
  const latest = await latestAnswer(services.db, shop, customerId);
  if (latest?.state === 'declined') return end('off');
  const found = await fetchCustomer(services, shop, customerId);
  if (!found.ok) {
    if ('suppress' in found) return end('off');
    return { ok: false, kind: 'unavailable', reason: failureReason(found.failure) };
  }
  const emailHash = hashEmail(found.recipient.email, services.env.EMAIL_HASH_KEY);
  if (emailHash === null) return end('off');
  const profile = await profileOf(services, context);
  const suppressed = await services.db.suppression.findUnique({
    where: { shop_emailHash: { shop, emailHash } },
  });
  const state: ConsentState = suppressed
    ? 'off'
    : (stateAtShopify(found.recipient, profile) ?? stateOf(latest, emailHash, now) ?? 'ask');
  return {
    ok: true,
    state,
    shopName: context.name,
    latest,
    person: { customerId, emailHash, profile },
  };
}

async function profileOf(services: AskServices, { shop, program }: ShopContext): Promise<CountryProfile> {
  if (program.consent.country) return program.consent.country;
  const row = await services.db.shop.findUniqueOrThrow({ where: { shop }, select: { countryCode: true } });
  return profileOfCountry(row.countryCode);
}

/** Shopify has the last word on who objected, and on consent that is good enough already. null: it settles nothing. */
function stateAtShopify(recipient: Recipient, profile: CountryProfile): ConsentState | null {
  const { marketingState } = recipient;
  const objected: ConsentFacts['marketingState'][] = ['UNSUBSCRIBED', 'REDACTED', 'INVALID'];
  if (objected.includes(marketingState)) return 'off';
  const express = mayContact('promotional', {
    profile,
    marketingState,
    optInLevel: recipient.optInLevel,
    consentRecordedAt: recipient.consentRecordedAt,
    suppression: null,
    noticeSince: null,
    sale: null,
    cap: null,
  });
  return express.allowed ? 'given' : null;
}

/** What our own row says while Shopify does not know of it yet. A confirmation that never came may be asked for again. */
function stateOf(latest: ConsentAnswer | null, emailHash: string, now: Date): ConsentState | null {
  if (latest?.emailHash !== emailHash) return latest?.state === 'declined' ? 'off' : null;
  switch (latest.state) {
    case 'declined':
      return 'off';
    case 'pending':
      return linkEndsAt(latest.answeredAt) > now ? 'asked' : null;
    case 'given':
      return latest.recordedAt === null ? 'given' : null;
    default:
      return null;
  }
}
