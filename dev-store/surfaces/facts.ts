import type { PricedCheckout } from '../checkout/types';
import type { ShopContext } from '../context';
import { resolveNamespace } from '../model/app-namespace';
import { decimal } from '../model/money';
import type { Customer, Order } from '../model/types';
import type { CheckoutView } from '../pages/checkout/priced';
import type { Surface } from './extensions';
import type { SignalValues, SurfaceFacts } from './protocol';

/** What a page knows that shows surfaces. */
interface Page {
  context: ShopContext;
  language: string;
  currency: string;
  /** signed in */
  customer: Customer | null;
  /** known by a typed e-mail address only */
  suspected: Customer | null;
}

/** Facts of a checkout target: `shopify.buyerIdentity`, `lines`, `cost`, ... as Shopify's types describe them. */
export function checkoutFacts(
  surface: Surface,
  page: Page,
  { view, priced }: { view: CheckoutView; priced: PricedCheckout },
): SurfaceFacts {
  const money = (minor: number) => ({
    amount: Number(decimal(minor, view.currency)),
    currencyCode: view.currency,
  });
  const allocation = (index: number, amountMinor: number) => {
    const application = priced.applications[index];
    const discountedAmount = money(amountMinor);
    if (!application) return [];
    if (application.code !== null) return { type: 'code', code: application.code, discountedAmount };
    // *unverified*: that the discount of a function is `custom` and its title the function's message
    return { type: 'custom', title: application.title, discountedAmount };
  };
  const isOnOrder = (index: number) => priced.applications[index]?.targetSelection === 'all';
  return base(surface, page, {
    signals: {
      lines: view.lines.map((line, number) => ({
        id: `gid://shopify/CartLine/${number}`,
        merchandise: {
          type: 'variant',
          id: `gid://shopify/ProductVariant/${line.variantId}`,
          title: line.title,
        },
        quantity: line.quantity,
        cost: { totalAmount: money(line.totalMinor) },
        attributes: [],
        discountAllocations: line.allocations
          .filter(({ applicationIndex }) => !isOnOrder(applicationIndex))
          .flatMap(({ applicationIndex, amountMinor }) => allocation(applicationIndex, amountMinor)),
        lineComponents: [],
        parentRelationship: null,
      })),
      discountAllocations: view.discounts.flatMap(({ amountMinor }, index) =>
        isOnOrder(index) ? allocation(index, amountMinor) : [],
      ),
      discountCodes: view.codes.map((code) => ({ code })),
      instructions: {
        attributes: { canUpdateAttributes: true },
        delivery: { canSelectCustomAddress: true },
        discounts: { canUpdateDiscountCodes: true },
        lines: { canAddCartLine: true, canRemoveCartLine: true, canUpdateCartLine: true },
        metafields: { canSetCartMetafields: true, canDeleteCartMetafield: true },
        notes: { canUpdateNote: true },
      },
      'cost.subtotalAmount': money(view.subtotalMinor),
      'cost.totalShippingAmount': money(view.shippingMinor),
      'cost.totalTaxAmount': undefined,
      'cost.totalAmount': money(view.totalMinor),
    },
    methods: ['applyDiscountCodeChange'],
  });
}

/** Facts of the pages after the order: `orderConfirmation` on the thank-you page, `order` on the order status page. */
export function orderFacts(surface: Surface, page: Page, order: Order): SurfaceFacts {
  const id = `gid://shopify/Order/${order.id}`;
  const earlier = [...page.context.state.all('order').values()].filter(
    (other) => other.customerId === order.customerId && other.id < order.id,
  );
  const signals = surface.target.startsWith('customer-account.')
    ? {
        order: { id, name: order.name, processedAt: order.processedAt },
        authenticationState: page.customer ? 'fully_authenticated' : 'pre_authenticated',
      }
    : { orderConfirmation: { order: { id }, number: order.name, isFirstOrder: earlier.length === 0 } };
  return base(surface, page, { signals, methods: [] });
}

