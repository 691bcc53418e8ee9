import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { adminSchema } from '../schema';
import { validateDocument } from './document';

const errorsOf = (query: string) => validateDocument(adminSchema(), parse(query));
const said = (query: string) => errorsOf(query).map(({ message }) => message);

describe('the words of graphql-ruby', () => {
  it.each([
    [
      '{ shop { name name2: name } shop { name2: email } }',
      "Field 'name2' has a field conflict: name or email?",
    ],
    [
      '{ customers(first: 1) { nodes { id } } customers(first: 2) { nodes { id } } }',
      `Field 'customers' has an argument conflict: {first:"1"} or {first:"2"}?`,
    ],
    [
      '{ customer(id: "gid://shopify/Customer/1", id: "gid://shopify/Customer/2") { id } }',
      'There can be only one argument named "id"',
    ],
    [
      'query Q($a: Int, $a: Int) { customers(first: $a) { nodes { id } } }',
      'There can only be one variable named "a"',
    ],
    ['query Q { shop { name } } query Q { shop { name } }', 'Operation name "Q" must be unique'],
    [
      '{ shop { name } } query Q { shop { name } }',
      'Operation name is required when multiple operations are present',
    ],
    [
      '{ shop { ...F } } fragment F on Shop { name } fragment F on Shop { id }',
      'Fragment name "F" must be unique',
    ],
    [
      'query Q @include(if: true) { shop { name } }',
      "'@include' can't be applied to queries (allowed: fields, fragment spreads, inline fragments)",
    ],
    [
      '{ shop { name @skip(if: true) @skip(if: false) } }',
      'The directive "skip" can only be used once at this location.',
    ],
    ['{ shop { name @nope } }', 'Directive @nope is not defined'],
    [
      'query Q($a: Int = "x") { customers(first: $a) { nodes { id } } }',
      "Default value for $a doesn't match type Int",
    ],
    [
      '{ shop { ...F } } fragment F on Shop { ...G } fragment G on Shop { ...F }',
      'Fragment F contains an infinite loop',
    ],
    ['{ shop { name } } fragment F on Shop { name }', 'Fragment F was defined, but not used'],
    ['{ shop { ...F } }', 'Fragment F was used, but not defined'],
    ['{ shop { ... on Nope { id } } }', "No such type Nope, so it can't be a fragment condition"],
    [
      '{ shop { ... on Money { id } } }',
      'Invalid fragment on type Money (must be Union, Interface or Object)',
    ],
    ['{ shop { ... on Order { id } } }', "Fragment on Order can't be spread inside Shop"],
    ['{ shop { ...F } } fragment F on Order { id }', "Fragment F on Order can't be spread inside Shop"],
    [
      '{ shop }',
      "Field must have selections (field 'shop' returns Shop but has no selections. Did you mean 'shop { ... }'?)",
    ],
    [
      '{ shop { name { x } } }',
      `Selections can't be made on scalars (field 'name' returns String but has selections ["x"])`,
    ],
    [
      'query Q($x: Nope) { customers(first: $x) { nodes { id } } }',
      "Nope isn't a defined input type (on $x)",
    ],
    ['query Q($x: Shop) { customers(first: $x) { nodes { id } } }', "Shop isn't a valid input type (on $x)"],
    ['{ customers(frist: 1) { nodes { id } } }', "Field 'customers' doesn't accept argument 'frist'"],
    [
      'query ($id: ID) { customer(id: $id) { id } }',
      'Nullability mismatch on variable $id and argument id (ID / ID!)',
    ],
    [
      'query ($id: String!) { customer(id: $id) { id } }',
      'Type mismatch on variable $id and argument id (String! / ID!)',
    ],
    ['subscription S { shop { name } }', 'Schema is not configured for subscriptions'],
  ])('%s', (query, message) => expect(said(query)).toContain(message));

  it('names every place of a name that is not unique, and no path', () => {
    expect(errorsOf('query Q { shop { name } } query Q { shop { id } }')).toEqual([
      {
        message: 'Operation name "Q" must be unique',
        locations: [
          { line: 1, column: 1 },
          { line: 1, column: 27 },
        ],
        path: [],
        extensions: { code: 'uniquelyNamedOperations', operationName: 'Q' },
      },
    ]);
  });

  it('lets fields of objects that cannot be the same one differ', () => {
    const query =
      '{ node(id: "gid://shopify/Customer/1") { ... on Customer { a: firstName } ... on Order { a: name } } }';
    expect(said(query)).toEqual([]);
  });

  it('judges fragments once and in their own right, and blames them for undeclared variables', () => {
    const query =
      'query Q { a: customers(first: 1) { nodes { ...F } } b: customers(first: 1) { nodes { ...F } } } fragment F on Customer { nope orders(first: $n) { nodes { id } } }';
    expect(errorsOf(query)).toMatchObject([
      { message: "Field 'nope' doesn't exist on type 'Customer'", path: ['fragment F', 'nope'] },
      { message: 'Variable $n is used by F but not declared', path: ['fragment F', 'orders', 'first'] },
    ]);
  });

  it('counts a variable as used when only a fragment uses it', () => {
    const query =
      'query Q($n: Int) { customers(first: 1) { nodes { ...F } } } fragment F on Customer { orders(first: $n) { nodes { id } } }';
    expect(said(query)).toEqual([]);
  });

  it('checks the one key of a oneOf input', () => {
    const create = (context: string, variables = '') =>
      said(
        `mutation M${variables} { discountAutomaticAppCreate(automaticAppDiscount: {title: "T", context: ${context}}) { userErrors { message } } }`,
      );
    expect(create('{}')).toEqual(["OneOf Input Object 'DiscountContextInput' must specify exactly one key."]);
    expect(create('{all: null}')).toContain("Field 'DiscountContextInput.all' must be non-null.");
    expect(create('{customers: $c}', '($c: DiscountCustomersInput)')).toEqual([
      "Variable 'c' must be non-nullable to be used for OneOf Input Object 'DiscountContextInput'.",
    ]);
    expect(create('{all: ALL}')).toEqual([]);
  });

  it('refuses an input field that is written twice', () => {
    const query =
      'mutation { tagsAdd(id: "gid://shopify/Customer/1", tags: []) { userErrors { message } } webhookSubscriptionCreate(topic: SHOP_UPDATE, webhookSubscription: {uri: "https://a.example", uri: "https://b.example"}) { userErrors { message } } }';
    expect(said(query)).toEqual(['There can be only one input field named "uri"']);
  });
});
