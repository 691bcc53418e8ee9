/** Inputs as the platform would hand them over: the fields of cart-lines.graphql under its names and in its order. */

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
  /** a custom product: nothing is known of it */
  custom?: boolean;
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
          m: change.standing === null ? null : { j: change.standing },
          n: change.numberOfOrders ?? 0,
        };
  const lines = change.lines ?? [];
  return {
    e: (change.codes ?? []).map(({ code, rejectable }) => ({ c: code, r: rejectable })),
    t: change.trigger ?? null,
    b: { i: { s: change.authenticated ?? true, c: customer } },
    l: { l: { c: change.language ?? 'EN' } },
    s: { l: { d: change.date ?? '2026-11-22' } },
    d: {
      c: change.classes ?? ['ORDER'],
      m: change.config === null ? null : { j: change.config ?? LOYALTY },
    },
    r: change.rate ?? '1.0',
    cart: {
      c: { s: { c: change.currency ?? 'EUR', a: change.subtotal ?? '100.0' } },
      lines: lines.map((line, index) => ({
        a: line.custom
          ? {}
          : {
              a: {
                a: line.excluded ?? false,
                b: line.giftCard ?? false,
                c: line.inCollection ?? false,
                d: line.tagged ?? false,
              },
            },
        b: `gid://shopify/CartLine/${index}`,
      })),
      more: lines.map((line) => ({
        a: line.subscription ? { __typename: 'SellingPlanAllocation' } : null,
        b: {
          a: line.onSale ? { __typename: 'MoneyV2' } : null,
          b: { a: line.amount },
        },
      })),
    },
  };
}

/** The same for cart-delivery-options.graphql. */
export function deliveryInputOf(change: Change = {}): Record<string, unknown> {
  const { b, l, s, d, r, cart } = inputOf(change);
  const { c } = cart as { c: unknown };
  const groups = (change.groups ?? ['gid://shopify/CartDeliveryGroup/0']).map((id) => ({ i: id }));
  return { b, l, s, d, r, cart: { c, g: groups } };
}
