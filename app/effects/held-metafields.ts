import { createHash } from 'node:crypto';
import { DOSSIER_KEY, FIRST_ORDER_DATE_KEY, STANDING_KEY } from '~/effects/metafields';

/**
 * What Shopify holds of one customer, as one short text in the ledger: "sdo:<digest>.<digest>.<digest>". The letters say
 * what is there at all ("-" in the place of what is not), the digests which value. Pure.
 */

/** In the order of the letters and digests. */
export const CUSTOMER_METAFIELDS = [
  { key: STANDING_KEY, type: 'json', letter: 's' },
  { key: FIRST_ORDER_DATE_KEY, type: 'date', letter: 'd' },
  { key: DOSSIER_KEY, type: 'json', letter: 'o' },
] as const;

export type CustomerMetafieldKey = (typeof CUSTOMER_METAFIELDS)[number]['key'];
/** key -> the metafield's text; null = it should not be there */
export type CustomerMetafields = Readonly<Record<CustomerMetafieldKey, string | null>>;

/** null: nothing of ours */
export function hashOf(values: CustomerMetafields): string | null {
  const digests = CUSTOMER_METAFIELDS.map(({ key }) => digestOf(values[key]));
  if (digests.every((digest) => digest === '')) return null;
  const letters = CUSTOMER_METAFIELDS.map(({ letter }, index) => (digests[index] === '' ? '-' : letter));
  return `${letters.join('')}:${digests.join('.')}`;
}

export function holds(held: string | null, key: CustomerMetafieldKey): boolean {
  const place = CUSTOMER_METAFIELDS.findIndex((metafield) => metafield.key === key);
  return held?.charAt(place) === CUSTOMER_METAFIELDS[place]?.letter;
}

/** Keys whose value is another one than Shopify holds. A text without digests (of an older version) says nothing of values. */
export function toWrite(held: string | null, due: CustomerMetafields): CustomerMetafieldKey[] {
  const digests = held?.split(':')[1]?.split('.') ?? [];
  const known = digests.length === CUSTOMER_METAFIELDS.length;
  return CUSTOMER_METAFIELDS.flatMap(({ key }, index) =>
    due[key] !== null && !(known && digests[index] === digestOf(due[key])) ? [key] : [],
  );
}

export function toDelete(held: string | null, due: CustomerMetafields): CustomerMetafieldKey[] {
  return CUSTOMER_METAFIELDS.flatMap(({ key }) => (due[key] === null && holds(held, key) ? [key] : []));
}

function digestOf(value: string | null): string {
  return value === null ? '' : createHash('sha256').update(value).digest('hex').slice(0, 16);
}
