import { codeState, normalCode, type CodeState } from '../model/redeem-codes';
import type { ShopState } from '../model/types';

/** One entered code: as typed, and what Shopify itself (before any function) says of it. */
export interface EnteredCode {
  code: string;
  state: CodeState;
}

/** Trims, drops empty ones and repetitions, and looks each code up. */
export function enteredCodes(
  shop: ShopState,
  codes: string[],
  customerId: number | null,
  nowMs: number,
): EnteredCode[] {
  const seen = new Set<string>();
  return codes
    .map((code) => code.trim())
    .filter((code) => {
      const known = seen.has(normalCode(code));
      seen.add(normalCode(code));
      return code !== '' && !known;
    })
    .map((code) => ({ code, state: codeState(shop, code, customerId, nowMs) }));
}

type Refusal = Exclude<CodeState, { ok: true }>['reason'] | 'nothing-given' | 'not-combinable';

/** What Shopify's checkout says, as far as it is known (docs/dev-store/checkout.md: the wording is unverified). */
const WORDING: Record<Refusal, { en: (code: string) => string; de: (code: string) => string }> = {
  'not-found': {
    en: () => 'Enter a valid discount code or gift card',
    de: () => 'Gib einen gültigen Rabattcode oder Geschenkgutschein ein',
  },
  'not-started': {
    en: (code) => `${code} discount code isn't available to you right now`,
    de: (code) => `Der Rabattcode ${code} ist für dich gerade nicht verfügbar`,
  },
  expired: {
    en: () => 'Enter a valid discount code or gift card',
    de: () => 'Gib einen gültigen Rabattcode oder Geschenkgutschein ein',
  },
  'used-up': {
    en: (code) => `${code} discount code has reached its usage limit`,
    de: (code) => `Der Rabattcode ${code} hat sein Nutzungslimit erreicht`,
  },
  'once-per-customer': {
    en: (code) => `${code} discount code has already been used`,
    de: (code) => `Der Rabattcode ${code} wurde bereits verwendet`,
  },
  'nothing-given': {
    en: (code) => `${code} discount code isn't valid for the items in your cart`,
    de: (code) => `Der Rabattcode ${code} gilt nicht für die Artikel in deinem Warenkorb`,
  },
  'not-combinable': {
    en: (code) => `${code} couldn't be used with your existing discounts`,
    de: (code) => `${code} kann nicht mit deinen vorhandenen Rabatten kombiniert werden`,
  },
};

export function refusalText(refusal: Refusal, code: string, language: string): string {
  const wording = WORDING[refusal];
  return language.toLowerCase().startsWith('de') ? wording.de(code) : wording.en(code);
}
