// @vitest-environment jsdom
import '@shopify/ui-extensions/purchase.checkout.block.render';
import { signal } from '@preact/signals';
import { getExtension } from '@shopify/ui-extensions-tester';
import { createCartLine, createResult } from '@shopify/ui-extensions-tester/checkout';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  CUSTOMER,
  dossier,
  entries,
  i18n,
  onStage,
  program,
  provide,
  settings,
  standing,
  unmount,
} from '../../shared/tests/stage';

/** The block in checkout, as its shopper reads it, in each state. */
const extension = onStage(getExtension('purchase.checkout.block.render'), 'setTimeout', 'clearTimeout');
const reductions = getExtension('purchase.checkout.reductions.render-after');
let apply: ReturnType<typeof vi.fn>;

beforeEach(() => {
  signIn(CUSTOMER);
  apply = vi.fn().mockResolvedValue(createResult('applyDiscountCodeChange'));
  provide(extension.shopify, {
    i18n: i18n('en', 'loyalty-checkout'),
    applyDiscountCodeChange: apply,
    settings: settings(),
  });
  metafields({ standing, dossier, program });
});

function signIn(id: string | null): void {
  const customer = id === null ? undefined : { id, ordersCount: 99 };
  provide(extension.shopify, { buyerIdentity: { customer: { value: customer } } });
}
function metafields(facts: Parameters<typeof entries>[0]): void {
  Object.assign(extension.shopify.appMetafields, { value: entries(facts) });
}
const shown = () =>
  [...document.body.querySelectorAll('s-heading, s-text, s-button')].map((node) => node.textContent);
const button = () => document.body.querySelector('s-button');
const flags = () => ({
  loading: button()?.hasAttribute('loading'),
  disabled: button()?.hasAttribute('disabled'),
});
const has = (text: string | RegExp) => expect(shown()).toContainEqual(expect.stringMatching(text));

/** Clicks "Apply" and lets Preact render what came of it. */
async function click(): Promise<void> {
  button()?.dispatchEvent(new Event('click'));
  await vi.advanceTimersByTimeAsync(1);
}

it('shows the status, the open coupon and what comes next', async () => {
  await extension.render();
  expect(shown()).toEqual([
    'Good to see you again',
    'Regular status, 4 orders with us so far',
    '15% off for 3 years with us',
    'Your coupon DANKE-K7QX, valid until December 20, 2026.',
    'Apply',
    'With this order you reach Loyal (10% off).',
  ]);
});

it('speaks German and French', async () => {
  Object.assign(extension.shopify, { i18n: i18n('de-DE', 'loyalty-checkout') });
  await extension.render();
  expect(shown()).toEqual([
    'Schön, dass Sie wieder da sind',
    'Status Regular, bisher 4 Bestellungen bei uns',
    '15\u00a0% Rabatt zu 3 Jahren bei uns',
    'Ihr Gutschein DANKE-K7QX, gültig bis 20. Dezember 2026.',
    'Einlösen',
    'Mit dieser Bestellung erreichen Sie Loyal (10\u00a0% Rabatt).',
  ]);
  unmount();
  extension.tearDown();
  extension.setUp();
  signIn(CUSTOMER);
  provide(extension.shopify, { i18n: i18n('fr', 'loyalty-checkout'), settings: settings() });
  metafields({ standing: { ...standing, qualifyingOrders: 1, tier: null, gifts: [] }, program });
  await extension.render();
  expect(shown()).toEqual([
    'Ravis de vous revoir',
    '1 commande chez nous à ce jour',
    'Avec cette commande, vous atteignez Regular (5\u00a0% de remise).',
  ]);
});

describe('the reason for the discount', () => {
  const message = '10% because this is your 5th order with us';
  const amount = { amount: 1, currencyCode: 'EUR' as const };

  it('stands there in the words of the summary, for the order and for a line', async () => {
    Object.assign(extension.shopify.discountAllocations, {
      value: [{ type: 'custom', title: message, discountedAmount: amount }],
    });
    await extension.render();
    has(message);
    unmount();
    Object.assign(extension.shopify.discountAllocations, { value: [] });
    Object.assign(extension.shopify.lines, {
      value: [
        createCartLine({
          discountAllocations: [{ type: 'custom', title: message, discountedAmount: amount }],
        }),
      ],
    });
    await extension.render();
    has(message);
  });

  it("is never another app's", async () => {
    Object.assign(extension.shopify.discountAllocations, {
      value: [{ type: 'custom', title: 'Black week', discountedAmount: amount }],
    });
    await extension.render();
    expect(shown().join()).not.toContain('Black week');
  });
});

