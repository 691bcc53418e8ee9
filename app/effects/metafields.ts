/** Where our data lives in Shopify (docs/architecture.md). `$app:` namespaces belong to this app alone. */
export const NAMESPACE = '$app:loyalty';
export const STANDING_KEY = 'standing';
export const FIRST_ORDER_DATE_KEY = 'first_order_date';
/** what the shopper's surfaces read besides the standing */
export const DOSSIER_KEY = 'dossier';
/** of the shop: the program as a card */
export const PROGRAM_KEY = 'program';
export const CONFIG_KEY = 'config';
export const VARIABLES_KEY = 'variables';
/** handle in extensions/loyalty-discount/shopify.extension.toml */
export const FUNCTION_HANDLE = 'loyalty-discount';

export function customerGid(id: string): string {
  return `gid://shopify/Customer/${id}`;
}

export function orderGid(id: string): string {
  return `gid://shopify/Order/${id}`;
}
