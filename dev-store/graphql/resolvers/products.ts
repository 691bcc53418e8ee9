import type { Collection, Product, Variant } from '../../model/types';
import { isoNow } from '../../model/command';
import { inOrder, paginate, type PageArgs } from '../connection';
import type { Fields, RequestContext } from '../context';
import { dateTime, decimal, money } from '../format';
import { gid, idFor } from '../gid';
import { count, facetsOf, filtered, list, type ListArgs, type ListRules } from '../lists';
import { metafieldAccess } from './metafields';

type OfProduct = Variant & { product: Product };

const variantsOf = (product: Product): OfProduct[] =>
  product.variants.map((variant) => ({ ...variant, product }));

export const productFields: Fields<Product> = {
  ...metafieldAccess<Product>((product) => gid('Product', product.id)),
  id: (product) => gid('Product', product.id),
  legacyResourceId: (product) => String(product.id),
  title: (product) => product.title,
  handle: (product) => product.handle,
  description: (product) => product.description,
  descriptionHtml: (product) => product.description,
  productType: (product) => product.productType,
  vendor: (product) => product.vendor,
  tags: (product) => [...product.tags].sort(),
  isGiftCard: (product) => product.isGiftCard,
  status: () => 'ACTIVE',
  createdAt: (product) => dateTime(product.createdAt),
  updatedAt: (product) => dateTime(product.updatedAt),
  variants: (product, args: PageArgs) => paginate(inOrder(variantsOf(product)), args),
  variantsCount: (product) => ({ count: product.variants.length, precision: 'EXACT' }),
  collections: (product, args: PageArgs, context) =>
    paginate(
      inOrder(
        [...context.state.all('collection').values()].filter(({ id }) => product.collectionIds.includes(id)),
      ),
      args,
    ),
  priceRangeV2: (product, _args: never, context) => {
    const prices = product.variants.map(({ priceMinor }) => priceMinor);
    const { currency } = context.state.shop;
    return {
      minVariantPrice: money(Math.min(...prices), currency),
      maxVariantPrice: money(Math.max(...prices), currency),
    };
  },
};

export const variantFields: Fields<OfProduct> = {
  ...metafieldAccess<OfProduct>((variant) => gid('ProductVariant', variant.id)),
  id: (variant) => gid('ProductVariant', variant.id),
  legacyResourceId: (variant) => String(variant.id),
  title: (variant) => variant.title,
  displayName: (variant) => `${variant.product.title} - ${variant.title}`,
  sku: (variant) => variant.sku,
  price: (variant, _args: never, context) => decimal(variant.priceMinor, context.state.shop.currency),
  compareAtPrice: (variant, _args: never, context) =>
    variant.compareAtMinor === null ? null : decimal(variant.compareAtMinor, context.state.shop.currency),
  product: (variant) => variant.product,
};

export const collectionFields: Fields<Collection> = {
  ...metafieldAccess<Collection>((collection) => gid('Collection', collection.id)),
  id: (collection) => gid('Collection', collection.id),
  legacyResourceId: (collection) => String(collection.id),
  title: (collection) => collection.title,
  handle: (collection) => collection.handle,
  products: (collection, args: ListArgs, context) => list(members(context, collection), args, rules),
  productsCount: (collection, _args: never, context) => ({
    count: members(context, collection).length,
    precision: 'EXACT',
  }),
};

const members = (context: RequestContext, collection: Collection): Product[] =>
  [...context.state.all('product').values()].filter(({ collectionIds }) =>
    collectionIds.includes(collection.id),
  );

