/**
 * What the surfaces read of our metafields (namespace `$app:loyalty`; app/loyalty/surface-data.ts and discount-rules.ts write
 * them). Decoders answer null for whatever they do not know: another version, another shape, no JSON. A surface then shows
 * less, and never an error.
 */
const NAMESPACE = '$app:loyalty';

/** As `shopify.appMetafields` lists them. */
export interface MetafieldEntry {
  target: { type: string; id: string };
  metafield: { namespace: string; key: string; value: string | number | boolean };
}

export interface Gift {
  code: string;
  /** hundredths of a percent */
  hundredths: number;
  years: number;
  /** first and last shop date, inclusive */
  from: string;
  until: string;
}
/** Customer metafield `standing`, version 2. */
export interface Standing {
  /** qualifying orders so far */
  orders: number;
  tier: { key: string; until: string | null } | null;
  gifts: Gift[];
}

export type BenefitOn = 'o' | 'c' | 't' | 'd';
export interface Tier {
  key: string;
  name: string;
  /** orders, minor units or days, by `by` */
  from: number;
  /** on what, `p` hundredths of a percent, `a` minor units, `f` free */
  benefits: [on: BenefitOn, kind: 'p' | 'a' | 'f', value: number][];
}
/** Shop metafield `program`, version 1: what the merchant's live program promises. */
export interface ProgramCard {
  timeZone: string;
  currency: string;
  exponent: number;
  by: 'orders' | 'spend' | 'tenure';
  tiers: Tier[];
  /** templates of the discount's message, in every language */
  reasons: string[];
  /** address of the app that may be asked about consent; null: the merchant does not want to ask */
  consentAt: string | null;
}

/** Customer metafield `dossier`, version 1: what the discount function has no use for. */
export interface Dossier {
  first: string | null;
  /** net spend in minor units of the shop's currency */
  spend: number;
  /** taken off their orders by discounts so far, minor units; 0: nothing, or not known */
  saved: number;
  /** the next anniversary of the first order, today included */
  anniversary: { date: string; years: number } | null;
  /** numeric ids of the latest counted orders -> which one it was */
  ordinals: Record<string, number>;
  /** codes used lately -> shop date */
  used: Record<string, string>;
}

export interface OwnData {
  standing: Standing | null;
  dossier: Dossier | null;
  card: ProgramCard | null;
}

/**
 * Our metafields of this customer and of the shop.
 * @param customerId the signed-in buyer's; null reads nothing of any customer
 */
export function ownData(entries: readonly MetafieldEntry[], customerId: string | null): OwnData {
  const read = (type: string, key: string): unknown => {
    const entry = entries.find(
      ({ target, metafield }) =>
        target.type === type &&
        metafield.namespace === NAMESPACE &&
        metafield.key === key &&
        (type !== 'customer' || (customerId !== null && numericId(target.id) === numericId(customerId))),
    );
    return entry && parse(String(entry.metafield.value));
  };
  return {
    standing: decodeStanding(read('customer', 'standing')),
    dossier: decodeDossier(read('customer', 'dossier')),
    card: decodeCard(read('shop', 'program')),
  };
}

/** `gid://shopify/Customer/123` -> `123` */
export function numericId(id: string): string {
  return id.replace(/.*\D/, '');
}

/** null for what is no JSON */
export function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

const DATE = /^\d{4}-\d\d-\d\d$/;
/** Whatever it is, it can be looked into: text and numbers have none of our keys. */
const fields = (value: unknown): Record<string, unknown> => Object(value) as Record<string, unknown>;
const isText = (value: unknown): value is string => typeof value === 'string';
const isDate = (value: unknown): value is string => isText(value) && DATE.test(value);
const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;
const version = (value: unknown, wanted: number) => {
  const wire = fields(value);
  return wire['v'] === wanted ? wire : null;
};

export function decodeStanding(value: unknown): Standing | null {
  const wire = version(value, 2);
  if (!wire || !isCount(wire['n'])) return null;
  const tier = wire['t'];
  const gifts = Object.entries(fields(wire['g']));
  return {
    orders: wire['n'],
    tier: isText(tier) && isDate(tier.slice(0, 10)) ? { key: tier.slice(10), until: lastDay(tier) } : null,
    gifts: gifts.flatMap(([code, gift]) => {
      const parts = isText(gift) && /^(\d{4}-\d\d-\d\d)(\d{4}-\d\d-\d\d)(\d{5})(\d{1,3})$/.exec(gift);
      if (!parts) return [];
      const [, from = '', until = '', hundredths, years] = parts;
      return [{ code, from, until, hundredths: Number(hundredths), years: Number(years) }];
    }),
  };
}

function lastDay(tier: string): string | null {
  const date = tier.slice(0, 10);
  return date === '9999-12-31' ? null : date;
}

export function decodeDossier(value: unknown): Dossier | null {
  const wire = version(value, 1);
  if (!wire) return null;
  const [date, years] = Array.isArray(wire['a']) ? (wire['a'] as unknown[]) : [];
  return {
    first: isDate(wire['f']) ? wire['f'] : null,
    spend: isCount(wire['s']) ? wire['s'] : 0,
    saved: isCount(wire['d']) ? wire['d'] : 0,
    anniversary: isDate(date) && isCount(years) && years > 0 ? { date, years } : null,
    ordinals: pick(wire['r'], isCount),
    used: pick(wire['u'], isDate),
  };
}

function pick<T>(value: unknown, is: (part: unknown) => part is T): Record<string, T> {
  const parts = Object.entries(fields(value));
  return Object.fromEntries(parts.filter((part): part is [string, T] => is(part[1])));
}

export function decodeCard(value: unknown): ProgramCard | null {
  const wire = version(value, 1);
  if (!wire) return null;
  const by = wire['by'];
  if (by !== 'orders' && by !== 'spend' && by !== 'tenure') return null;
  const list = (key: string): unknown[] => (Array.isArray(wire[key]) ? (wire[key] as unknown[]) : []);
  return {
    by,
    timeZone: String(wire['z']),
    currency: String(wire['c']),
    exponent: isCount(wire['e']) ? wire['e'] : 2,
    tiers: list('t').flatMap((one) => {
      const { k: key, n: name, f: from, b } = fields(one);
      return isText(key) && isText(name) && isCount(from) ? [{ key, name, from, benefits: benefits(b) }] : [];
    }),
    reasons: list('m').filter(isText),
    consentAt: isText(wire['q']) && /^https?:/.test(wire['q']) ? wire['q'] : null,
  };
}

function benefits(value: unknown): Tier['benefits'] {
  return (Array.isArray(value) ? (value as unknown[]) : []).filter(
    (one): one is Tier['benefits'][number] =>
      Array.isArray(one) && /^[octd][paf]$/.test(`${one[0]}${one[1]}`) && isCount(one[2]),
  );
}
