import { readFileSync } from 'node:fs';
import { getNamedType, GraphQLError, GraphQLNonNull, GraphQLString, isEnumType, isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { type ExecutionContext, resolveField } from './resolve';
import { resolvers } from './resolvers/index';
import { adminSchema } from './schema';
import { ALL_SCOPES } from './test-shop';

const types = Object.keys(resolvers).map((name) => {
  const type = adminSchema().getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is no object type of the schema`);
  return type;
});

/** Eight kinds of discount share one set of resolvers; the schema decides which of them a kind has. */
const SHARED =
  /^(Discount(Code|Automatic)(App|Basic|Bxgy|FreeShipping)|\w+DiscountApplication|DiscountCodeApplication)$/;

describe('what the dev store does not implement', () => {
  it.each(types.map((type) => [type.name, type] as const))(
    'every other field of %s is loud',
    (name, type) => {
      const silent = Object.values(type.getFields())
        .filter((field) => !resolvers[name]?.[field.name])
        .filter((field) => {
          const info = { fieldName: field.name, parentType: type, returnType: field.type };
          const context = { scopes: new Set(ALL_SCOPES), inFull: false } as unknown as ExecutionContext;
          try {
            // a source that has a property of every name must not answer by accident
            void resolveField({ [field.name]: null }, {}, context, info as never);
            return true;
          } catch (error) {
            if (!(error instanceof GraphQLError)) throw error;
            const code = error.extensions['code'];
            return code !== 'DEV_STORE_NOT_IMPLEMENTED' && code !== 'ACCESS_DENIED';
          }
        });
      expect(silent.map((field) => field.name)).toEqual([]);
    },
  );

  it('no resolver is named after a field that the schema lacks', () => {
    const strangers = types
      .filter(({ name }) => !SHARED.test(name))
      .flatMap((type) =>
        Object.keys(resolvers[type.name] ?? {})
          .filter((field) => !type.getFields()[field])
          .map((field) => `${type.name}.${field}`),
      );
    expect(strangers).toEqual([]);
  });

  it('an object without resolvers answers only what it has', () => {
    const type = adminSchema().getType('MoneyV2');
    const info = { fieldName: 'amount', parentType: type, returnType: new GraphQLNonNull(GraphQLString) };
    const context = { scopes: new Set(), inFull: false } as unknown as ExecutionContext;
    expect(() => resolveField({ amount: undefined }, {}, context, info as never)).toThrow(
      'does not implement',
    );
  });
});

/** Source file -> mutations whose userErrors it makes. */
const ERROR_CODES: Record<string, string> = {
  'resolvers/bulk-operations.ts': 'BulkOperationUserErrorCode',
  '../bulk/operations.ts': 'BulkOperationUserErrorCode',
  'resolvers/definition-pins.ts': 'MetafieldDefinitionPinUserErrorCode|MetafieldDefinitionUnpinUserErrorCode',
  'resolvers/definition-problems.ts':
    'MetafieldDefinitionCreateUserErrorCode|MetafieldDefinitionUpdateUserErrorCode',
  'resolvers/discount-content-problems.ts': 'DiscountErrorCode',
  'resolvers/discount-inputs.ts': 'DiscountErrorCode',
  'resolvers/discounts.ts': 'DiscountErrorCode',
  'resolvers/email-consent.ts': 'CustomerEmailMarketingConsentUpdateUserErrorCode',
  'resolvers/metafield-definitions.ts':
    'MetafieldDefinitionCreateUserErrorCode|MetafieldDefinitionUpdateUserErrorCode|MetafieldDefinitionDeleteUserErrorCode',
  'resolvers/metafields-set.ts': 'MetafieldsSetUserErrorCode',
  'resolvers/order-mutations.ts': 'OrderCancelUserErrorCode|CustomerMergeErrorCode',
  'resolvers/redeem-codes.ts': 'DiscountErrorCode',
};

describe('codes of userErrors', () => {
  it.each(Object.entries(ERROR_CODES))('%s uses only words of %s', (file, enums) => {
    const known = new Set(
      enums.split('|').flatMap((name) => {
        const type = adminSchema().getType(name);
        if (!isEnumType(type)) throw new Error(`${name} is no enum of the schema`);
        return type.getValues().map((value) => value.name);
      }),
    );
    const source = readFileSync(new URL(file, import.meta.url), 'utf8');
    const used = [
      ...source.matchAll(/code: (?:[^,}\n]*? )?'([A-Z][A-Z_]+)'/g),
      ...source.matchAll(/(?:message|`|'|"),\s*'([A-Z][A-Z_]+)',?\s*\)/g),
    ].map((match) => match[1] ?? '');
    expect(used.filter((word) => !known.has(word))).toEqual([]);
  });

  it('every mutation whose errors have codes has its file above', () => {
    const mutations = adminSchema().getMutationType()?.getFields() ?? {};
    const listed = new Set(Object.values(ERROR_CODES).flatMap((names) => names.split('|')));
    const missing = Object.keys(resolvers['Mutation'] ?? {}).filter((name) => {
      const payload = getNamedType(mutations[name]?.type);
      if (!isObjectType(payload)) return true;
      return Object.values(payload.getFields()).some((field) => {
        const error = getNamedType(field.type);
        if (!error.name.endsWith('UserError') || !isObjectType(error)) return false;
        const code = getNamedType(error.getFields()['code']?.type);
        return isEnumType(code) && !listed.has(code.name);
      });
    });
    expect(missing).toEqual([]);
  });
});
