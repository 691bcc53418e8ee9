import { expect, it } from 'vitest';
import { readToken, signToken } from '~/signed-token.server';

const SECRET = 'k'.repeat(32);
const token = signToken('one:v1', ['a.myshopify.com', 7], SECRET);

it('reads back what was signed', () => {
  expect(readToken('one:v1', token, SECRET)).toEqual(['a.myshopify.com', 7]);
});

it('is good for its purpose only, and under its key only', () => {
  expect(readToken('one:v2', token, SECRET)).toBeNull();
  expect(readToken('one:v1', token, 'l'.repeat(32))).toBeNull();
});

it('looks at nothing longer than a token can be, even if it is signed', () => {
  expect(readToken('one:v1', signToken('one:v1', ['x'.repeat(1_600)], SECRET), SECRET)).toBeNull();
});
