import { parse } from 'smol-toml';
import type { ShopState, WebhookSubscription } from '../model/types';

export interface DeclaredSubscription {
  topic: string;
  uri: string;
  includeFields: string[];
  filter: string | null;
}

const COMPLIANCE_TOPICS = new Set(['customers/data_request', 'customers/redact', 'shop/redact']);

/** Topics that reach an app which is no longer installed: the news of that, and the duty to erase. */
const REACH_UNINSTALLED = new Set([...COMPLIANCE_TOPICS, 'app/uninstalled']);

/** "ORDERS_CREATE" (Admin API) and "orders/create" (header, TOML) name the same topic. */
export const topicKey = (topic: string): string => topic.toUpperCase().replace(/[/.]/g, '_');

/**
 * The `[webhooks]` of a shopify.app.toml.
 * @throws Error when the file is not TOML or a subscription lacks its topics or address
 */
export function declaredSubscriptions(toml: string): DeclaredSubscription[] {
  const webhooks = (parse(toml) as { webhooks?: { subscriptions?: Record<string, unknown>[] } }).webhooks;
  return (webhooks?.subscriptions ?? []).flatMap((entry) => {
    const topics = [...strings(entry.topics), ...strings(entry.compliance_topics)];
    if (topics.length === 0 || typeof entry.uri !== 'string') {
      throw new Error('[[webhooks.subscriptions]] needs topics and uri.');
    }
    const uri = entry.uri;
    return topics.map((topic) => ({
      topic,
      uri,
      includeFields: strings(entry.include_fields),
      filter: typeof entry.filter === 'string' ? entry.filter : null,
    }));
  });
}

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

/** Makes the shop's app-specific subscriptions those of the TOML, keeping the ids of the ones that stay. */
export function syncDeclared(state: ShopState, declared: DeclaredSubscription[], nowIso: string): void {
  const missing = new Map(declared.map((each) => [`${each.topic} ${each.uri}`, each]));
  for (const subscription of [...state.all('webhookSubscription').values()]) {
    if (!subscription.appSpecific) continue;
    if (!missing.delete(`${subscription.topic} ${subscription.uri}`)) {
      state.remove('webhookSubscription', subscription.id);
    }
  }
  for (const each of missing.values()) {
    state.put('webhookSubscription', {
      ...each,
      id: state.nextId(),
      format: 'JSON',
      metafieldNamespaces: [],
      createdAt: nowIso,
      updatedAt: nowIso,
      appSpecific: true,
    });
  }
}

/** Who is to be told of a topic now. */
export function subscribers(state: ShopState, topic: string): WebhookSubscription[] {
  if (!state.shop.app && !REACH_UNINSTALLED.has(topic)) return [];
  const wanted = topicKey(topic);
  return [...state.all('webhookSubscription').values()].filter((each) => topicKey(each.topic) === wanted);
}
