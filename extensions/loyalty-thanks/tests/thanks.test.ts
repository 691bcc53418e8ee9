// @vitest-environment jsdom
import { getExtension } from '@shopify/ui-extensions-tester';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  CUSTOMER,
  dossier,
  entries,
  i18n,
  NOW,
  program,
  provide,
  settings,
  standing,
  unmount,
} from '../../loyalty-checkout/tests/stage';

/** Thank-you page and order status. */
const thankYou = getExtension('purchase.thank-you.block.render');
const orderStatus = getExtension('customer-account.order-status.block.render');

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
});
afterEach(() => {
  thankYou.tearDown();
  unmount();
  vi.useRealTimers();
});

const shown = () => [...document.body.querySelectorAll('s-heading, s-text')].map((node) => node.textContent);

async function thank(facts: {
  customer?: string | null;
  orderId?: string;
  isFirstOrder?: boolean;
  metafields?: Parameters<typeof entries>[0];
  settings?: Record<string, unknown>;
  language?: string;
}): Promise<(string | null)[]> {
  thankYou.setUp();
  const { customer = CUSTOMER, orderId = '5005', isFirstOrder = false } = facts;
  provide(thankYou.shopify, {
    i18n: i18n(facts.language ?? 'en', 'loyalty-thanks'),
    buyerIdentity: { customer: { value: customer === null ? undefined : { id: customer } } },
    appMetafields: { value: entries(facts.metafields ?? { standing, dossier, program }) },
    settings: settings(facts.settings),
    orderConfirmation: { value: { order: { id: `gid://shopify/Order/${orderId}` }, isFirstOrder } },
  });
  await thankYou.render();
  return shown();
}
const withoutGift = { ...standing, gifts: [] };

describe('thanks for', () => {
  it('the first order', async () => {
    const texts = await thank({ isFirstOrder: true, metafields: { program } });
    expect(texts).toEqual(['Thank you for your first order with us']);
  });

  it('a repeat order, with the coupon and the anniversary to come', async () => {
    const texts = await thank({
      metafields: { standing: { ...standing, qualifyingOrders: 2 }, dossier, program },
    });
    expect(texts).toEqual([
      'Thank you for coming back',
      '15% off for 3 years with us',
      'Your coupon DANKE-K7QX is valid for your next order, until December 20, 2026.',
      'On November 20, 2027 your first order will be 4 years ago.',
    ]);
  });

  it('the fifth, whether our count holds it already or not', async () => {
    const fifth = 'Order number 5: thank you for staying with us';
    expect((await thank({}))[0]).toBe(fifth);
    unmount();
    const counted = {
      standing: { ...standing, qualifyingOrders: 5 },
      dossier: { ...dossier, orders: [{ id: '5005', ordinal: 5 }] },
      program,
    };
    expect((await thank({ metafields: counted }))[0]).toBe(fifth);
  });

  it("a number of the merchant's", async () => {
    expect((await thank({ settings: { round_orders: '3, 7' } }))[0]).toBe('Thank you for coming back');
    unmount();
    const seventh = { standing: { ...withoutGift, qualifyingOrders: 6 }, program };
    const texts = await thank({ settings: { round_orders: '3, 7' }, metafields: seventh, language: 'de' });
    expect(texts).toEqual(['Ihre 7. Bestellung: Danke, dass Sie uns treu sind']);
  });

  it('years, on the day itself', async () => {
    const today = { ...dossier, anniversary: { date: '2026-11-22', years: 3 } };
    const texts = await thank({
      metafields: { standing: withoutGift, dossier: today, program },
      language: 'fr',
    });
    expect(texts).toEqual([
      'Il y a 3 ans aujourd’hui, vous commandiez ici pour la première fois. Merci de votre fidélité !',
    ]);
  });
});

it("keeps the merchant's heading apart from the thank-you, and hides the anniversary", async () => {
  const texts = await thank({
    settings: { heading: 'Kaffeehaus', hide_anniversary: true },
    metafields: { standing: withoutGift, dossier, program },
  });
  expect(texts).toEqual(['Kaffeehaus', 'Order number 5: thank you for staying with us']);
});

it('tells a guest nothing, not even whether it is the first order', async () => {
  expect(await thank({ customer: null })).toEqual([]);
  expect(await thank({ customer: null, isFirstOrder: true })).toEqual([]);
});

it.each(['', 'nonsense', '{"v":2,"r":[],"a":"x"}', '{"v":1,"a":["2026-13",-1],"r":{"5005":"x"},"u":3}'])(
  'thanks plainly with the dossier %j',
  async (text) => {
    const texts = await thank({
      metafields: { standing: { ...withoutGift, qualifyingOrders: 2 }, dossier: text, program },
    });
    expect(texts).toEqual(['Thank you for coming back']);
  },
);

describe('order status', () => {
  async function look(
    state: 'fully_authenticated' | 'pre_authenticated',
    orderId: string,
  ): Promise<(string | null)[]> {
    orderStatus.setUp();
    provide(orderStatus.shopify, {
      settings: settings(),
      i18n: i18n('en', 'loyalty-thanks'),
      authenticationState: { value: state },
      buyerIdentity: { customer: { value: { id: CUSTOMER } } },
      appMetafields: {
        value: entries({
          standing: withoutGift,
          dossier: {
            ...dossier,
            orders: [
              { id: '5001', ordinal: 1 },
              { id: '5005', ordinal: 5 },
            ],
          },
          program,
        }),
      },
      order: { value: { id: `gid://shopify/Order/${orderId}`, name: '#1' } },
    });
    await orderStatus.render();
    return shown();
  }

  it('knows later which order it was', async () => {
    expect((await look('fully_authenticated', '5005'))[0]).toBe(
      'Order number 5: thank you for staying with us',
    );
    unmount();
    expect((await look('fully_authenticated', '5001'))[0]).toBe('Thank you for your first order with us');
    unmount();
    // an older one than the dossier holds
    expect((await look('fully_authenticated', '4000'))[0]).toBe('Thank you for coming back');
  });

  it('shows nothing to whoever came by a link', async () => {
    expect(await look('pre_authenticated', '5005')).toEqual([]);
  });
});
