/** Version 1 of the metafields, which the function still reads and nothing writes any more. */
import type { GiftRules, LoyaltyRules, Standing2 } from '../../app/loyalty/discount-rules';

const percentage = (hundredths: number): string => String(hundredths / 100);

export function standing1({ qualifyingOrders, tier, gifts }: Standing2): unknown {
  return {
    v: 1,
    n: qualifyingOrders,
    ...(tier ? { t: tier.key } : {}),
    ...(gifts.length > 0
      ? {
          g: gifts.map(({ code, hundredths, years, from, until }) => {
            return { c: code, p: percentage(hundredths), y: years, f: from, u: until };
          }),
        }
      : {}),
  };
}

/** Of rules whose tiers give nothing but a percentage of the order. */
export function loyaltyConfig1({ tiers, messages, codePrefix }: LoyaltyRules): unknown {
  const entries = Object.entries(tiers).map(([key, { name, benefits }]): [string, unknown] => {
    const [only] = benefits;
    if (only?.value.kind !== 'percentage') throw new Error('version 1 knows a percentage of the order only');
    return [key, { p: percentage(only.value.hundredths), n: name }];
  });
  return { v: 1, k: 'loyalty', t: Object.fromEntries(entries), m: messages, x: codePrefix };
}

export function giftConfig1({ messages }: GiftRules): unknown {
  return { v: 1, k: 'gift', m: messages };
}
