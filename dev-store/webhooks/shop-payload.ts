import { sellingCurrencies } from '../model/presentment';
import type { DevShop } from '../model/types';
import { countryName, shopTime, type Json } from './payload-parts';

const PLAN_NAMES: Record<DevShop['planName'], string> = {
  Basic: 'basic',
  Grow: 'professional',
  Advanced: 'unlimited',
  'Shopify Plus': 'shopify_plus',
};

/** The body of app/uninstalled and shop/update. */
export function shopPayload(shop: DevShop): Json {
  const money = { EUR: '€{{amount_with_comma_separator}}' }[shop.currency] ?? '{{amount}}';
  const createdAt = shopTime(shop.createdAt, shop.timeZone);
  return {
    id: shop.id,
    name: shop.name,
    email: shop.email,
    domain: shop.domain,
    province: null,
    country: shop.countryCode,
    address1: 'Bautzner Straße 1',
    zip: '01099',
    city: 'Dresden',
    source: null,
    phone: null,
    latitude: null,
    longitude: null,
    primary_locale: shop.primaryLocale,
    address2: null,
    created_at: createdAt,
    updated_at: createdAt,
    country_code: shop.countryCode,
    country_name: countryName(shop.countryCode),
    currency: shop.currency,
    customer_email: shop.email,
    timezone: `(GMT+01:00) ${shop.timeZone}`,
    iana_timezone: shop.timeZone,
    shop_owner: 'Anna Beispiel',
    money_format: money,
    money_with_currency_format: `${money} ${shop.currency}`,
    weight_unit: 'kg',
    province_code: null,
    taxes_included: true,
    auto_configure_tax_inclusivity: null,
    tax_shipping: null,
    county_taxes: null,
    plan_display_name: shop.planName,
    plan_name: PLAN_NAMES[shop.planName],
    has_discounts: true,
    has_gift_cards: true,
    myshopify_domain: shop.domain,
    google_apps_domain: null,
    google_apps_login_enabled: null,
    money_in_emails_format: money,
    money_with_currency_in_emails_format: `${money} ${shop.currency}`,
    eligible_for_payments: true,
    requires_extra_payments_agreement: false,
    password_enabled: false,
    has_storefront: true,
    finances: true,
    primary_location_id: 1,
    checkout_api_supported: true,
    multi_location_enabled: false,
    setup_required: false,
    pre_launch_enabled: false,
    enabled_presentment_currencies: sellingCurrencies(shop),
    marketing_sms_consent_enabled_at_checkout: false,
    transactional_sms_disabled: false,
  };
}