/** Facts of the customer account's own targets: who is signed in, and little else; data comes by `customerAccountApi`. */
export function accountFacts(
  surface: Surface,
  page: Omit<Page, 'suspected'>,
  customer: Customer,
): SurfaceFacts {
  return {
    ...common(surface, page),
    methods: ['customerAccountApi'],
    signals: signalValues({
      settings: settingsOf(surface, page.context),
      'authenticatedAccount.customer': { id: `gid://shopify/Customer/${customer.id}` },
      'authenticatedAccount.purchasingCompany': undefined,
      'localization.language': { isoCode: page.language },
      'localization.extensionLanguage': { isoCode: page.language },
    }),
    values: {},
  };
}

function common(surface: Surface, { context, language, currency }: Omit<Page, 'suspected'>) {
  return {
    handle: surface.handle,
    target: surface.target,
    capabilities: surface.capabilities,
    apiVersion: surface.apiVersion,
    locales: surface.locales,
    language,
    currency,
    now: context.clock.now(),
    network: context.faults.surfaces,
    elements: surface.elements,
  };
}

function base(
  surface: Surface,
  page: Page,
  own: { signals: Record<string, unknown>; methods: string[] },
): SurfaceFacts {
  const { context, language, customer, suspected } = page;
  const { shop } = context.state;
  const identity = customer && {
    id: `gid://shopify/Customer/${customer.id}`,
    acceptsMarketing: customer.emailMarketing.state === 'SUBSCRIBED',
    acceptsEmailMarketing: customer.emailMarketing.state === 'SUBSCRIBED',
    acceptsSmsMarketing: false,
    ordersCount: customer.numberOfOrders,
  };
  return {
    ...common(surface, page),
    methods: own.methods,
    signals: signalValues({
      ...own.signals,
      // The worst case for a guest, *unverified*: their metafields are there, although nobody has signed in. A surface that
      // shows them tells strangers what a regular gets.
      appMetafields: appMetafields(surface, context, customer ?? suspected),
      settings: settingsOf(surface, context),
      'buyerIdentity.customer': identity ?? undefined,
      'localization.language': { isoCode: language },
      'localization.timezone': shop.timeZone,
      'extension.rendered': true,
      'extension.capabilities': surface.capabilities,
    }),
    values: {
      shop: {
        id: `gid://shopify/Shop/${shop.id}`,
        name: shop.name,
        myshopifyDomain: shop.domain,
        storefrontUrl: `https://${shop.domain}`,
      },
    },
  };
}

/** What the merchant set, by key; a field without a value is not there. */
function settingsOf({ handle }: Surface, { state }: ShopContext): Record<string, unknown> {
  return { ...state.shop.surfaceSettings?.[handle] };
}

function signalValues(values: Record<string, unknown>): SignalValues {
  return Object.fromEntries(
    Object.entries(values).map(([path, value]) => [path, value === undefined ? [] : [value]]),
  );
}

/** Declared metafields of the buyer and of the shop, with the namespace as declared. */
function appMetafields(
  { metafields }: Surface,
  { state }: ShopContext,
  customer: Customer | null,
): unknown[] {
  const owners = [
    ...(customer ? [{ type: 'customer', id: `gid://shopify/Customer/${customer.id}` }] : []),
    { type: 'shop', id: `gid://shopify/Shop/${state.shop.id}` },
  ];
  const all = [...state.all('metafield').values()];
  return owners.flatMap((target) =>
    metafields.flatMap(({ namespace, key }) => {
      const resolved = resolveNamespace(state.shop, namespace);
      const found = all.find(
        (field) => field.ownerId === target.id && field.namespace === resolved && field.key === key,
      );
      if (!found) return [];
      const { type, value } = found;
      return {
        target,
        metafield: { namespace, key, type, value, valueType: type === 'json' ? 'json_string' : 'string' },
      };
    }),
  );
}
