/** The program's terms, as far as a card is to name them (app/loyalty/surface-data.ts writes them). */
export interface Terms {
  version: number;
  /** shop date from which this version holds */
  since: string;
  /** a tier ends so many days after the last order; null: never */
  lastsDays: number | null;
  /** of several benefits the best, or all */
  best: boolean;
  /** letters of what is excluded: gift cards `g`, sale `s`, subscriptions `a`, collections `c` */
  excluded: string[];
  from: string | null;
  until: string | null;
  coupon: { hundredths: number; days: number; years: number[] } | null;
  contact: { name: string; email: string } | null;
}

/** null for what is no program card of version 1; parts that cannot be read are left out. */
export function decodeTerms(value: unknown): Terms | null {
  const wire = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (wire['v'] !== 1 || !isCount(wire['p']) || !isText(wire['d'])) return null;
  const list = (key: string) => (Array.isArray(wire[key]) ? (wire[key] as unknown[]) : []);
  const [hundredths, days, years] = list('a');
  const [name, email] = list('w');
  const [from, until] = list('h');
  return {
    version: wire['p'],
    since: wire['d'],
    lastsDays: isCount(wire['l']) ? wire['l'] : null,
    best: wire['o'] !== 's',
    excluded: isText(wire['x']) ? (wire['x'].match(/[gsac]/g) ?? []) : [],
    from: isText(from) ? from : null,
    until: isText(until) ? until : null,
    coupon:
      isCount(hundredths) && isCount(days)
        ? { hundredths, days, years: Array.isArray(years) ? years.filter(isCount) : [] }
        : null,
    contact: isText(name) && isText(email) ? { name, email } : null,
  };
}

const isCount = (value: unknown): value is number => Number.isInteger(value);
const isText = (value: unknown): value is string => typeof value === 'string';
