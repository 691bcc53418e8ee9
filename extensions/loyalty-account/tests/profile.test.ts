// @vitest-environment jsdom
import { getExtension } from '@shopify/ui-extensions-tester';
import { beforeEach, expect, it, vi } from 'vitest';
import { answer, shown } from '../../shared/tests/account-api';
import { dossier, i18n, onStage, program, provide, standing } from '../../shared/tests/stage';

/** The card in short, on the profile page. */
const extension = onStage(getExtension('customer-account.profile.block.render'));

beforeEach(() => {
  provide(extension.shopify, { i18n: i18n('en', 'loyalty-account') });
});

it('shows status, what comes next, an open coupon and the way to the page', async () => {
  extension.fetch = answer({ standing, dossier, program });
  await extension.render();
  await vi.waitFor(() => expect(shown()).not.toEqual([]), { timeout: 60_000, interval: 5 });
  expect(document.querySelector('s-section')?.getAttribute('heading')).toBe('Your customer card');
  expect(shown()).toEqual([
    'Status: Regular (5% off)',
    'Your status lasts until May 1, 2027.',
    '4 orders with us so far',
    'With us since November 20, 2023.',
    '1 more order to Loyal (10% off).',
    '15% off for 3 years with us. Your coupon DANKE-K7QX, valid until December 20, 2026.',
    'The whole card, with terms and message preferences',
  ]);
  expect(document.querySelector('s-link')?.getAttribute('href')).toBe('extension:loyalty-account-page/');
});

it.each<[string, Parameters<typeof answer>[0] | Error]>([
  ['nothing is known', {}],
  ['the standing cannot be read', { standing: '{"v":1}', program }],
  ['there is no order yet', { standing: { ...standing, qualifyingOrders: 0, gifts: [] }, program }],
  ['the API does not answer', new Error('network')],
])('shows nothing when %s', async (_what, facts) => {
  extension.fetch = facts instanceof Error ? vi.fn().mockRejectedValue(facts) : answer(facts);
  await extension.render();
  expect(document.body.textContent).toBe('');
});
