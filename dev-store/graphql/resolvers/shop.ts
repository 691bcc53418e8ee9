import { sellingCurrencies } from '../../model/presentment';
import type { DevShop } from '../../model/types';
import type { Fields } from '../context';
import { apiError } from '../errors';
import { dateTime } from '../format';
import { gid } from '../gid';
import { appOf } from './functions';
import { metafieldAccess } from './metafields';

const LANGUAGES: Record<string, string> = { de: 'German', en: 'English', fr: 'French', nl: 'Dutch' };

export const shopFields: Fields<DevShop> = {
  ...metafieldAccess<DevShop>((shop) => gid('Shop', shop.id)),
  id: (shop) => gid('Shop', shop.id),
  name: (shop) => shop.name,
  email: (shop) => shop.email,
  contactEmail: (shop) => shop.email,
  myshopifyDomain: (shop) => shop.domain,
  url: (shop) => `https://${shop.domain}`,
  primaryDomain: (shop) => ({
    id: gid('Domain', shop.id),
    host: shop.domain,
    url: `https://${shop.domain}`,
    sslEnabled: true,
  }),
  ianaTimezone: (shop) => shop.timeZone,
  currencyCode: (shop) => shop.currency,
  enabledPresentmentCurrencies: sellingCurrencies,
  taxesIncluded: () => true,
  createdAt: (shop) => dateTime(shop.createdAt),
  plan: (shop) => ({
    displayName: shop.planName,
    publicDisplayName: shop.planName,
    partnerDevelopment: false,
    shopifyPlus: shop.planName === 'Shopify Plus',
  }),
  shopAddress: (shop) => ({
    id: gid('ShopAddress', shop.id),
    countryCodeV2: shop.countryCode,
    countryCode: shop.countryCode,
  }),
  billingAddress: (shop) => ({
    id: gid('ShopAddress', shop.id),
    countryCodeV2: shop.countryCode,
    countryCode: shop.countryCode,
  }),
};

export const installationFields: Fields<unknown> = {
  ...metafieldAccess<unknown>(() => gid('AppInstallation', 1)),
  id: (_source, _args: never, context) => gid('AppInstallation', context.state.shop.app?.appId ?? 0),
  app: (_source, _args: never, context) => appOf(context),
  launchUrl: (_source, _args: never, context) => `https://${context.state.shop.domain}/admin/apps`,
  accessScopes: (_source, _args: never, context) =>
    [...context.scopes].map((handle) => ({ handle, description: handle.replaceAll('_', ' ') })),
};

export const shopQueries: Fields<unknown> = {
  shop: (_source, _args: never, context) => context.state.shop,
  shopLocales: (_source, _args: never, context) => [
    {
      locale: context.state.shop.primaryLocale,
      name: LANGUAGES[context.state.shop.primaryLocale] ?? context.state.shop.primaryLocale,
      primary: true,
      published: true,
    },
  ],
  currentAppInstallation: (_source, _args: never, context) => {
    if (!context.state.shop.app) throw apiError('The app is not installed on this shop.', 'NOT_FOUND');
    return { __typename: 'AppInstallation' };
  },
};
