/**
 * The places where shoppers meet the program, for the merchant: which plan shows them, whether they are placed, and where in
 * Shopify's editors to place them. docs/surfaces.md.
 */

export interface Plan {
  name: string;
  plus: boolean;
  /** a development store, which shows what Plus shows */
  development: boolean;
}

/** `plus`: Plus and development stores; `not-starter`: every plan but Starter; `all`: wherever there is an online store */
export type Offered = 'plus' | 'not-starter' | 'all';

export interface Surface {
  /** names texts and pictures */
  id: string;
  group: 'checkout' | 'order' | 'account' | 'store';
  /** handle in shopify.extension.toml */
  extension: string;
  /** a UI extension's target, or the file name of a theme block */
  place: { target: string } | { block: string };
  offered: Offered;
  /** below https://admin.shopify.com/store/{handle}; `{apiKey}` is the app's */
  editor: string;
}

/** The page that the checkout and accounts editor opens with; which names it knows is *unverified* for the account. */
const checkoutEditor = (page: string) => `/settings/checkout/editor?page=${page}&context=apps&app={apiKey}`;
/** The editor of the live theme with the block put into a new section for apps. */
const themeEditor = (template: string, block: string) =>
  `/themes/current/editor?template=${template}&addAppBlockId={apiKey}/${block}&target=newAppsSection`;

const CHECKOUT = 'loyalty-checkout';
const THANKS = 'loyalty-thanks';

export const SURFACES: readonly Surface[] = [
  {
    id: 'checkout',
    group: 'checkout',
    extension: CHECKOUT,
    place: { target: 'purchase.checkout.block.render' },
    offered: 'plus',
    editor: checkoutEditor('checkout'),
  },
  {
    id: 'code',
    group: 'checkout',
    extension: CHECKOUT,
    place: { target: 'purchase.checkout.reductions.render-after' },
    offered: 'plus',
    editor: checkoutEditor('checkout'),
  },
  {
    id: 'thank-you',
    group: 'order',
    extension: THANKS,
    place: { target: 'purchase.thank-you.block.render' },
    offered: 'not-starter',
    editor: checkoutEditor('thank-you'),
  },
  {
    id: 'order-status',
    group: 'order',
    extension: THANKS,
    place: { target: 'customer-account.order-status.block.render' },
    offered: 'not-starter',
    editor: checkoutEditor('order-status'),
  },
  {
    id: 'profile',
    group: 'account',
    extension: 'loyalty-account',
    place: { target: 'customer-account.profile.block.render' },
    offered: 'not-starter',
    editor: checkoutEditor('profile'),
  },
  {
    id: 'page',
    group: 'account',
    extension: 'loyalty-account-page',
    place: { target: 'customer-account.page.render' },
    offered: 'not-starter',
    editor: checkoutEditor('profile'),
  },
  {
    id: 'card',
    group: 'store',
    extension: 'loyalty-theme',
    place: { block: 'card' },
    offered: 'all',
    editor: themeEditor('product', 'card'),
  },
  {
    id: 'announcement',
    group: 'store',
    extension: 'loyalty-theme',
    place: { block: 'announcement' },
    offered: 'all',
    editor: themeEditor('index', 'announcement'),
  },
];

export const GROUPS = ['checkout', 'order', 'account', 'store'] as const;

export function isShown(offered: Offered, plan: Plan): boolean {
  if (offered === 'plus') return plan.plus || plan.development;
  return offered === 'all' || !/starter/i.test(plan.name);
}

/** @param shop "demo.myshopify.com" */
export function editorUrl({ editor }: Surface, shop: string, apiKey: string): string {
  const handle = shop.replace(/\.myshopify\.com$/, '');
  return `https://admin.shopify.com/store/${encodeURIComponent(handle)}${editor.replace('{apiKey}', encodeURIComponent(apiKey))}`;
}

/** What App Bridge tells of an app's extensions (`shopify.app.extensions()`), as far as it is looked at here. */
export interface ExtensionStatus {
  handle: string;
  activations: readonly {
    /** of a UI extension: where it is active */
    target: string;
    /** of a theme extension: the block's file name, and where in the published theme it stands */
    handle?: string;
    activations?: readonly unknown[];
  }[];
}

/** Theme blocks: in the published theme only. */
export function isPlaced({ extension, place }: Surface, statuses: readonly ExtensionStatus[]): boolean {
  const status = statuses.find(({ handle }) => handle === extension);
  if (!status) return false;
  if ('target' in place) return status.activations.some(({ target }) => target === place.target);
  return status.activations.some(
    ({ handle, activations }) => handle === place.block && (activations?.length ?? 0) > 0,
  );
}
