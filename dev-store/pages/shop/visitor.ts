import type { Request, Response } from 'express';
import type { ShopContext } from '../../context';
import { survivingCustomer } from '../../model/customers';
import { presentmentOf } from '../../model/presentment';
import type { Customer, Product, Variant } from '../../model/types';
import { SELLING_PLAN_ID } from '../../seed/awkward';
import { readCookie, writeCookie } from '../http';
import { isShopLanguage, SHOP_LANGUAGES, SHOP_TEXTS, type ShopLanguage, type ShopTexts } from './texts';

export interface CartLine {
  variantId: number;
  quantity: number;
  sellingPlanId: number | null;
}

/** One shopper's request: who, in which language, with what in the cart. All of it lies in cookies of this shop. */
export interface Visitor {
  context: ShopContext;
  /** "/shops/roesterei-elbtal.myshopify.com" */
  base: string;
  language: ShopLanguage;
  text: ShopTexts;
  /** chosen by the visitor, one that the shop sells in */
  currency: string;
  customer: Customer | null;
  cart: CartLine[];
  /** path of the request, where the language switch comes back to */
  path: string;
}

export function visitorOf(context: ShopContext, request: Request): Visitor {
  const base = `/shops/${context.state.shop.domain}`;
  const language = languageOf(context, request);
  const customerId = Number(readCookie(request, 'customer') ?? NaN);
  return {
    context,
    base,
    language,
    text: SHOP_TEXTS[language],
    currency:
      presentmentOf(context.state.shop, readCookie(request, 'currency'))?.currency ??
      context.state.shop.currency,
    customer: survivingCustomer(context.state, customerId) ?? null,
    cart: readCart(context, readCookie(request, 'cart')),
    path: request.path,
  };
}

function languageOf(context: ShopContext, request: Request): ShopLanguage {
  const chosen = readCookie(request, 'language');
  if (isShopLanguage(chosen)) return chosen;
  const preferred = request.acceptsLanguages([...SHOP_LANGUAGES]);
  if (isShopLanguage(preferred)) return preferred;
  const { primaryLocale } = context.state.shop;
  return isShopLanguage(primaryLocale) ? primaryLocale : 'en';
}

/** Lines of the cookie whose variants still exist; anything else in it is dropped. */
function readCart(context: ShopContext, cookie: string | undefined): CartLine[] {
  if (!cookie || !/^(\d{1,15}x\d{1,3}p\d{0,15}~?)+$/.test(cookie)) return [];
  return cookie
    .split('~')
    .map((part) => /^(\d+)x(\d+)p(\d*)$/.exec(part))
    .flatMap((match) =>
      match
        ? [
            {
              variantId: Number(match[1]),
              quantity: Number(match[2]),
              sellingPlanId: match[3] ? Number(match[3]) : null,
            },
          ]
        : [],
    )
    .filter((line) => line.quantity > 0 && findVariant(context, line.variantId) !== undefined);
}

export function writeCart(response: Response, visitor: Visitor, cart: CartLine[]): void {
  const lines = cart.filter(({ quantity }) => quantity > 0);
  const value = lines
    .map((line) => `${line.variantId}x${Math.min(line.quantity, 999)}p${line.sellingPlanId ?? ''}`)
    .join('~');
  writeCookie(response, 'cart', value || null, visitor.base);
}

export function findVariant(
  context: Pick<ShopContext, 'state'>,
  variantId: number,
): { product: Product; variant: Variant } | undefined {
  for (const product of context.state.all('product').values()) {
    const variant = product.variants.find(({ id }) => id === variantId);
    if (variant) return { product, variant };
  }
  return undefined;
}

/** What a product can be subscribed to. The model has no selling plans of its own: products tagged "abo" have one. */
export function sellingPlansOf(product: Product): ({ id: number } & Record<ShopLanguage, string>)[] {
  const tagged = product.tags.some((tag) => ['abo', 'subscription'].includes(tag.toLowerCase()));
  return tagged
    ? [
        {
          id: SELLING_PLAN_ID,
          de: 'Im Abo, alle 4 Wochen',
          en: 'Subscription, every 4 weeks',
          fr: 'Abonnement, toutes les 4 semaines',
        },
      ]
    : [];
}

/** "Espresso Elbtal – 500 g"; a product with one variant has its own name only. */
export const lineTitle = (product: Product, variant: Variant): string =>
  product.variants.length > 1 ? `${product.title} – ${variant.title}` : product.title;
