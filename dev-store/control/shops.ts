import { Router } from 'express';
import { z } from 'zod';
import type { ShopContext } from '../context';
import { answer, handle } from '../http/route';
import { isRate } from '../model/money';
import type { SeedChoice, ShopProfile } from '../seed/seed';

const currency = z.string().regex(/^[A-Z]{3}$/);
/** currency -> what one unit of the shop's is worth in it, decimal text */
const rates = z.record(currency, z.string().refine(isRate, 'a rate is a decimal above 0, as text'));
const seed = z.union([
  z.enum(['full', 'products', 'empty']),
  z.strictObject({ customers: z.number().int().min(0), random: z.number().int().default(1) }),
]);
const creation = z
  .strictObject({
    domain: z.string().regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/),
    seed: seed.default('products'),
    name: z.string().min(1).optional(),
    currency: currency.optional(),
    presentmentRates: rates.optional(),
    timeZone: z.string().refine(isTimeZone, 'no such time zone').optional(),
    countryCode: z.string().length(2).optional(),
    primaryLocale: z.string().optional(),
    planName: z.enum(['Basic', 'Grow', 'Advanced', 'Shopify Plus']).optional(),
  })
  .refine(({ currency: own = 'EUR', presentmentRates = {} }) => !(own in presentmentRates), {
    path: ['presentmentRates'],
    message: 'the shop’s own currency has no rate',
  });
const change = z.strictObject({ presentmentRates: rates });

function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }) instanceof Intl.DateTimeFormat;
  } catch (error) {
    if (error instanceof RangeError) return false; // how Intl refuses an unknown zone
    throw error;
  }
}

/** Shops for programs: a new one while the dev store runs, and the currencies that one sells in. */
/** Opens a new shop while the dev store runs; null when there is one. */
export type CreateShop = (
  domain: string,
  seed: SeedChoice,
  profile: ShopProfile,
) => Promise<ShopContext | null>;

export function shopControl(
  contextOf: (request: { query: unknown }) => ShopContext,
  createShop: CreateShop,
): Router {
  const router = Router();
  router.post(
    '/shops',
    handle(async (request, response) => {
      const { domain, seed: choice, ...profile } = creation.parse(request.body);
      const context = await createShop(domain, choice, profile);
      if (context) response.status(201).json({ ok: true, shop: context.state.shop });
      else response.status(409).json({ ok: false, reason: 'exists' });
    }),
  );
  router.post(
    '/shop',
    handle(async (request, response) => {
      const context = contextOf(request);
      const { presentmentRates } = change.parse(request.body);
      const { shop } = context.state;
      if (shop.currency in presentmentRates) {
        response.status(409).json({ ok: false, reason: 'own-currency' });
        return;
      }
      context.state.putShop({ ...shop, presentmentRates });
      await answer(response, context, { ok: true });
    }),
  );
  return router;
}
