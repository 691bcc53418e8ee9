import { createHash } from 'node:crypto';
import type { Services } from '~/services.server';
import { hashEmail } from '~/email-hash.server';
import { isTopic, type InboxFacts, type Topic } from '~/loyalty/inbox-facts';
import { InboxWriter, type SaysShop } from './inbox-writer.server';
import { parseJson } from './parse-json';
import { reducePayload } from './reduce';
import { isSigned } from './signature.server';

export type IntakeResult =
  | { outcome: 'accepted'; inboxId: string }
  /** signed and understood, but not for us: nothing is stored */
  | { outcome: 'ignored'; reason: 'unknown-topic' | 'unknown-shop' | 'foreign-shop' }
  /** says that an order changed, but not how: orders/updated or the next reconciliation does */
  | { outcome: 'noted' }
  | { outcome: 'duplicate' }
  | { outcome: 'unauthorized' }
  | { outcome: 'malformed'; reason: 'headers' | 'json' | 'payload' | 'foreign-shop' }
  | { outcome: 'unavailable' };

export type IntakeServices = Pick<Services, 'env' | 'log' | 'clock' | 'db' | 'jobs'>;

export type WebhookHeaders = Record<string, string | undefined>;

const SHOP_DOMAIN = /^[a-z0-9][a-z0-9-]{0,59}\.myshopify\.com$/;

/** @param headers lower-case names */
export type Receiver = (headers: WebhookHeaders, rawBody: Buffer) => Promise<IntakeResult>;

/** The intake of one process: what arrives at the same time is stored together (inbox-writer.server.ts). */
export function createReceiver(services: IntakeServices): Receiver {
  const inbox = new InboxWriter(services);
  return (headers, rawBody) => receive(services, inbox, headers, rawBody);
}

/**
 * One webhook: verify the raw body, reduce it to facts, store one inbox row and its job in one transaction. Decides
 * nothing and calls nobody, so that it answers within Shopify's 5 seconds; it may as well be fed by Pub/Sub.
 */
async function receive(
  services: IntakeServices,
  inbox: InboxWriter,
  headers: WebhookHeaders,
  rawBody: Buffer,
): Promise<IntakeResult> {
  if (!isSigned(rawBody, headers['x-shopify-hmac-sha256'], services.env.SHOPIFY_API_SECRET)) {
    return { outcome: 'unauthorized' };
  }
  const shop = headers['x-shopify-shop-domain'];
  const topic = headers['x-shopify-topic'];
  const webhookId = headers['x-shopify-webhook-id'];
  if (!shop || !SHOP_DOMAIN.test(shop) || !topic || !webhookId || webhookId.length > 255) {
    return { outcome: 'malformed', reason: 'headers' };
  }
  if (!isTopic(topic)) return { outcome: 'ignored', reason: 'unknown-topic' };

  const receivedAt = services.clock.now();
  const triggeredAt = instantOr(headers['x-shopify-triggered-at'], receivedAt);
  const read = readFacts(rawBody, shop, topic, triggeredAt, services.env.EMAIL_HASH_KEY);
  if ('malformed' in read) return { outcome: 'malformed', reason: read.malformed };
  if (read.facts.type === 'order-noted') return { outcome: 'noted' };

  try {
    const stored = await inbox.write({
      shop,
      topic,
      webhookId,
      eventId: headers['x-shopify-event-id']?.slice(0, 255) ?? null,
      businessKey: businessKey(topic, read.facts, triggeredAt, webhookId),
      triggeredAt,
      receivedAt,
      facts: read.facts,
      saysShop: read.saysShop,
    });
    if (stored.outcome === 'unknown-shop' || stored.outcome === 'foreign-shop') {
      return { outcome: 'ignored', reason: stored.outcome };
    }
    return stored;
  } catch (error) {
    // No row, no 200: Shopify tries again. The message of a failed statement may quote values, so only its kind is logged.
    services.log.error({ shop, topic, kind: (error as Error).name }, 'webhook not stored');
    return { outcome: 'unavailable' };
  }
}

type Read = { facts: InboxFacts; saysShop: SaysShop } | { malformed: 'json' | 'payload' | 'foreign-shop' };

function readFacts(rawBody: Buffer, shop: string, topic: Topic, triggeredAt: Date, emailKey: string): Read {
  let payload: unknown;
  try {
    payload = parseJson(rawBody.toString('utf8'));
  } catch {
    return { malformed: 'json' };
  }
  if (!namesShop(payload, shop)) return { malformed: 'foreign-shop' };
  try {
    const facts = reducePayload(payload, {
      topic,
      triggeredAt: triggeredAt.toISOString(),
      hashEmail: (email) => hashEmail(email, emailKey),
    });
    return facts ? { facts, saysShop: saysShop(payload) } : { malformed: 'payload' };
  } catch (error) {
    if (error instanceof Error && error.name === 'MalformedAmount') return { malformed: 'payload' };
    throw error;
  }
}

/** The signature covers the body only: where a payload names its shop, the header must agree. */
function namesShop(payload: unknown, shop: string): boolean {
  if (typeof payload !== 'object' || payload === null) return false;
  const body = payload as { shop_domain?: unknown; myshopify_domain?: unknown };
  const named = body.shop_domain ?? body.myshopify_domain;
  return typeof named !== 'string' || named.toLowerCase() === shop;
}

const STATUS_PAGE = /^https:\/\/([^/]+)\/(\d+)\/orders\//;

/**
 * An order's payload says whose it is by the address of its status page: the shop's number, and a domain of the shop.
 * Others carry `shop_id`, a number or a gid. Deletions and merges say nothing.
 */
function saysShop(payload: unknown): SaysShop {
  const { order_status_url: url, shop_id: id } = payload as { order_status_url?: unknown; shop_id?: unknown };
  const [, host, number] = (typeof url === 'string' && STATUS_PAGE.exec(url)) || [];
  const said = typeof id === 'number' || typeof id === 'string' ? /(\d+)$/.exec(String(id))?.[1] : undefined;
  // a domain of the merchant's own says nothing to us
  return { number: number ?? said ?? null, domain: host && SHOP_DOMAIN.test(host) ? host : null };
}

/**
 * Names the fact itself, so that another delivery under another id changes nothing. What may rightly happen twice with the
 * same content (a second uninstall, a repeated redaction) is named by its instant or its delivery.
 */
function businessKey(topic: Topic, facts: InboxFacts, triggeredAt: Date, webhookId: string): string {
  const hash = createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 32);
  switch (facts.type) {
    case 'order':
      return `${topic}|${facts.order.orderId}|${hash}`;
    case 'order-deleted':
    case 'order-noted':
      return `${topic}|${facts.orderId}|${hash}|${triggeredAt.toISOString()}`;
    case 'customers-merged':
      return `${topic}|${facts.keptId}|${hash}`;
    case 'customer-deleted':
      return `${topic}|${facts.customerId}`;
    case 'app-uninstalled':
    case 'scopes-updated':
    case 'shop-updated':
      return `${topic}|${hash}|${triggeredAt.toISOString()}`;
    case 'customer-redact':
    case 'customer-data-request':
    case 'shop-redact':
      return `${topic}|${webhookId}`;
  }
}

function instantOr(text: string | undefined, fallback: Date): Date {
  const milliseconds = Date.parse(text ?? '');
  return Number.isNaN(milliseconds) ? fallback : new Date(milliseconds);
}
