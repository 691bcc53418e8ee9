import type { WebhookSubscription } from '../../model/types';
import { isoNow } from '../../model/command';
import type { Fields, RequestContext } from '../context';
import { dateTime } from '../format';
import { gid, idOf } from '../gid';
import { count, facetsOf, filtered, list, type ListArgs, type ListRules } from '../lists';

interface SubscriptionInput {
  uri?: string | null;
  callbackUrl?: string | null;
  format?: 'JSON' | 'XML' | null;
  includeFields?: string[] | null;
  metafieldNamespaces?: string[] | null;
  filter?: string | null;
  name?: string | null;
}

/** Topics are kept as WebhookSubscriptionTopic names them; the webhook side compares by a normalised key. */
const topicEnum = (topic: string): string => topic.toUpperCase().replace(/[/.]/g, '_');

export const subscriptionFields: Fields<WebhookSubscription> = {
  id: (subscription) => gid('WebhookSubscription', subscription.id),
  legacyResourceId: (subscription) => String(subscription.id),
  topic: (subscription) => topicEnum(subscription.topic),
  uri: (subscription) => subscription.uri,
  callbackUrl: (subscription) => subscription.uri,
  format: (subscription) => subscription.format,
  includeFields: (subscription) => subscription.includeFields,
  metafieldNamespaces: (subscription) => subscription.metafieldNamespaces,
  metafields: () => [],
  filter: (subscription) => subscription.filter,
  name: () => null,
  apiVersion: () => ({ handle: '2026-07', displayName: '2026-07', supported: true }),
  createdAt: (subscription) => dateTime(subscription.createdAt),
  updatedAt: (subscription) => dateTime(subscription.updatedAt),
  endpoint: ({ uri }) => {
    const pubSub = PUB_SUB.exec(uri);
    if (pubSub) {
      return { __typename: 'WebhookPubSubEndpoint', pubSubProject: pubSub[1], pubSubTopic: pubSub[2] };
    }
    if (uri.startsWith('arn:')) return { __typename: 'WebhookEventBridgeEndpoint', arn: uri };
    return { __typename: 'WebhookHttpEndpoint', callbackUrl: uri };
  },
};

/** Subscriptions of the app's TOML are not visible here, as on Shopify. */
const visible = (context: RequestContext): WebhookSubscription[] =>
  [...context.state.all('webhookSubscription').values()].filter(({ appSpecific }) => !appSpecific);

const find = (context: RequestContext, id: string): WebhookSubscription | null => {
  const found = context.state.get('webhookSubscription', idOf(id, 'WebhookSubscription') ?? -1);
  return found && !found.appSpecific ? found : null;
};

const rules: ListRules<WebhookSubscription> = {
  facets: (subscription) =>
    facetsOf(subscription, {
      id: ({ id }) => [id],
      topic: ({ topic }) => [topicEnum(topic)],
      uri: ({ uri }) => [uri],
      created_at: ({ createdAt }) => [createdAt],
      updated_at: ({ updatedAt }) => [updatedAt],
      default: ({ uri }) => [uri],
    }),
  sortBy: { CREATED_AT: ({ createdAt }) => createdAt },
};

export const subscriptionQueries: Fields<unknown> = {
  webhookSubscription: (_source, { id }: { id: string }, context) => find(context, id),
  webhookSubscriptions: (
    _source,
    args: ListArgs & {
      topics?: string[] | null;
      uri?: string | null;
      callbackUrl?: string | null;
      format?: string | null;
    },
    context,
  ) => {
    const uri = args.uri ?? args.callbackUrl;
    const chosen = visible(context).filter(
      (subscription) =>
        (!args.topics || args.topics.includes(topicEnum(subscription.topic))) &&
        (!uri || subscription.uri === uri) &&
        (!args.format || subscription.format === args.format),
    );
    return list(chosen, args, rules);
  },
  webhookSubscriptionsCount: (_source, args: { query?: string | null; limit?: number | null }, context) =>
    count(filtered(visible(context), args.query, rules).length, args.limit),
};

const missing = { field: ['id'], message: 'Webhook subscription does not exist' };