const rules: ListRules<Product> = {
  facets: (product) =>
    facetsOf(product, {
      id: ({ id }) => [id],
      title: ({ title }) => [title],
      handle: ({ handle }) => [handle],
      product_type: ({ productType }) => [productType],
      vendor: ({ vendor }) => [vendor],
      tag: ({ tags }) => tags,
      gift_card: ({ isGiftCard }) => [isGiftCard],
      created_at: ({ createdAt }) => [createdAt],
      updated_at: ({ updatedAt }) => [updatedAt],
      default: ({ title, handle }) => [title, handle],
    }),
  sortBy: {
    TITLE: ({ title }) => title.toLowerCase(),
    CREATED_AT: ({ createdAt }) => createdAt,
    UPDATED_AT: ({ updatedAt }) => updatedAt,
  },
};
const collectionRules: ListRules<Collection> = {
  facets: (collection) =>
    facetsOf(collection, {
      id: ({ id }) => [id],
      title: ({ title }) => [title],
      handle: ({ handle }) => [handle],
      default: ({ title }) => [title],
    }),
  sortBy: { TITLE: ({ title }) => title.toLowerCase() },
};

export const productQueries: Fields<unknown> = {
  product: (_source, { id }: { id: string }, context) =>
    context.state.get('product', idFor(id, 'Product')) ?? null,
  products: (_source, args: ListArgs, context) => list(context.state.all('product').values(), args, rules),
  productsCount: (_source, args: { query?: string | null; limit?: number | null }, context) =>
    count(filtered(context.state.all('product').values(), args.query, rules).length, args.limit),
  productVariant: (_source, { id }: { id: string }, context) => {
    const wanted = idFor(id, 'ProductVariant');
    for (const product of context.state.all('product').values()) {
      const found = variantsOf(product).find((variant) => variant.id === wanted);
      if (found) return found;
    }
    return null;
  },
  collection: (_source, { id }: { id: string }, context) =>
    context.state.get('collection', idFor(id, 'Collection')) ?? null,
  collections: (_source, args: ListArgs, context) =>
    list(context.state.all('collection').values(), args, collectionRules),
  collectionsCount: (_source, args: { query?: string | null; limit?: number | null }, context) =>
    count(filtered(context.state.all('collection').values(), args.query, collectionRules).length, args.limit),
};

interface ProductInput {
  id?: string;
  title?: string | null;
  handle?: string | null;
  descriptionHtml?: string | null;
  productType?: string | null;
  vendor?: string | null;
  tags?: string[] | null;
}

/** Enough to set the stage for recorded operations: title and tags, one variant at price zero. */
export const productMutations: Fields<unknown> = {
  productCreate: (_source, args: { product?: ProductInput | null; input?: ProductInput | null }, context) => {
    const input = args.product ?? args.input ?? {};
    if (!input.title) {
      return { product: null, userErrors: [{ field: ['title'], message: "Title can't be blank" }] };
    }
    const now = isoNow(context);
    const product: Product = {
      id: context.state.nextId(),
      handle: input.handle ?? input.title.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
      title: input.title,
      description: input.descriptionHtml ?? '',
      productType: input.productType ?? '',
      vendor: input.vendor ?? context.state.shop.name,
      tags: input.tags ?? [],
      collectionIds: [],
      isGiftCard: false,
      image: '',
      createdAt: now,
      updatedAt: now,
      variants: [
        {
          id: context.state.nextId(),
          title: 'Default Title',
          sku: '',
          priceMinor: 0,
          compareAtMinor: null,
          requiresShipping: true,
        },
      ],
    };
    context.state.put('product', product);
    context.events.emit('products/create', { kind: 'product', id: product.id });
    return { product, userErrors: [] };
  },

  productDelete: (_source, { input }: { input: { id: string } }, context) => {
    const product = context.state.get('product', idFor(input.id, 'Product'));
    if (!product) {
      return { deletedProductId: null, userErrors: [{ field: ['id'], message: 'Product does not exist' }] };
    }
    for (const field of context.lookup.metafieldsOf(input.id)) context.state.remove('metafield', field.id);
    context.lookup.forget();
    context.state.remove('product', product.id);
    context.events.emit('products/delete', { kind: 'product', id: product.id });
    return { deletedProductId: input.id, userErrors: [] };
  },
};
