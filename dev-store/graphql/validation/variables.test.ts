import { parse, type OperationDefinitionNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { adminSchema } from '../schema';
import { validateVariables } from './variables';

const check = (type: string, given: Record<string, unknown>) => {
  const operation = parse(`query Q($v: ${type}) { shop { name } }`).definitions[0] as OperationDefinitionNode;
  return validateVariables(adminSchema(), operation, given);
};
const explained = (type: string, value: unknown) =>
  check(type, { v: value }).flatMap(({ extensions }) =>
    (extensions?.['problems'] as { path: unknown[]; explanation: string }[]).map(
      ({ path, explanation }) => `${path.join('.')}: ${explanation}`,
    ),
  );

describe('values of variables', () => {
  it.each([
    ['ID!', '7', ': Invalid global id `7`'],
    ['ID!', 7, ': Invalid global id `7`'],
    ['ID!', 'gid://partners/App/1', ': Invalid global id `gid://partners/App/1`'],
    ['ID!', null, ': Expected value to not be null'],
    ['Int', '5', ': Could not coerce value "5" to Int'],
    ['Int', 1.5, ': Could not coerce value 1.5 to Int'],
    ['Int', 2147483648, ': Could not coerce value 2147483648 to Int'],
    ['Float', 'x', ': Could not coerce value "x" to Float'],
    ['String', 5, ': Could not coerce value 5 to String'],
    ['String', { a: 1 }, ': Could not coerce value {"a":1} to String'],
    ['Boolean', 'true', ': Could not coerce value "true" to Boolean'],
    ['DateTime', 'yesterday', ': Could not coerce value "yesterday" to DateTime'],
    ['Decimal', 'twelve', ': Could not coerce value "twelve" to Decimal'],
    ['Money', 'twelve', ': Could not coerce value "twelve" to Money'],
    ['URL', 'example.com', ": Invalid url 'example.com', missing scheme"],
    ['[ID!]!', ['gid://shopify/Customer/1', null], '1: Expected value to not be null'],
    ['[ID!]!', ['x'], '0: Invalid global id `x`'],
    ['[ID!]!', null, ': Expected value to not be null'],
    ['WeightUnit', 'STONES', ': Expected "STONES" to be one of: '],
    ['CustomerInput!', 'x', ': Expected "x" to be a key-value object.'],
    ['CustomerInput!', [], ': Expected [] to be a key-value object.'],
    ['CustomerInput!', { nope: 1 }, 'nope: Field is not defined on CustomerInput'],
    ['[MetafieldsSetInput!]!', [{ key: 'k', value: 'v' }], '0.ownerId: Expected value to not be null'],
    [
      'DiscountContextInput',
      {},
      ": 'DiscountContextInput' requires exactly one argument, but 0 were provided.",
    ],
    [
      'DiscountContextInput',
      { all: null },
      ": 'DiscountContextInput' requires exactly one argument, but 'all' was `null`.",
    ],
  ])('%s: %j', (type, value, wanted) => {
    const [first] = explained(type, value);
    expect(first?.startsWith(wanted) ? wanted : first).toBe(wanted);
  });

  it.each([
    ['ID', 'gid://shopify/Customer/1'],
    ['[ID!]', 'gid://shopify/Customer/1'],
    ['Int', 5],
    ['Float', 5],
    ['Decimal', '12.50'],
    ['Decimal', 12.5],
    ['JSON', { any: ['thing'] }],
    ['DateTime', '2026-05-05T00:00:00+02:00'],
    ['URL', 'https://example.com'],
    ['CustomerInput', null],
  ])('takes %s: %j', (type, value) => expect(check(type, { v: value })).toEqual([]));

  it('says where in the message, and repeats what was given', () => {
    expect(check('[MetafieldsSetInput!]!', { v: [{ ownerId: 'x', key: 'k', value: 'v' }] })).toEqual([
      {
        message:
          'Variable $v of type [MetafieldsSetInput!]! was provided invalid value for 0.ownerId (Invalid global id `x`)',
        locations: [{ line: 1, column: 9 }],
        extensions: {
          code: 'INVALID_VARIABLE',
          value: [{ ownerId: 'x', key: 'k', value: 'v' }],
          problems: [
            {
              path: [0, 'ownerId'],
              explanation: 'Invalid global id `x`',
              message: 'Invalid global id `x`',
            },
          ],
        },
      },
    ]);
  });

  it('a missing one is null, one with a default is not missing', () => {
    expect(check('ID!', {})[0]?.extensions).toMatchObject({ code: 'INVALID_VARIABLE', value: null });
    expect(check('Int = 3', {})).toEqual([]);
  });
});
