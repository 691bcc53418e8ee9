import { getExtension } from '@shopify/ui-extensions-tester';
import {
  CUSTOMER,
  dossier,
  entries,
  i18n,
  program,
  provide,
  settings,
  standing,
} from '../../shared/tests/stage';

/** The two pages on which the thanks stand, as Shopify gives them to the extension: thank-you and order status. */
export const thankYou = getExtension('purchase.thank-you.block.render');
export const orderStatus = getExtension('customer-account.order-status.block.render');

interface Visit {
  /** null: a guest */
  customer?: string | null;
  orderId?: string;
  facts?: Parameters<typeof entries>[0];
  /** instead of those of `facts` */
  appMetafields?: ReturnType<typeof entries>;
  settings?: Record<string, unknown>;
  language?: string;
}
export interface ThankYouVisit extends Visit {
  isFirstOrder?: boolean;
}

export async function openThankYou({ isFirstOrder = false, ...visit }: ThankYouVisit): Promise<void> {
  provide(thankYou.shopify, {
    ...ofVisit(visit),
    orderConfirmation: { value: { order: orderOf(visit), isFirstOrder } },
  });
  await thankYou.render();
}

export async function openOrderStatus({
  state = 'fully_authenticated',
  ...visit
}: Visit & { state?: 'fully_authenticated' | 'pre_authenticated' }): Promise<void> {
  provide(orderStatus.shopify, {
    ...ofVisit(visit),
    authenticationState: { value: state },
    order: { value: { ...orderOf(visit), name: '#1' } },
  });
  await orderStatus.render();
}

const orderOf = ({ orderId = '5005' }: Visit) => ({ id: `gid://shopify/Order/${orderId}` });

function ofVisit({ customer = CUSTOMER, language = 'en', ...visit }: Visit) {
  return {
    i18n: i18n(language, 'loyalty-thanks'),
    localization: { language: { value: { isoCode: language } } },
    buyerIdentity: { customer: { value: customer === null ? undefined : { id: customer } } },
    appMetafields: { value: visit.appMetafields ?? entries(visit.facts ?? { standing, dossier, program }) },
    settings: settings(visit.settings),
    sessionToken: { get: () => Promise.resolve('a.b.c') },
  };
}