describe('the coupon', () => {
  it('is entered with one click, and says so', async () => {
    let answer: (result: { type: 'success' }) => void = () => undefined;
    apply.mockReturnValue(new Promise((resolve) => (answer = resolve)));
    await extension.render();
    await click();
    expect(apply).toHaveBeenCalledExactlyOnceWith({ type: 'addDiscountCode', code: 'DANKE-K7QX' });
    has('is being applied');
    expect(flags()).toEqual({ loading: true, disabled: true });
    Object.assign(extension.shopify.discountCodes, { value: [{ code: 'danke-k7qx' }] });
    answer({ type: 'success' });
    await vi.advanceTimersByTimeAsync(1);
    has('Your coupon DANKE-K7QX has been applied.');
    expect(button()).toBeNull();
  });

  it('is refused without the words of the platform, and offered again for another cart', async () => {
    const lines = signal([createCartLine()]);
    provide(extension.shopify, { lines });
    apply.mockResolvedValue({ type: 'error', message: 'internal: discount not eligible' });
    await extension.render();
    await click();
    has('Your coupon DANKE-K7QX does not fit this order. It stays valid until December 20, 2026.');
    expect(shown().join()).not.toContain('internal');
    expect(button()).toBeNull();
    lines.value = [createCartLine()];
    await vi.advanceTimersByTimeAsync(1);
    expect(button()).not.toBeNull();
  });

  it.each<[string, () => Promise<unknown>]>([
    ['the call fails', () => Promise.reject(new Error('network'))],
    ['nothing answers', () => new Promise(() => undefined)],
  ])('stays, with its button, when %s', async (_what, answer) => {
    apply.mockImplementation(answer);
    await extension.render();
    await click();
    await vi.advanceTimersByTimeAsync(10_001);
    has('That did not get through');
    expect(flags()).toEqual({ loading: false, disabled: false });
    apply.mockResolvedValue({ type: 'success' });
    await click();
    expect(apply).toHaveBeenCalledTimes(2);
  });

  it('is called offline when the browser is', async () => {
    vi.stubGlobal('navigator', { onLine: false });
    apply.mockResolvedValue({ type: 'error', message: 'x' });
    await extension.render();
    await click();
    has('That did not get through');
  });

  it('has no button where codes cannot be entered', async () => {
    extension.shopify.instructions.value.discounts.canUpdateDiscountCodes = false;
    await extension.render();
    has('cannot be redeemed in this checkout');
    expect(button()).toBeNull();
  });

  it('says when it expired, and is silent a month later', async () => {
    const expired = {
      ...standing,
      gifts: [{ ...standing.gifts[0]!, from: '2026-09-01', until: '2026-11-01' }],
    };
    metafields({ standing: expired, program });
    await extension.render();
    has('Your coupon DANKE-K7QX expired on November 1, 2026.');
    expect(button()).toBeNull();
    unmount();
    vi.setSystemTime(new Date('2026-12-02T12:00:00Z'));
    await extension.render();
    expect(shown().join()).not.toContain('DANKE');
  });

  it('says when it was used, even while the standing still lists it', async () => {
    metafields({
      standing,
      dossier: { ...dossier, used: [{ code: 'danke-k7qx', on: '2026-11-21' }] },
      program,
    });
    await extension.render();
    has('You used your coupon DANKE-K7QX on November 21, 2026.');
    expect(button()).toBeNull();
  });

  it('begins and ends on days of the shop, not of the buyer', async () => {
    // in Berlin it is already the 20th
    vi.setSystemTime(new Date('2026-11-19T23:30:00Z'));
    await extension.render();
    expect(button()).not.toBeNull();
    unmount();
    vi.setSystemTime(new Date('2026-11-19T22:30:00Z'));
    await extension.render();
    expect(button()).toBeNull();
  });
});

