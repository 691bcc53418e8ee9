import { createHmac, randomUUID } from 'node:crypto';
import { saveDraft } from './chapter-arrival';
import { anyVariant, placeOrder } from './chapter-orders';
import type { Step } from './step';
import { customersOf, expectedSegments, shownFigures } from './home-figures';
import { put } from './program-form';
import { text, until } from './web';
import type { World } from './world';

const CANCELLED = 'canan.story@example.com';
const ADDRESS = {
  firstName: 'Canan',
  lastName: 'Story',
  address1: 'Am Ufer 1',
  zip: '01097',
  city: 'Dresden',
  countryCode: 'DE',
};

interface Delivery {
  id: number;
  topic: string;
  body: string;
  attempts: { status: number | null }[];
}

export const trouble: [string, Step][] = [
  [
    'a cancelled order gets no thanks',
    async (world, expect, memory) => {
      put(memory.draft, ['thankYou', 'delayMinutes'], '60');
      const saved = await saveDraft(world, memory.draft, memory.programVersion);
      expect('the delay is saved', saved.outcome, 'saved');

      const variant = await anyVariant(world);
      const shopper = world.shopper();
      const begun = await shopper.begin([{ variantId: variant.id, quantity: 1 }], {
        email: CANCELLED,
        ...ADDRESS,
      });
      const order = await placeOrder(shopper, begun, expect);
      await until('the thanks are planned', async () =>
        text(await world.appPage('/app/activity?kind=messages&state=planned')).includes(order.name),
      );
      await world.operator.json('POST', `/control/orders/${order.orderId}/cancel`, {});
      await delivered(world, 'orders/cancelled', order.orderId);
      await world.moveClock({ advance: 'PT3H' });
      const log = await until('the app says why it keeps silent', async () => {
        const page = text(await world.appPage('/app/activity?kind=messages&state=suppressed'));
        return page.includes(order.name) && page;
      });
      expect('the reason in the log', /cancel/i.test(log), true);
      expect('messages to the customer', (await world.mailsTo(CANCELLED)).length, 0);
    },
  ],
  [
    'the same webhook three times more changes nothing',
    async (world, expect, memory) => {
      const paid = await delivered(world, 'orders/paid', memory.lastOrder.orderId);
      const before = await stateOf(world);
      for (let time = 1; time <= 3; time += 1) {
        await world.operator.json('POST', `/control/webhooks/${paid.id}/redeliver`, {});
        await until(`redelivery ${time}`, async () => {
          const now = await delivered(world, 'orders/paid', memory.lastOrder.orderId);
          return now.attempts.length >= paid.attempts.length + time && now.attempts.at(-1)?.status === 200;
        });
      }
      // another id for the same fact: what a re-sent event looks like
      const status = await postWebhook(world, paid.body, world.at.apiSecret, randomUUID());
      expect('a copy under another webhook id is accepted', status, 200);
      expect('figures and mailbox', await stateOf(world), before);
    },
  ],
  [
    'a forged webhook is refused',
    async (world, expect, memory) => {
      const before = await stateOf(world);
      const paid = await delivered(world, 'orders/paid', memory.lastOrder.orderId);
      const forged = paid.body.replace('"test":false', '"test":false ');
      expect('status', await postWebhook(world, forged, 'not the secret', randomUUID()), 401);
      expect('figures and mailbox', await stateOf(world), before);
    },
  ],
  [
    'in the end the figures are those of a count of our own',
    async (world, expect) => {
      const counted = await expectedSegments(world);
      const shown = await until('the figures', async () => {
        const found = customersOf(await shownFigures(world));
        return JSON.stringify(found) === JSON.stringify(counted) && found;
      });
      expect('prospects, new, repeat, lapsed', shown, counted);
    },
  ],
];

/** The delivery of an order's webhook, once it has arrived. */
function delivered(world: World, topic: string, orderId: number): Promise<Delivery> {
  return until(`${topic} of ${orderId}`, async () => {
    const { deliveries } = await world.operator.json<{ deliveries: Delivery[] }>(
      'GET',
      `/control/webhooks?topic=${encodeURIComponent(topic)}&state=delivered`,
    );
    return deliveries.find(({ body }) => (JSON.parse(body) as { id: number }).id === orderId);
  });
}

async function stateOf(world: World) {
  const { total } = await world.operator.json<{ total: number }>('GET', '/mailbox.json?limit=1');
  return { figures: await shownFigures(world), mails: total };
}

async function postWebhook(world: World, body: string, secret: string, id: string): Promise<number> {
  const response = await fetch(`${world.at.app}/webhooks`, {
    method: 'POST',
    body,
    headers: {
      'Content-Type': 'application/json',
      'X-Shopify-Topic': 'orders/paid',
      'X-Shopify-Shop-Domain': world.at.shop,
      'X-Shopify-API-Version': '2026-07',
      'X-Shopify-Webhook-Id': id,
      'X-Shopify-Event-Id': randomUUID(),
      'X-Shopify-Triggered-At': new Date().toISOString(),
      'X-Shopify-Hmac-Sha256': createHmac('sha256', secret).update(body).digest('base64'),
    },
  });
  await response.arrayBuffer();
  return response.status;
}
