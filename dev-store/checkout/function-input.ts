import { execute, type DocumentNode, type GraphQLFieldResolver } from 'graphql';
import { Temporal } from 'temporal-polyfill';
import { LIST_LENGTH_LIMIT, oversizedLists } from '../../app/discount-function/limits';
import { metafieldJson } from '../model/metafield-json';
import { withOnePlace } from './function-decimals';
import { inputCart } from './function-input-cart';
import { inputMetafields, isDiscount } from './function-input-metafields';
import { functionSchema } from './function-schema';
import type { InputFacts } from './types';

/** `error` is the name under which the platform's run log lists it. */
export type InputResult =
  | { ok: true; input: unknown }
  | { ok: false; error: 'InputListSizeLimitExceededError' | 'InvalidVariableValueError'; message: string };

/**
 * The input of one run: the function's own query, executed over the dev store's state. A field that the dev store does
 * not model throws DEV_STORE_NOT_IMPLEMENTED, so that a function never decides on a value that was made up.
 */
export async function functionInput(query: DocumentNode, facts: InputFacts): Promise<InputResult> {
  const variables = variablesOf(facts);
  const [tooLong] = oversizedLists(variables);
  if (tooLong) {
    const message = `the variable ${tooLong.name} has ${tooLong.length} elements, limit ${LIST_LENGTH_LIMIT}`;
    return { ok: false, error: 'InputListSizeLimitExceededError', message };
  }
  const result = await execute({
    schema: functionSchema(),
    document: query,
    rootValue: rootOf(facts),
    variableValues: variables,
    fieldResolver: resolveOrRefuse,
  });
  // without data the query never began: its variables do not fit
  if (result.errors?.[0] && result.data === undefined) {
    return { ok: false, error: 'InvalidVariableValueError', message: result.errors[0].message };
  }
  if (result.errors?.[0]) throw result.errors[0].originalError ?? result.errors[0];
  // execute answers objects without a prototype; the host wants plain JSON in the query's field order
  return { ok: true, input: JSON.parse(JSON.stringify(result.data)) as unknown };
}

/**
 * The query's variables: the keys of one JSON metafield of the discount. A missing metafield or key means null on the
 * platform, for which an argument's own default stands in: here it is left out.
 */
function variablesOf({ request, node }: InputFacts): Record<string, unknown> {
  const from = request.functions.variables;
  const metafield = from && inputMetafields(request.shop, isDiscount(node.id))(from);
  if (!metafield) return {};
  const values = metafieldJson(metafield.value as string);
  if (typeof values !== 'object' || values === null) return {};
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

/** Validation and execution in one place would hide a typo, so the query is validated by a test, not here. */
const resolveOrRefuse: GraphQLFieldResolver<Record<string, unknown>, unknown> = (
  source,
  args,
  _context,
  info,
) => {
  if (!(info.fieldName in source)) {
    throw new Error(
      `DEV_STORE_NOT_IMPLEMENTED: ${info.parentType.name}.${info.fieldName} of a function's input`,
    );
  }
  const value = source[info.fieldName];
  return typeof value === 'function' ? (value as (given: unknown) => unknown)(args) : value;
};

function rootOf(facts: InputFacts): Record<string, unknown> {
  const { request, node } = facts;
  const { shop } = request;
  const country = (request.address?.countryCode ?? shop.shop.countryCode).toUpperCase();
  return {
    cart: () => inputCart(facts),
    discount: {
      discountClasses: node.discountClasses,
      metafield: inputMetafields(shop, isDiscount(node.id)),
    },
    enteredDiscountCodes: facts.enteredCodes,
    triggeringDiscountCode: facts.triggeringCode,
    fetchResult: null,
    localization: {
      country: { isoCode: country },
      language: { isoCode: languageCode(request.language) },
    },
    presentmentCurrencyRate: withOnePlace(facts.presentment.rate),
    shop: {
      localTime: localTime(facts),
      metafield: inputMetafields(shop, (gid) => gid.startsWith('gid://shopify/Shop/')),
    },
  };
}

/** "de-AT" -> DE, "pt-BR" -> PT_BR */
function languageCode(language: string): string {
  const [base = 'en', region = ''] = language.toUpperCase().split(/[-_]/);
  const withRegion = `${base}_${region}`;
  return ['PT_BR', 'PT_PT', 'ZH_CN', 'ZH_TW'].includes(withRegion) ? withRegion : base;
}

function localTime({ request }: InputFacts): Record<string, unknown> {
  const zoned = Temporal.Instant.fromEpochMilliseconds(request.clock.now()).toZonedDateTimeISO(
    request.shop.shop.timeZone,
  );
  const now = zoned.toPlainDateTime();
  const compare = (text: string) => Temporal.PlainDateTime.compare(now, Temporal.PlainDateTime.from(text));
  return {
    date: zoned.toPlainDate().toString(),
    dateTimeAfter: ({ dateTime }: { dateTime: string }) => compare(dateTime) > 0,
    dateTimeBefore: ({ dateTime }: { dateTime: string }) => compare(dateTime) < 0,
    dateTimeBetween: (range: { startDateTime: string; endDateTime: string }) =>
      compare(range.startDateTime) >= 0 && compare(range.endDateTime) <= 0,
  };
}
