import { encodeRules, encodeVariables, type EncodedRules } from './discount-rules';
import type { Program } from './program';
import { giftRules, loyaltyRules, ruleVariables } from './program-rules';
import { encodeProgramCard } from './surface-data';

/** What to shorten in a program so that Shopify hands it to the discount function and to the shopper's surfaces. */
export interface OversizedPart {
  /** path of the program's longest part in it: "loyalty.tags", "loyalty.tiers.2.name" */
  path: string;
  /** of the whole metafield, UTF-8 */
  bytes: number;
  limit: number;
}

/**
 * Shopify does not return a metafield of more than 10,000 bytes to a function, so a program that needs more must not be
 * saved. The card for the surfaces keeps to the same limit. @returns one part for each metafield that is too large; empty: all of them fit
 */
export function oversizedParts(program: Program, currency: string): OversizedPart[] {
  const parts = [
    oversized(encodeRules(loyaltyRules(program, currency)), (part) => loyaltyPath(part, program)),
    oversized(encodeRules(giftRules(program, currency)), (part) =>
      part.replace(/^m\./, 'anniversary.reason.'),
    ),
    oversized(encodeVariables(ruleVariables(program)), (part) => VARIABLE_PATHS[part] ?? part),
    oversizedCard(program, currency),
  ];
  return parts.filter((part) => part !== null);
}

/** Keys of `encodeVariables` */
const VARIABLE_PATHS: Readonly<Record<string, string>> = {
  c: 'loyalty.collections',
  t: 'loyalty.tags',
  x: 'loyalty.exclude.collections',
};

/** Keys of `encodeRules`: "t.gold", "m.de" */
function loyaltyPath(part: string, { loyalty }: Program): string {
  const key = part.slice(2);
  if (part.startsWith('m.')) return `loyalty.reason.${key}`;
  if (part.startsWith('t.'))
    return `loyalty.tiers.${loyalty.tiers.findIndex((tier) => tier.key === key)}.name`;
  return part === 'x' ? 'anniversary.codePrefix' : 'loyalty.tiers';
}

/** The card's time zone, version and address are not the merchant's to shorten: as long as they may get. */
const LONGEST_SHOP = { timeZone: 'America/Argentina/ComodRivadavia' };
const LONGEST_LIVE = {
  version: 999_999_999,
  since: '9999-12-31',
  askAt: `https://${'a'.repeat(300)}`,
};

function oversizedCard(program: Program, currency: string): OversizedPart | null {
  const encoded = encodeProgramCard(program, { ...LONGEST_SHOP, currency }, LONGEST_LIVE);
  if (encoded.ok) return null;
  const { loyalty, sender } = program;
  const candidates: [path: string, value: string][] = [
    ...loyalty.tiers.map(({ name }, index): [string, string] => [`loyalty.tiers.${index}.name`, name]),
    ['loyalty.reason.en', loyalty.reason.en],
    ['loyalty.reason.de', loyalty.reason.de],
    ['sender.name', sender.name],
    ['sender.replyTo', sender.replyTo],
  ];
  const bytes = (text: string) => new TextEncoder().encode(JSON.stringify(text)).length;
  const [path] = candidates.reduce((longest, one) => (bytes(one[1]) > bytes(longest[1]) ? one : longest));
  return { path, bytes: encoded.bytes, limit: encoded.limit };
}

function oversized(encoded: EncodedRules, pathOf: (part: string) => string): OversizedPart | null {
  if (encoded.ok) return null;
  return { path: pathOf(encoded.shorten.part), bytes: encoded.bytes, limit: encoded.limit };
}
