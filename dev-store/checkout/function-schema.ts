import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, GraphQLScalarType, type GraphQLSchema } from 'graphql';

const FILE = join(
  import.meta.dirname,
  '..',
  '..',
  'generated',
  'schemas',
  'functions-discount-2026-07.graphql',
);
let schema: GraphQLSchema | null = null;

/** Shopify's schema of the discount function API: its queries type the input, its input types the output. */
export function functionSchema(): GraphQLSchema {
  if (schema) return schema;
  const built = buildSchema(readFileSync(FILE, 'utf8'));
  const decimal = built.getType('Decimal');
  if (decimal instanceof GraphQLScalarType) decimal.parseValue = parseDecimal;
  schema = built;
  return built;
}

/** A decimal from a function's output: a number or its text. Answers the text. */
function parseDecimal(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !/^-?\d+(\.\d+)?$/.test(text)) {
    throw new TypeError(`Decimal cannot represent ${JSON.stringify(value)}`);
  }
  return text;
}