export const subscriptionMutations: Fields<unknown> = {
  webhookSubscriptionCreate: (
    _source,
    { topic, webhookSubscription: input }: { topic: string; webhookSubscription: SubscriptionInput },
    context,
  ) => {
    const uri = input.uri ?? input.callbackUrl ?? '';
    const userErrors = [...addressProblems(context, topic, uri, null), ...filterProblems(input.filter)];
    if (userErrors.length > 0) return { webhookSubscription: null, userErrors };
    const now = isoNow(context);
    const subscription: WebhookSubscription = {
      id: context.state.nextId(),
      topic,
      uri,
      format: input.format ?? 'JSON',
      includeFields: input.includeFields ?? [],
      metafieldNamespaces: input.metafieldNamespaces ?? [],
      filter: input.filter ?? null,
      createdAt: now,
      updatedAt: now,
      appSpecific: false,
    };
    context.state.put('webhookSubscription', subscription);
    return { webhookSubscription: subscription, userErrors: [] };
  },

  webhookSubscriptionUpdate: (
    _source,
    { id, webhookSubscription: input }: { id: string; webhookSubscription: SubscriptionInput },
    context,
  ) => {
    const before = find(context, id);
    if (!before) return { webhookSubscription: null, userErrors: [missing] };
    const uri = input.uri ?? input.callbackUrl ?? before.uri;
    const userErrors = [
      ...addressProblems(context, before.topic, uri, before.id),
      ...filterProblems(input.filter),
    ];
    if (userErrors.length > 0) return { webhookSubscription: null, userErrors };
    const after: WebhookSubscription = {
      ...before,
      uri,
      format: input.format ?? before.format,
      includeFields: input.includeFields ?? before.includeFields,
      metafieldNamespaces: input.metafieldNamespaces ?? before.metafieldNamespaces,
      filter: input.filter === undefined ? before.filter : input.filter,
      updatedAt: isoNow(context),
    };
    context.state.put('webhookSubscription', after);
    return { webhookSubscription: after, userErrors: [] };
  },

  webhookSubscriptionDelete: (_source, { id }: { id: string }, context) => {
    const found = find(context, id);
    if (!found) return { deletedWebhookSubscriptionId: null, userErrors: [missing] };
    context.state.remove('webhookSubscription', found.id);
    return { deletedWebhookSubscriptionId: id, userErrors: [] };
  },
};

const PUB_SUB = /^pubsub:\/\/([a-z][a-z0-9-]{4,28}[a-z0-9]):([A-Za-z][A-Za-z0-9._~+%-]{2,254})$/;
const EVENT_BRIDGE = /^arn:aws:events:[a-z0-9-]+::event-source\/aws\.partner\/shopify\.com(\.test)?\/.+/;

function addressProblems(context: RequestContext, topic: string, uri: string, ownId: number | null) {
  const at = (message: string) => ({ field: ['webhookSubscription', 'callbackUrl'], message });
  if (uri.trim() === '') return [at("Address can't be blank")];
  if (PUB_SUB.test(uri) || EVENT_BRIDGE.test(uri)) return duplicates(context, topic, uri, ownId).map(at);
  if (uri.startsWith('pubsub://')) {
    return [
      at('Address protocol pubsub:// is not supported'),
      at('Address is not a valid GCP pub/sub format. Format should be pubsub://project:topic'),
    ];
  }
  if (uri.startsWith('arn:')) {
    return [at('Address is invalid'), at('Address is not a valid AWS ARN')];
  }
  const protocol = /^([a-z][a-z0-9+.-]*:\/\/)/i.exec(uri)?.[1];
  if (protocol && protocol !== 'https://') return [at(`Address protocol ${protocol} is not supported`)];
  if (!URL.canParse(uri)) return [at('Address is invalid')];
  return duplicates(context, topic, uri, ownId).map(at);
}

function duplicates(context: RequestContext, topic: string, uri: string, ownId: number | null): string[] {
  const taken = visible(context).some(
    (other) => other.id !== ownId && topicEnum(other.topic) === topicEnum(topic) && other.uri === uri,
  );
  return taken ? ['Address for this topic has already been taken'] : [];
}

/** A filter names the field it looks at; an empty one is none. */
function filterProblems(filter: string | null | undefined) {
  if (!filter || /(^|[\s(-])[A-Za-z_][\w.]*:\S/.test(filter)) return [];
  const message =
    'The specified filter is invalid, please ensure you specify the field(s) you wish to filter on.';
  return [{ field: ['webhookSubscription'], message }];
}
