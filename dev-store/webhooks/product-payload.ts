import { decimal } from '../model/money';
import type { DevShop, Product } from '../model/types';
import { gid, shopTime, type Json } from './payload-parts';

/** The body of products/create. The dev store keeps no stock and draws its pictures itself: both are empty here. */
export function productPayload(product: Product, { timeZone, currency }: DevShop): Json {
  const createdAt = shopTime(product.createdAt, timeZone);
  const updatedAt = shopTime(product.updatedAt, timeZone);
  return {
    id: product.id,
    admin_graphql_api_id: gid('Product', product.id),
    title: product.title,
    handle: product.handle,
    body_html: product.description,
    vendor: product.vendor,
    product_type: product.productType,
    tags: product.tags.join(', '),
    status: 'active',
    template_suffix: null,
    category: null,
    created_at: createdAt,
    updated_at: updatedAt,
    published_at: createdAt,
    published_scope: 'web',
    has_variants_that_requires_components: false,
    options: [],
    images: [],
    image: null,
    media: [],
    variants: product.variants.map((variant, index) => ({
      id: variant.id,
      admin_graphql_api_id: gid('ProductVariant', variant.id),
      product_id: product.id,
      title: variant.title,
      option1: variant.title,
      option2: null,
      option3: null,
      position: index + 1,
      price: decimal(variant.priceMinor, currency),
      compare_at_price: variant.compareAtMinor === null ? null : decimal(variant.compareAtMinor, currency),
      sku: variant.sku === '' ? null : variant.sku,
      barcode: null,
      taxable: true,
      image_id: null,
      inventory_item_id: null,
      inventory_policy: 'deny',
      inventory_quantity: 0,
      old_inventory_quantity: 0,
      created_at: createdAt,
      updated_at: updatedAt,
    })),
    variant_gids: product.variants.map((variant) => ({
      admin_graphql_api_id: gid('ProductVariant', variant.id),
      updated_at: product.updatedAt,
    })),
  };
}
