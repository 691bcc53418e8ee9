import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { EventSink, EventSubject } from '../model/events';
import type { Clock, ShopState, WebhookDelivery, WebhookSubscription } from '../model/types';
import { payloadOf } from './payloads';
import type { Json } from './payload-parts';
import { subscribers } from './subscriptions';

/**
 * Writes one delivery for each subscriber of an event into the same commit as the change that caused it: an order exists
 * exactly when its webhooks do, whatever is killed in between.
 * @param onCommitted ids of the deliveries that are now safe to send
 */
export function webhookOutbox(
  state: ShopState,
  clock: Clock,
  log: Pick<Logger, 'error'>,
  onCommitted: (deliveryIds: number[]) => void,
): EventSink {
  let fresh: number[] = [];
  const handOver = async () => {
    const ids = fresh;
    fresh = [];
    try {
      await state.commit();
      onCommitted(ids);
    } catch (err) {
      // They stay in memory as pending and are written with the next commit; the dispatcher's next start finds them.
      log.error({ err, deliveries: ids.length }, 'webhook deliveries could not be written yet');
      fresh.push(...ids);
    }
  };
  return {
    emit(topic, subject, extra = {}) {
      const receivers = subscribers(state, topic);
      if (receivers.length === 0) return;
      const nowIso = new Date(clock.now()).toISOString();
      const payload = buildLoudly(topic, state, subject, extra, nowIso, log);
      const eventId = randomUUID();
      // Commands are synchronous and emit half-way through: the commit waits until this turn of the event loop is over.
      if (fresh.length === 0) setImmediate(() => void handOver());
      for (const subscription of receivers) {
        const delivery = deliveryOf(subscription, topic, eventId, payload, nowIso, state.nextId());
        state.put('webhookDelivery', delivery);
        fresh.push(delivery.id);
      }
    },
  };
}

function deliveryOf(
  subscription: WebhookSubscription,
  topic: string,
  eventId: string,
  payload: Json | null,
  nowIso: string,
  id: number,
): WebhookDelivery {
  return {
    id,
    webhookId: randomUUID(),
    eventId,
    subscriptionId: subscription.id,
    topic,
    uri: subscription.uri,
    triggeredAt: nowIso,
    body: payload ? JSON.stringify(included(payload, subscription.includeFields)) : '',
    attempts: payload ? [] : [{ at: nowIso, status: null, error: 'DEV_STORE_NOT_IMPLEMENTED' }],
    nextAttemptAt: payload ? nowIso : null,
    state: payload ? 'pending' : 'failed',
  };
}

/** `include_fields` names top-level fields here; Shopify's nested form is not implemented. */
function included(payload: Json, fields: string[]): Json {
  if (fields.length === 0) return payload;
  return Object.fromEntries(Object.entries(payload).filter(([field]) => fields.includes(field)));
}

function buildLoudly(
  topic: string,
  state: ShopState,
  subject: EventSubject,
  extra: Record<string, unknown>,
  nowIso: string,
  log: Pick<Logger, 'error'>,
): Json | null {
  try {
    return payloadOf(topic, state, subject, extra, nowIso);
  } catch (err) {
    // The change itself is right; what is missing is ours. The delivery is kept as failed, where a test will see it.
    log.error({ err, topic }, 'no webhook payload');
    return null;
  }
}
