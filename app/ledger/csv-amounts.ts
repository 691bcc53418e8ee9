/** Amounts as people write them: "1.234,56", "1,234.56", "12,50 €", "EUR 12.50". */

export type DecimalMark = '.' | ',';

/** Also what Switzerland writes between thousands. */
const SPACES = /[\s\u00a0\u202f'’]/g;
/** What may stand before and behind the digits; the minus stands on either side of it. */
const AMOUNT = /^(-?)([A-Z]{3}|[€$£¥]|Fr\.)?(-?)(\d[\d.,]*|[.,]\d+)([A-Z]{3}|[€$£¥]|Fr\.)?$/i;

/**
 * @param mark how this file writes decimals, for amounts that do not show it ("1.234")
 * @param currency ISO code of the shop: another one beside the digits makes it none of ours ("USD 10", "ABC10")
 * @returns a plain decimal ("1234.56"), or null when it is none, or does not show which mark it uses
 */
export function readAmount(text: string, mark: DecimalMark | null, currency: string): string | null {
  const match = AMOUNT.exec(text.replace(SPACES, ''));
  if (!match) return null;
  const [, outer = '', before = '', inner = '', digits = '', behind = ''] = match;
  if (outer && inner) return null;
  if (![before, behind].every((unit) => mayStandFor(unit, currency))) return null;
  const sign = outer || inner;
  const shown = markShown(digits);
  if (shown === 'either' && mark === null) return null;
  return readWith(sign, digits, shown === 'either' ? mark : shown);
}

/** Signs are shared by many currencies, codes are not. */
function mayStandFor(unit: string, currency: string): boolean {
  return !/^[A-Z]{3}$/i.test(unit) || unit.toUpperCase() === currency;
}

function readWith(sign: string, digits: string, decimal: DecimalMark | null): string | null {
  if (decimal === null) return /^\d+$/.test(digits) ? sign + digits : null;
  const thousands = decimal === '.' ? ',' : '.';
  const [whole = '', fraction, more] = digits.split(decimal);
  if (more !== undefined || fraction?.includes(thousands)) return null;
  const groups = whole.split(thousands);
  const grouped = groups.every(
    (group, index) => group.length === 3 || (index === 0 && group.length <= 3 && group !== ''),
  );
  if (groups.length > 1 && !grouped) return null;
  return `${sign}${groups.join('') || '0'}${fraction ? `.${fraction}` : ''}`;
}

/** What an amount says about the decimals of its file: a mark, nothing (null), or that it may mean both ("1.234"). */
export function markShown(text: string): DecimalMark | 'either' | null {
  const bare = text.replace(/Fr\.|[^\d.,-]/gi, '');
  const points = bare.split('.').length - 1;
  const commas = bare.split(',').length - 1;
  if (points === 0 && commas === 0) return null;
  if (points > 0 && commas > 0) return bare.lastIndexOf('.') > bare.lastIndexOf(',') ? '.' : ',';
  const [mark, other, count] = points > 0 ? (['.', ',', points] as const) : ([',', '.', commas] as const);
  if (count > 1) return other; // several of one kind are thousands
  return /^-?[1-9]\d{0,2}[.,]\d{3}$/.test(bare) ? 'either' : mark;
}
