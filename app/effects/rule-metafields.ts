import { CONFIG_KEY, NAMESPACE, VARIABLES_KEY } from '~/effects/metafields';
import {
  encodeRules,
  encodeVariables,
  type EncodedRules,
  type GiftRules,
  type LoyaltyRules,
} from '~/loyalty/discount-rules';
import type { Program } from '~/loyalty/program';
import { ruleVariables } from '~/loyalty/program-rules';

/**
 * What the discount function reads of a discount of ours: `config`, its rules, and `variables`, what its input queries ask
 * about. Both are written together, since rules without the collections they speak of would discount nothing.
 */
export function ruleMetafields(
  rules: LoyaltyRules | GiftRules,
  program: Program,
): { namespace: string; key: string; type: string; value: string }[] {
  const json = { namespace: NAMESPACE, type: 'json' };
  return [
    { ...json, key: CONFIG_KEY, value: textOf(encodeRules(rules)) },
    { ...json, key: VARIABLES_KEY, value: textOf(encodeVariables(ruleVariables(program))) },
  ];
}

/** A program is saved only when its parts fit (`oversizedParts`), so one that does not is a bug. */
function textOf(encoded: EncodedRules): string {
  if (encoded.ok) return encoded.json;
  throw new Error(`rules of ${encoded.bytes} bytes, longest part ${encoded.shorten.part}`);
}
