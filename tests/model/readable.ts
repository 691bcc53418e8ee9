/**
 * Whether rules and standing of an input say clearly enough what to give: docs/decisions/005-discount-rules.md as regular
 * expressions, so that it is nobody's code that is tested with itself.
 */
const DATE = '\\d{4}-\\d\\d-\\d\\d';
const BENEFIT = '[octd][%=]\\d{1,10}(<\\d{1,10})?(>\\d{1,10})?';
const RULES = new RegExp(`^[bs][0-4][A-P][01]${DATE}${DATE}`);
const TIER = new RegExp(`^(${BENEFIT}(;${BENEFIT}){0,3})?\\|`);
const GIFT_RULE = /^o%\d{1,10}(<\d{1,10})?(>\d{1,10})?\|/;
const ENTITLEMENT = new RegExp(`^${DATE}.`, 's');
const GIFT = new RegExp(`^${DATE}${DATE}\\d{5,}`);
const PERCENTAGE = /^\d{1,3}(\.\d{1,2})?$/;

/** False: whatever the function makes of it, it must not give a discount. */
export function isReadable(input: unknown, delivery: boolean): boolean {
  const config = at(input, 'd', 'm', 'j');
  const customer = at(input, 'b', 'i', 'c');
  if (!isRecord(config) || !isRecord(customer)) return false;
  const version = config.v;
  if (version !== 1 && version !== 2) return false;
  const kind = config.k;
  if (kind !== 'gift' && kind !== 'loyalty') return false;
  if (version === 2 && !(typeof config.r === 'string' && RULES.test(config.r))) return false;
  return kind === 'gift' ? !delivery && giftIsReadable(input, config) : tierIsReadable(customer, config);
}

function tierIsReadable(customer: Record<string, unknown>, config: Record<string, unknown>): boolean {
  const standing = at(customer, 'm', 'j');
  let keys: string[] = [];
  if (isRecord(standing)) {
    const key = standing.t;
    if (typeof key !== 'string' || (standing.v !== 1 && standing.v !== 2)) return false;
    if (standing.v === 2 && !ENTITLEMENT.test(key)) return false;
    keys = [standing.v === 2 ? key.slice(10) : key];
  } else {
    // nobody has a standing without a metafield; one that is there and is no object is unreadable
    if (standing !== null && standing !== undefined) return false;
    const orders = customer.n;
    if (typeof orders !== 'number' || config.v !== 2 || typeof config.r !== 'string') return false;
    keys = config.r
      .slice(24)
      .split(',')
      .map((entry) => entry.slice(entry.indexOf('=') + 1));
  }
  return keys.some((key) => {
    const tier = isRecord(config.t) && Object.hasOwn(config.t, key) ? config.t[key] : undefined;
    if (config.v === 2) return typeof tier === 'string' && TIER.test(tier) && inRange(tier);
    return isRecord(tier) && typeof tier.p === 'string' && PERCENTAGE.test(tier.p);
  });
}

function giftIsReadable(input: unknown, config: Record<string, unknown>): boolean {
  const standing = at(input, 'b', 'i', 'c', 'm', 'j');
  if (!isRecord(standing) || (standing.v !== 1 && standing.v !== 2)) return false;
  if (config.v === 2 && !(typeof config.b === 'string' && GIFT_RULE.test(config.b))) return false;
  const gifts = standing.g;
  if (Array.isArray(gifts)) {
    return gifts.some((gift) => isRecord(gift) && typeof gift.p === 'string' && PERCENTAGE.test(gift.p));
  }
  return isRecord(gifts) && Object.values(gifts).some((gift) => typeof gift === 'string' && GIFT.test(gift));
}

/** Percentages of 0.01 to 100, amounts of at most ten million. */
function inRange(tier: string): boolean {
  const benefits = tier.slice(0, tier.indexOf('|')).split(';');
  return benefits.every((benefit) => {
    const [value = 0, ...limits] = (benefit.match(/\d+/g) ?? []).map(Number);
    const most = benefit[1] === '%' ? 10_000 : 1_000_000_000;
    return benefit === '' || (value >= 1 && value <= most && limits.every((limit) => limit <= 1_000_000_000));
  });
}

function at(value: unknown, ...keys: string[]): unknown {
  return keys.reduce<unknown>(
    (inner, key) => (isRecord(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
    value,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
