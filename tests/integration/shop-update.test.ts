import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setUpShop } from '~/effects/set-up-shop';
import { createReceiver } from '~/intake/receive.server';
import { applyEvent } from '~/ledger/apply-event.server';
import { shopPayload } from '../../dev-store/webhooks/shop-payload';
import { SHOP, useHarness, type Harness } from './effects-harness';

let h: Harness;
useHarness((started) => (h = started));
beforeEach(async () => {
  await h.db.$executeRaw`TRUNCATE inbox_event`;
  await h.installed();
  await setUpShop(h.services, { shop: SHOP });
});
const { timeZone, planName } = { timeZone: 'Europe/Berlin', planName: 'Shopify Plus' as const };
afterEach(() => h.state.putShop({ ...h.state.shop, timeZone, planName }));

/** Shopify's webhook, as it comes. @returns what was done about it */
async function told(webhookId: string, triggeredAt: string) {
  const body = Buffer.from(JSON.stringify(shopPayload(h.state.shop)));
  const { SHOPIFY_API_SECRET: secret } = h.services.env;
  const result = await createReceiver(h.services)(
    {
      'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
      'x-shopify-shop-domain': SHOP,
      'x-shopify-topic': 'shop/update',
      'x-shopify-webhook-id': webhookId,
      'x-shopify-triggered-at': triggeredAt,
    },
    body,
  );
  if (result.outcome !== 'accepted') return result.outcome;
  h.jobs.length = 0;
  await applyEvent(h.services, SHOP, result.inboxId);
  return h.jobs.map(({ queue }) => queue);
}

const row = () => h.db.shop.findUniqueOrThrow({ where: { shop: SHOP } });

describe('a shop whose settings are changed at Shopify', () => {
  it('is what they say: another time zone moves the dates, another plan shows other places', async () => {
    expect(await row()).toMatchObject({ timeZone, planName });
    h.state.putShop({ ...h.state.shop, timeZone: 'Pacific/Auckland', planName: 'Basic' });
    expect(await told('one', '2026-11-22T10:00:00Z')).toEqual(['install.setup']);
    h.jobs.length = 0;
    await setUpShop(h.services, { shop: SHOP });
    expect(await row()).toMatchObject({ timeZone: 'Pacific/Auckland', planName: 'Basic' });
    expect(h.jobs.map(({ queue }) => queue)).toContain('reclassify');
    // the history was imported once
    expect(await h.db.importRun.count({ where: { kind: 'history' } })).toBe(1);
    expect(await h.db.activityEntry.count({ where: { event: 'discount.created' } })).toBe(1);
  });

  it('is asked again for the next change, and once for each; nothing of the payload is kept', async () => {
    expect(await told('one', '2026-11-22T10:00:00Z')).toEqual(['install.setup']);
    expect(await told('again', '2026-11-22T10:00:00Z')).toBe('duplicate');
    expect(await told('two', '2026-11-22T11:00:00Z')).toEqual(['install.setup']);
    const [stored] = await h.db.inboxEvent.findMany();
    expect(stored?.facts).toEqual({ type: 'shop-updated' });
  });
});
