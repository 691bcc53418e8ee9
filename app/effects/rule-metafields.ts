import { CONFIG_KEY, NAMESPACE, VARIABLES_KEY } from '~/effects/metafields';
import type { ShopContext } from '~/ledger/shop-context.server';
import { encodeRules, encodeVariables, type EncodedRules } from '~/loyalty/discount-rules';
import { giftRules, loyaltyRules, ruleVariables } from '~/loyalty/program-rules';

/**
 * What the discount function reads of a discount of ours: `config`, its rules, and `variables`, what its input queries ask
 * about. Both are written together, since rules without the collections they speak of would discount nothing.
 */
export function ruleMetafields(
  kind: 'loyalty' | 'gift',
  { program, currency }: Pick<ShopContext, 'program' | 'currency'>,
): { namespace: string; key: string; type: string; value: string }[] {
  const rules = kind === 'loyalty' ? loyaltyRules(program, currency) : giftRules(program, currency);
  return [
    { namespace: NAMESPACE, key: CONFIG_KEY, type: 'json', value: json(encodeRules(rules)) },
    {
      namespace: NAMESPACE,
      key: VARIABLES_KEY,
      type: 'json',
      value: json(encodeVariables(ruleVariables(program))),
    },
  ];
}

/** A program is saved only when its parts fit (`oversizedParts`), so one that does not is a bug. */
function json(encoded: EncodedRules): string {
  if (encoded.ok) return encoded.json;
  throw new Error(`rules of ${encoded.bytes} bytes, longest part ${encoded.shorten.part}`);
}
