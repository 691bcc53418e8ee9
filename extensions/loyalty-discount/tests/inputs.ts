/** Inputs as the platform would hand them over: the fields of cart-lines.graphql in its order. */

export interface Change {
  codes?: { code: string; rejectable: boolean }[];
  trigger?: string | null;
  authenticated?: boolean;
  /** undefined: no customer; null: no metafield */
  standing?: unknown;
  config?: unknown;
  classes?: string[];
  language?: string;
  date?: string;
  numberOfOrders?: number;
  rate?: string;
  currency?: string;
  /** of the whole cart, decimal */
  subtotal?: string;
  lines?: Line[];
  /** delivery groups' ids */
  groups?: string[];
}

export interface Line {
  /** subtotal, decimal */
  amount: string;
  inCollection?: boolean;
  tagged?: boolean;
  excluded?: boolean;
  giftCard?: boolean;
  subscription?: boolean;
  onSale?: boolean;
}

export const LOYALTY = {
  v: 1,
  k: 'loyalty',
  t: { regular: { p: '5', n: 'Regular' }, loyal: { p: '7.5', n: 'Treue Kunden' } },
  m: {
    en: '{{percentage}}% because this is your {{order_number}} order with us ({{ tier }})',
    de: '{{percentage}} % – das ist Ihre {{order_number}} Bestellung bei uns',
  },
  x: 'DANKE',
};

export const GIFT = {
  v: 1,
  k: 'gift',
  m: { en: '{{percentage}}% for {{years}} years together', de: '{{percentage}} % zum {{years}}. Jahrestag' },
};

export const OPEN_GIFT = { c: 'DANKE-7K2M', p: '15', y: 2, f: '2026-11-20', u: '2026-12-20' };

export function inputOf(change: Change = {}): Record<string, unknown> {
  const customer =
    change.standing === undefined
      ? null
      : {
          metafield: change.standing === null ? null : { jsonValue: change.standing },
          numberOfOrders: change.numberOfOrders ?? 0,
        };
  const lines = change.lines ?? [];
  return {
    enteredDiscountCodes: change.codes ?? [],
    triggeringDiscountCode: change.trigger ?? null,
    buyer: { buyerIdentity: { isAuthenticated: change.authenticated ?? true, customer } },
    localization: { language: { isoCode: change.language ?? 'EN' } },
    shop: { localTime: { date: change.date ?? '2026-11-22' } },
    discount: {
      discountClasses: change.classes ?? ['ORDER'],
      metafield: change.config === null ? null : { jsonValue: change.config ?? LOYALTY },
    },
    presentmentCurrencyRate: change.rate ?? '1.0',
    cart: {
      cost: {
        subtotalAmount: { currencyCode: change.currency ?? 'EUR', amount: change.subtotal ?? '100.0' },
      },
      lines: lines.map((line, index) => ({
        m: {
          p: {
            x: line.excluded ?? false,
            g: line.giftCard ?? false,
            c: line.inCollection ?? false,
            t: line.tagged ?? false,
          },
        },
        id: `gid://shopify/CartLine/${index}`,
      })),
      more: lines.map((line) => ({
        s: line.subscription ? { __typename: 'SellingPlanAllocation' } : null,
        p: {
          c: line.onSale ? { __typename: 'MoneyV2' } : null,
          s: { amount: line.amount },
        },
      })),
    },
  };
}

/** The same for cart-delivery-options.graphql. */
export function deliveryInputOf(change: Change = {}): Record<string, unknown> {
  const { buyer, localization, shop, discount, presentmentCurrencyRate, cart } = inputOf(change);
  const { cost } = cart as { cost: unknown };
  const deliveryGroups = (change.groups ?? ['gid://shopify/CartDeliveryGroup/0']).map((id) => ({ id }));
  return { buyer, localization, shop, discount, presentmentCurrencyRate, cart: { cost, deliveryGroups } };
}
