/**
 * Words that make a text speak of a coupon. A birthday greeting holds none: the saved program, the renderer and the linter
 * refuse them, and its variables know no coupon to begin with (docs/messages.md).
 */
export const COUPON_WORDS: Readonly<Record<'en' | 'de', readonly RegExp[]>> = {
  en: [
    /\b(?:coupons?|vouchers?|promo(?:tion)? ?codes?|discount(?:s| codes?)?|gift cards?|cashback)\b/i,
    /\d ?%|\bpercent off\b|\bfree shipping\b/i,
  ],
  de: [
    /(?<!\p{L})(?:\p{L}*Gutschein\p{L}*|\p{L}*Rabatt\p{L}*|Aktionscodes?|Gratisversand|Preisnachl\p{L}+)(?!\p{L})/iu,
    /\d[ \u00a0]?(?:%|Prozent)|(?<!\p{L})versandkostenfrei/iu,
  ],
};

/** A code as `couponCode` draws them, with any prefix. */
export const CODE = /[A-Z0-9]{2,10}(?:-[2346789BCDFGHJKMNPQRTVWXYZ]{4}){3}/i;

/** Soft hyphens and characters of no width are not seen, and full-width letters are read as letters. */
export function asRead(text: string): string {
  return text.replace(/\p{Cf}/gu, '').normalize('NFKC');
}

/** What of a text speaks of a coupon, in either language, or is a code of ours; null when nothing does. */
export function couponWord(written: string): string | null {
  const text = asRead(written);
  for (const pattern of [CODE, ...COUPON_WORDS.en, ...COUPON_WORDS.de]) {
    const found = pattern.exec(text)?.[0];
    if (found) return found;
  }
  return null;
}