describe('what is missing to the next tier', () => {
  const spend = { ...program.loyalty, tierBy: 'spend' as const };
  it('in money', async () => {
    const tiers = program.loyalty.tiers.map((tier, index) => ({ ...tier, from: [10_000, 25_000][index]! }));
    metafields({ standing, dossier, program: { ...program, loyalty: { ...spend, tiers } } });
    await extension.render();
    has('€66.00 to go until Loyal');
  });

  it('in days, and not at all without a dossier', async () => {
    const tiers = program.loyalty.tiers.map((tier, index) => ({ ...tier, from: [365, 1_100][index]! }));
    const tenure = { ...program, loyalty: { ...program.loyalty, tierBy: 'tenure' as const, tiers } };
    metafields({ standing, dossier, program: tenure });
    await extension.render();
    has('In 2 days you reach Loyal');
    unmount();
    metafields({ standing, program: tenure });
    await extension.render();
    expect(shown().join()).not.toContain('Loyal');
  });

  it('in orders after this one', async () => {
    metafields({ standing: { ...standing, qualifyingOrders: 2 }, program });
    await extension.render();
    has('After this one, 2 more orders to Loyal');
  });
});

describe('shows nothing to', () => {
  it.each<[string, string | null, Parameters<typeof entries>[0]]>([
    ['a guest, whatever the metafields say', null, { standing, dossier, program }],
    [
      "somebody else's account",
      CUSTOMER,
      { standing, dossier, program, customerId: 'gid://shopify/Customer/17001' },
    ],
    ['a customer without metafields', CUSTOMER, {}],
    ['a customer of whom only the program is known', CUSTOMER, { program }],
    ['a standing that is no JSON', CUSTOMER, { standing: '{"v":2', program }],
    ['a standing of another shape', CUSTOMER, { standing: '{"v":2,"n":"4","g":[1]}', program }],
    ['a standing of an older version', CUSTOMER, { standing: '{"v":1,"n":4,"t":"regular"}', program }],
    ['a standing of a newer version', CUSTOMER, { standing: '{"v":3,"n":4}', program }],
  ])('%s', async (_what, customer, facts) => {
    signIn(customer);
    metafields(facts);
    await extension.render();
    expect(document.body.textContent).toBe('');
  });

  it('an app without access to customer data', async () => {
    provide(extension.shopify, { buyerIdentity: undefined });
    await extension.render();
    expect(document.body.textContent).toBe('');
  });
});

it.each(['{"v":9}', 'nonsense', '[]', 'null', '{"v":1,"by":"orders","t":[{"k":1}],"m":7}'])(
  'shows less with the program %s',
  async (text) => {
    metafields({ standing, dossier, program: text });
    await extension.render();
    expect(shown()).toEqual([
      'Good to see you again',
      '4 orders with us so far',
      '15% off for 3 years with us',
      'Your coupon DANKE-K7QX, valid until December 20, 2026.',
      'Apply',
    ]);
  },
);

it("follows the merchant's settings, and cuts a megabyte of heading", async () => {
  provide(extension.shopify, {
    settings: settings({ heading: 'x'.repeat(1_000_000), hide_standing: true, hide_next_tier: true }),
  });
  await extension.render();
  expect(shown()[0]).toBe('x'.repeat(120));
  expect(shown()[1]).toBe('15% off for 3 years with us');
  expect(shown()).toHaveLength(4);
});

describe('below the field for codes', () => {
  it('stands the coupon alone, until it is applied', async () => {
    await reductions.render();
    expect(shown()).toEqual([
      '15% off for 3 years with us',
      'Your coupon DANKE-K7QX, valid until December 20, 2026.',
      'Apply',
    ]);
    expect(button()?.getAttribute('accessibilityLabel')).toBe('Apply coupon DANKE-K7QX');
    unmount();
    Object.assign(extension.shopify.discountCodes, { value: [{ code: 'DANKE-K7QX' }] });
    await reductions.render();
    expect(shown()).toEqual([]);
  });

  it('stands nothing for a guest', async () => {
    signIn(null);
    await reductions.render();
    expect(document.body.textContent).toBe('');
  });
});
