import { createHash } from 'node:crypto';
import { resolveNamespace } from '../../model/app-namespace';
import { metafieldJson } from '../../model/metafield-json';
import type { Metafield } from '../../model/types';
import { inOrder, type PageArgs, paginate } from '../connection';
import type { Fields, RequestContext } from '../context';
import { dateTime } from '../format';
import { gid, parseGid } from '../gid';
import { definitionFor } from './find-definitions';
import { ownerTypeOf } from './metafield-names';
import { loadNode } from './nodes';

const NUMBER_TYPES = new Set([
  'number_integer',
  'boolean',
  'json',
  'rating',
  'dimension',
  'weight',
  'volume',
  'money',
]);

export const metafieldFields: Fields<Metafield> = {
  id: (field) => gid('Metafield', field.id),
  legacyResourceId: (field) => String(field.id),
  namespace: (field) => field.namespace,
  key: (field) => field.key,
  type: (field) => field.type,
  value: (field) => field.value,
  jsonValue: (field) => jsonValue(field),
  compareDigest: (field) => digest(field),
  sizeInBytes: (field) => Buffer.byteLength(field.value),
  createdAt: (field) => dateTime(field.createdAt),
  updatedAt: (field) => dateTime(field.updatedAt),
  ownerType: (field) => ownerTypeOf(field.ownerId),
  owner: (field, _args: never, context) => loadNode(context, field.ownerId),
  definition: (field, _args: never, context) =>
    definitionFor(context, ownerTypeOf(field.ownerId) ?? '', field.namespace, field.key),
  description: () => null,
};

/** `metafield` and `metafields` of everything that has them. @param ownerOf the owner's gid */
export function metafieldAccess<Source>(ownerOf: (source: Source) => string): Fields<Source> {
  return {
    metafield: (source, args: { namespace?: string | null; key: string }, context) => {
      const [namespace, key] = splitKey(args);
      const resolved = resolveNamespace(context.state.shop, namespace);
      return metafieldOf(context, ownerOf(source), resolved, key) ?? null;
    },
    metafields: (source, args: PageArgs & { namespace?: string | null; keys?: string[] | null }, context) => {
      const namespace = args.namespace ? resolveNamespace(context.state.shop, args.namespace) : null;
      const wanted = args.keys?.map((key) => {
        const [space, name] = splitKey({ key });
        return `${resolveNamespace(context.state.shop, space)}.${name}`;
      });
      const found = context.lookup
        .metafieldsOf(ownerOf(source))
        .filter((field) => !namespace || field.namespace === namespace)
        .filter((field) => !wanted || wanted.includes(`${field.namespace}.${field.key}`));
      return paginate(inOrder(found), args);
    },
  };
}

export function metafieldOf(
  context: RequestContext,
  ownerId: string,
  namespace: string,
  key: string,
): Metafield | undefined {
  return context.lookup
    .metafieldsOf(canonicalOwner(ownerId))
    .find((field) => field.namespace === namespace && field.key === key);
}

/** One discount has three gids (DiscountNode, DiscountCodeNode, DiscountAutomaticNode): its metafields are kept by one. */
export function canonicalOwner(ownerId: string): string {
  const parsed = parseGid(ownerId);
  return parsed && /^Discount(Code|Automatic)?Node$/.test(parsed.type)
    ? gid('DiscountNode', parsed.key)
    : ownerId;
}

/** What compareDigest compares. Shopify's is opaque; this one is a SHA-256 of the value. */
export function digest(field: Metafield): string {
  return createHash('sha256').update(`${field.type}\n${field.value}`).digest('hex');
}

function splitKey(args: { namespace?: string | null; key: string }): [string | null, string] {
  if (args.namespace) return [args.namespace, args.key];
  const dot = args.key.lastIndexOf('.');
  return dot === -1 ? [null, args.key] : [args.key.slice(0, dot), args.key.slice(dot + 1)];
}

function jsonValue(field: Metafield): unknown {
  if (!NUMBER_TYPES.has(field.type) && !field.type.startsWith('list.')) return field.value;
  return metafieldJson(field.value);
}
