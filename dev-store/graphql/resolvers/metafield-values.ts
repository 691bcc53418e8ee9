import type { MetafieldDefinition } from '../../model/types';
import { parseGid } from '../gid';

/** What is wrong with a metafield's value for its type, in Shopify's words; null when nothing is. */
export function valueProblem(type: string, value: string): string | null {
  if (type.startsWith('list.')) {
    const items = parse(value);
    if (!Array.isArray(items)) return `must be an array.`;
    for (const item of items) {
      const problem = valueProblem(
        type.slice('list.'.length),
        typeof item === 'string' ? item : JSON.stringify(item),
      );
      if (problem) return problem;
    }
    return null;
  }
  switch (type) {
    case 'json':
      return parse(value) === undefined ? jsonProblem(value) : null;
    case 'number_integer':
      if (!/^-?\d+$/.test(value)) return 'must be an integer.';
      return Number.isSafeInteger(Number(value)) ? null : 'must be an integer.';
    case 'number_decimal':
      return /^-?\d{1,13}(\.\d{1,9})?$/.test(value) ? null : 'must be a decimal.';
    case 'boolean':
      return value === 'true' || value === 'false' ? null : 'must be true or false.';
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(value) && isRealDate(value)
        ? null
        : 'must be in "YYYY-MM-DD" format. For example: 2022-06-01';
    case 'date_time':
      return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?/.test(value) && !Number.isNaN(Date.parse(value))
        ? null
        : 'must be in "YYYY-MM-DDTHH:MM:SS" format. For example: 2022-06-01T15:30:00';
    case 'url':
      return /^(https?|mailto|sms|tel):/.test(value) ? null : 'must be a valid URL.';
    case 'color':
      return /^#[0-9a-f]{6}$/i.test(value) ? null : 'must be a hex color code (# with 6 digits).';
    case 'single_line_text_field':
      return /[\r\n]/.test(value) ? "can't contain line breaks." : null;
    case 'id':
      return value.trim() === '' ? "can't be blank." : null;
    default:
      return objectProblem(type, value) ?? referenceProblem(type, value);
  }
}

/** Types whose value is a JSON object, and what it must hold. */
const OBJECTS: Record<string, readonly string[]> = {
  money: ['amount', 'currency_code'],
  rating: ['value', 'scale_min', 'scale_max'],
  dimension: ['value', 'unit'],
  volume: ['value', 'unit'],
  weight: ['value', 'unit'],
  link: ['text', 'url'],
  rich_text_field: ['type', 'children'],
};

function objectProblem(type: string, value: string): string | null {
  const keys = OBJECTS[type];
  if (!keys) return null;
  const object = parse(value);
  if (object === undefined) return jsonProblem(value);
  const isWhole =
    typeof object === 'object' && object !== null && keys.every((key) => Object.hasOwn(object, key));
  return isWhole ? null : `must be a stringified JSON object with ${keys.join(' and ')} keys.`;
}

const REFERENCED: Record<string, string> = {
  article: 'Article',
  collection: 'Collection',
  company: 'Company',
  customer: 'Customer',
  metaobject: 'Metaobject',
  order: 'Order',
  page: 'Page',
  product: 'Product',
  variant: 'ProductVariant',
};

/** A reference is the gid of a thing of its type. */
function referenceProblem(type: string, value: string): string | null {
  const name = /^(\w+)_reference$/.exec(type)?.[1];
  if (name === undefined) return null;
  const wanted = REFERENCED[name];
  const found = parseGid(value)?.type;
  return found !== undefined && (wanted === undefined || wanted === found)
    ? null
    : `require that you select a ${name}.`;
}

const CATEGORIES: Record<string, string> = {
  boolean: 'TRUE_FALSE',
  color: 'COLOR',
  date: 'DATE_TIME',
  date_time: 'DATE_TIME',
  dimension: 'MEASUREMENT',
  json: 'JSON',
  id: 'ID',
  link: 'LINK',
  money: 'MONEY',
  multi_line_text_field: 'TEXT',
  number_decimal: 'NUMBER',
  number_integer: 'NUMBER',
  rating: 'RATING',
  rich_text_field: 'TEXT',
  single_line_text_field: 'TEXT',
  url: 'URL',
  volume: 'MEASUREMENT',
  weight: 'MEASUREMENT',
};
const REFERENCES = [
  'article',
  'collection',
  'company',
  'customer',
  'file',
  'metaobject',
  'mixed',
  'order',
  'page',
  'product',
  'product_taxonomy_value',
  'variant',
];

/** "TEXT" for a type's name, null for a type that Shopify does not know. */
export function typeCategory(type: string): string | null {
  const base = type.replace(/^list\./, '');
  if (REFERENCES.some((name) => base === `${name}_reference`)) return 'REFERENCE';
  return CATEGORIES[base] ?? null;
}

/** All types, for the message about an unknown one. */
export function knownTypes(): string[] {
  const single = [...Object.keys(CATEGORIES), ...REFERENCES.map((name) => `${name}_reference`)];
  return [...single, ...single.map((name) => `list.${name}`)].sort();
}

/** What a definition's own rules say against a value; null when nothing. */
export function definitionProblem(definition: MetafieldDefinition, value: string): string | null {
  for (const { name, value: limit } of definition.validations) {
    if (limit === null) continue;
    const size = definition.type.startsWith('number') ? Number(value) : value.length;
    const unit = definition.type.startsWith('number') ? '' : ' length';
    if (name === 'max' && size > Number(limit)) return `has a maximum${unit} of ${limit}.`;
    if (name === 'min' && size < Number(limit)) return `has a minimum${unit} of ${limit}.`;
    if (name === 'regex' && !new RegExp(limit).test(value)) return `does not match the expected pattern.`;
    if (name === 'choices' && !(JSON.parse(limit) as string[]).includes(value)) {
      return `does not exist in provided choices: ${limit}.`;
    }
  }
  return null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function jsonProblem(value: string): string {
  return `is invalid JSON: unexpected token '${value.split(/\s/)[0] ?? ''}' at line 1 column 1.`;
}

function isRealDate(value: string): boolean {
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}
