import { Router } from 'express';
import { z } from 'zod';
import type { ShopContext } from '../context';
import { handle, text } from '../http/route';
import { topicKey } from '../webhooks/subscriptions';
import { limitOf } from './orders';

const misbehaviour = z.strictObject({
  duplicate: z.number().int().min(0).max(20).optional(),
  shuffle: z.boolean().optional(),
  drop: z.number().min(0).max(1).optional(),
  delayMs: z.number().int().min(0).max(60_000).optional(),
  seed: z.number().int().optional(),
});

/** Deliveries for programs: /control/webhooks. */
export function webhookControl(contextOf: (request: { query: unknown }) => ShopContext): Router {
  const router = Router();
  router.get(
    '/webhooks',
    handle((request, response) => {
      const { topic, state } = request.query;
      const context = contextOf(request);
      const found = [...context.state.all('webhookDelivery').values()].filter(
        (delivery) =>
          (topic === undefined || topicKey(delivery.topic) === topicKey(text(topic))) &&
          (state === undefined || delivery.state === state),
      );
      const deliveries = found.slice(-limitOf(request.query)).reverse();
      response.json({ total: found.length, misbehaviour: context.webhooks.misbehaviour, deliveries });
    }),
  );
  router.post(
    '/webhooks',
    handle((request, response) => {
      response.json({ ok: true, ...contextOf(request).webhooks.misbehave(misbehaviour.parse(request.body)) });
    }),
  );
  router.post(
    '/webhooks/:id(\\d+)/redeliver',
    handle(async (request, response) => {
      const context = contextOf(request);
      const ok = context.webhooks.redeliver(Number(request.params.id));
      await context.state.commit();
      response.status(ok ? 200 : 404).json({ ok });
    }),
  );
  router.get(
    '/webhook-subscriptions',
    handle((request, response) => {
      response.json({ subscriptions: [...contextOf(request).state.all('webhookSubscription').values()] });
    }),
  );
  return router;
}
