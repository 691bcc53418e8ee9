// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { dossier, onStage, program, standing, unmount } from '../../shared/tests/stage';
import { openOrderStatus, openThankYou, orderStatus, thankYou, type ThankYouVisit } from './order-pages';

/** Thank-you page and order status. */
onStage(thankYou);

const shown = () => [...document.body.querySelectorAll('s-heading, s-text')].map((node) => node.textContent);

async function thank(visit: ThankYouVisit): Promise<(string | null)[]> {
  await openThankYou(visit);
  return shown();
}
const withoutGift = { ...standing, gifts: [] };

describe('thanks for', () => {
  it('the first order', async () => {
    const texts = await thank({ isFirstOrder: true, facts: { program } });
    expect(texts).toEqual(['Thank you for your first order with us']);
  });

  it('a repeat order, with the coupon and the anniversary to come', async () => {
    const texts = await thank({
      facts: { standing: { ...standing, qualifyingOrders: 2 }, dossier, program },
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
    expect((await thank({ facts: counted }))[0]).toBe(fifth);
  });

  it("a number of the merchant's", async () => {
    expect((await thank({ settings: { round_orders: '3, 7' } }))[0]).toBe('Thank you for coming back');
    unmount();
    const seventh = { standing: { ...withoutGift, qualifyingOrders: 6 }, program };
    const texts = await thank({ settings: { round_orders: '3, 7' }, facts: seventh, language: 'de' });
    expect(texts).toEqual(['Ihre 7. Bestellung: Danke, dass Sie uns treu sind']);
  });

  it('years, on the day itself', async () => {
    const today = { ...dossier, anniversary: { date: '2026-11-22', years: 3 } };
    const texts = await thank({
      facts: { standing: withoutGift, dossier: today, program },
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
    facts: { standing: withoutGift, dossier, program },
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
      facts: { standing: { ...withoutGift, qualifyingOrders: 2 }, dossier: text, program },
    });
    expect(texts).toEqual(['Thank you for coming back']);
  },
);

describe('order status', () => {
  onStage(orderStatus);

  async function look(
    state: 'fully_authenticated' | 'pre_authenticated',
    orderId: string,
  ): Promise<(string | null)[]> {
    const orders = [
      { id: '5001', ordinal: 1 },
      { id: '5005', ordinal: 5 },
    ];
    const facts = { standing: withoutGift, dossier: { ...dossier, orders }, program };
    await openOrderStatus({ state, orderId, facts });
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
