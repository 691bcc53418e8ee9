import { type Fields, type RequestContext, typed } from '../context';
import { inOrder, paginate, type PageArgs } from '../connection';
import { gid } from '../gid';
import type { CatalogFunction } from '../ports';

interface AppSource {
  /** null: the installed app itself */
  title: string;
  handle: string;
}

const handleOf = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

export function appOf(context: RequestContext, fn?: CatalogFunction): AppSource {
  const title = fn?.appTitle ?? context.functions.list()[0]?.appTitle ?? 'Stammkunde';
  return { title, handle: fn?.appHandle ?? handleOf(title) };
}

export const appFields: Fields<AppSource> = {
  id: (_app, _args: never, context) => gid('App', context.state.shop.app?.appId ?? 0),
  apiKey: (_app, _args: never, context) => context.state.shop.app?.apiKey ?? '',
  title: (app) => app.title,
  handle: (app) => app.handle,
  embedded: () => true,
};

export const functionFields: Fields<CatalogFunction> = {
  id: (fn) => fn.id,
  title: (fn) => fn.title,
  handle: (fn) => fn.handle,
  apiType: (fn) => fn.apiType,
  apiVersion: (fn) => fn.apiVersion,
  description: (fn) => fn.description ?? fn.title,
  appKey: (_fn, _args: never, context) => context.state.shop.app?.apiKey ?? '',
  app: (fn, _args: never, context) => appOf(context, fn),
  useCreationUi: () => false,
};

/** The kind of discount that an app offers: one for each of its discount functions. */
export const appDiscountTypeFields: Fields<CatalogFunction> = {
  app: functionFields['app'] as Fields<CatalogFunction>[string],
  appKey: functionFields['appKey'] as Fields<CatalogFunction>[string],
  functionId: (fn) => fn.id,
  title: (fn) => fn.title,
  description: (fn) => fn.description ?? fn.title,
  discountClasses: () => ['PRODUCT', 'ORDER', 'SHIPPING'],
  discountClass: () => 'PRODUCT',
};

export const functionQueries: Fields<unknown> = {
  shopifyFunctions: (_source, args: PageArgs & { apiType?: string | null }, context) =>
    paginate(
      inOrder(context.functions.list().filter((fn) => !args.apiType || fn.apiType === args.apiType)),
      args,
    ),
  shopifyFunction: (_source, { id }: { id: string }, context) =>
    context.functions.list().find((fn) => fn.id === id) ?? null,
  appDiscountTypes: (_source, _args: never, context) =>
    context.functions.list().filter((fn) => fn.apiType === 'discount'),
  appDiscountType: (_source, { functionId }: { functionId: string }, context) =>
    context.functions.list().find((fn) => fn.id === functionId && fn.apiType === 'discount') ?? null,
  app: (_source, _args: never, context) => typed('App', appOf(context)),
};
