import { resolveNamespace } from '../model/app-namespace';
import { metafieldJson } from '../model/metafield-json';
import type { Metafield, ShopState } from '../model/types';

/** A metafield of more bytes is not returned to functions. */
const METAFIELD_BYTE_LIMIT = 10_000;

/** Discount metafields may be owned under any of the node's type names. */
export function isDiscount(id: number): (gid: string) => boolean {
  return (gid) => gid.startsWith('gid://shopify/Discount') && gid.endsWith(`/${id}`);
}

/** The field `metafield` of an owner: namespace (default "$app") and key in, what a function sees of it out. */
export function inputMetafields(
  shop: ShopState,
  owns: (gid: string) => boolean,
): (args: { namespace?: string | null; key: string }) => Record<string, unknown> | null {
  return ({ namespace, key }) => {
    const resolved = resolveNamespace(shop.shop, namespace);
    for (const metafield of shop.all('metafield').values()) {
      if (metafield.key === key && metafield.namespace === resolved && owns(metafield.ownerId)) {
        return visible(metafield);
      }
    }
    return null;
  };
}

function visible(metafield: Metafield): Record<string, unknown> | null {
  if (Buffer.byteLength(metafield.value) > METAFIELD_BYTE_LIMIT) return null;
  return { type: metafield.type, value: metafield.value, jsonValue: () => jsonValue(metafield) };
}

function jsonValue({ type, value }: Metafield): unknown {
  const asJson =
    type === 'json' || type === 'boolean' || type === 'number_integer' || type.startsWith('list.');
  return asJson ? metafieldJson(value) : value;
}
