import { decodeCard, decodeDossier, decodeStanding, parse, type OwnData } from './metafields';
import { decodeTerms, type Terms } from './terms';

/** What the customer account's surfaces show, from Shopify's Customer Account API: no server of ours is asked. */
export interface Account extends OwnData {
  terms: Terms | null;
  /** e-mail marketing; null: no address */
  subscribed: boolean | null;
}

const ADDRESS = 'shopify://customer-account/api/2026-07/graphql.json';
const PATIENCE_MS = 8_000;
const own = (alias: string, key: string) =>
  `${alias}: metafield(namespace: "$app:loyalty", key: "${key}") { value }`;
const CARD_QUERY = `query Card {
  customer { emailAddress { marketingState } ${own('standing', 'standing')} ${own('dossier', 'dossier')} }
  shop { ${own('program', 'program')} }
}`;

type Field = { value: string } | null;
interface CardAnswer {
  customer: { emailAddress: { marketingState: string } | null; standing: Field; dossier: Field };
  shop: { program: Field };
}

// promises by hand: `async` costs a bundle a helper

/** Rejects when the API does not answer, or not with data. */
export function loadAccount(): Promise<Account> {
  return ask<CardAnswer>(CARD_QUERY).then(({ customer, shop }) => {
    const program = read(shop.program);
    return {
      standing: decodeStanding(read(customer.standing)),
      dossier: decodeDossier(read(customer.dossier)),
      card: decodeCard(program),
      terms: decodeTerms(program),
      subscribed: customer.emailAddress && customer.emailAddress.marketingState === 'SUBSCRIBED',
    };
  });
}

/** Subscribes to the merchant's e-mails, or ends it. @returns what holds from now on; rejects when it was refused */
export function setSubscribed(wanted: boolean): Promise<boolean> {
  const name = wanted ? 'customerEmailMarketingSubscribe' : 'customerEmailMarketingUnsubscribe';
  type Payload = { emailAddress: { marketingState: string } | null; userErrors: unknown[] };
  const query = `mutation Consent { ${name} { emailAddress { marketingState } userErrors { message } } }`;
  return ask<Record<string, Payload | undefined>>(query).then((answer) => {
    const payload = answer[name];
    if (!payload || !payload.emailAddress || payload.userErrors.length > 0) throw new Error('refused');
    return payload.emailAddress.marketingState === 'SUBSCRIBED';
  });
}

function ask<Data>(query: string): Promise<Data> {
  return fetch(ADDRESS, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query }),
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
    .then((response) => response.json() as Promise<{ data?: Data }>)
    .then(({ data }) => data || Promise.reject(new Error('no data')));
}

const read = (field: Field): unknown => field && parse(field.value);
