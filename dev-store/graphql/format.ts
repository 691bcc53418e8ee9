/** Shopify's DateTime has no fraction of a second. Null stays null. */
export function dateTime(iso: string): string;
export function dateTime(iso: string | null): string | null;
export function dateTime(iso: string | null): string | null {
  return iso === null ? null : new Date(iso).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

const NO_DECIMALS = new Set(['JPY', 'KRW', 'CLP', 'VND', 'ISK', 'UGX', 'XAF', 'XOF', 'XPF', 'RWF', 'PYG']);

/** Minor units to Shopify's Decimal: "12.5", "3.0": at least one digit after the point, no superfluous zero. */
export function decimal(minor: number, currency: string): string {
  if (NO_DECIMALS.has(currency)) return `${minor}.0`;
  const sign = minor < 0 ? '-' : '';
  const whole = Math.floor(Math.abs(minor) / 100);
  const cents = String(Math.abs(minor) % 100).padStart(2, '0');
  return `${sign}${whole}.${cents.endsWith('0') ? cents.slice(0, 1) : cents}`;
}

/** A decimal text to minor units; null when it is none. More digits than the currency has are cut. */
export function minorUnits(text: string, currency: string): number | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!match) return null;
  const digits = NO_DECIMALS.has(currency) ? 0 : 2;
  const fraction = (match[3] ?? '').padEnd(digits, '0').slice(0, digits);
  return Number(`${match[1] ?? ''}${match[2] ?? '0'}${fraction}`);
}

export interface MoneyV2 {
  amount: string;
  currencyCode: string;
}

export function money(minor: number, currency: string): MoneyV2 {
  return { amount: decimal(minor, currency), currencyCode: currency };
}

/** Shop and presentment money; the dev store sells in one currency, so they agree. */
export function moneyBag(minor: number, currency: string): { shopMoney: MoneyV2; presentmentMoney: MoneyV2 } {
  return { shopMoney: money(minor, currency), presentmentMoney: money(minor, currency) };
}
