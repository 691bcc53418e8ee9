import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute, parse, type GraphQLFieldResolver } from 'graphql';
import { functionSchema } from '../../../dev-store/checkout/function-schema';
import { generatedLines } from './function-cart';

const EXTENSION = join(import.meta.dirname, '..', '..', '..', 'extensions', 'loyalty-discount');

export interface Situation {
  lines: number;
  /** undefined: a guest; null: a customer without the metafield */
  standing?: unknown;
  config: unknown;
  discountClasses: string[];
  enteredCodes?: string[];
  triggeringCode?: string;
  /** default 0 */
  numberOfOrders?: number;
  /** ISO code, default DE */
  language?: string;
  /** values of the query's variables, from the discount's metafield */
  variables?: Record<string, unknown>;
}

/**
 * The function's input for a cart of that many generated lines: what the extension's own query asks for, and in its order.
 * A field that the generator does not know throws, so a query that grows cannot be measured on made-up nulls.
 */
export async function functionInput(queryFile: string, situation: Situation): Promise<unknown> {
  const document = parse(readFileSync(join(EXTENSION, queryFile), 'utf8'));
  const result = await execute({
    schema: functionSchema(),
    document,
    rootValue: rootOf(situation),
    fieldResolver: resolveOrRefuse,
    variableValues: situation.variables,
  });
  if (result.errors?.[0]) throw result.errors[0];
  // without the prototype-less objects of graphql-js
  return JSON.parse(JSON.stringify(result.data)) as unknown;
}

const resolveOrRefuse: GraphQLFieldResolver<Record<string, unknown>, unknown> = (source, args, _, info) => {
  if (info.fieldName === '__typename') return undefined;
  if (!(info.fieldName in source)) {
    throw new Error(`the bench's generator has no ${info.parentType.name}.${info.fieldName}`);
  }
  const value = source[info.fieldName];
  return typeof value === 'function' ? (value as (given: unknown) => unknown)(args) : value;
};

function rootOf(situation: Situation): Record<string, unknown> {
  const lines = generatedLines(situation.lines);
  const total = lines.reduce((sum, line) => sum + line.totalMinor, 0);
  const money = (minor: number) => ({ amount: (minor / 100).toFixed(2), currencyCode: 'EUR' });
  return {
    enteredDiscountCodes: (situation.enteredCodes ?? []).map((code) => ({ code, rejectable: true })),
    triggeringDiscountCode: situation.triggeringCode ?? null,
    presentmentCurrencyRate: '1.0',
    cart: {
      buyerIdentity: {
        isAuthenticated: situation.standing !== undefined,
        customer:
          situation.standing === undefined
            ? null
            : {
                id: 'gid://shopify/Customer/7012345678901',
                numberOfOrders: situation.numberOfOrders ?? 0,
                metafield: metafield(situation.standing),
                hasAnyTag: () => false,
              },
        purchasingCompany: null,
      },
      cost: { subtotalAmount: money(total), totalAmount: money(total) },
      deliveryGroups: [
        {
          id: 'gid://shopify/CartDeliveryGroup/0',
          groupType: 'ONE_TIME_PURCHASE',
          deliveryOptions: [490, 990].map((price, index) => ({
            handle: `standard-${index}`,
            code: `standard-${index}`,
            title: 'Standard',
            cost: money(price),
          })),
        },
      ],
      lines: lines.map((line) => line.value),
    },
    localization: { language: { isoCode: situation.language ?? 'DE' }, country: { isoCode: 'DE' } },
    shop: { localTime: { date: '2026-11-22' } },
    discount: { discountClasses: situation.discountClasses, metafield: metafield(situation.config) },
  };
}

function metafield(jsonValue: unknown): Record<string, unknown> | null {
  if (jsonValue === null) return null;
  return { jsonValue, value: JSON.stringify(jsonValue), type: 'json' };
}
