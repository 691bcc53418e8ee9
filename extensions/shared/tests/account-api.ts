import { vi } from 'vitest';
import { entries } from './stage';

/** Shopify's Customer Account API, as far as our two questions go, answering from what the app would have stored. */
export function answer(
  facts: Parameters<typeof entries>[0],
  marketing: { state: string | null; refuses?: boolean } = { state: 'SUBSCRIBED' },
) {
  let state = marketing.state;
  const all = entries(facts);
  const field = (type: string, key: string) => {
    const found = all.find(({ target, metafield }) => target.type === type && metafield.key === key);
    return found ? { value: found.metafield.value } : null;
  };
  return vi.fn((address: string, { body }: { body: string }) => {
    if (address !== 'shopify://customer-account/api/2026-07/graphql.json')
      throw new Error(`no such address: ${address}`);
    const { query } = JSON.parse(body) as { query: string };
    const mutation = /customerEmailMarketing(Subscribe|Unsubscribe)/.exec(query);
    if (mutation && !marketing.refuses) state = mutation[1] === 'Subscribe' ? 'SUBSCRIBED' : 'UNSUBSCRIBED';
    const emailAddress = state === null ? null : { marketingState: state };
    const data = mutation
      ? { [mutation[0]]: { emailAddress, userErrors: marketing.refuses ? [{ message: 'no' }] : [] } }
      : {
          customer: {
            emailAddress,
            standing: field('customer', 'standing'),
            dossier: field('customer', 'dossier'),
          },
          shop: { program: field('shop', 'program') },
        };
    return Promise.resolve(Response.json({ data }));
  }) as unknown as typeof fetch;
}

export const shown = () =>
  [...document.body.querySelectorAll('s-text, s-link, s-button, s-list-item')].map((node) =>
    node.textContent?.trim(),
  );
