import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export interface Exchange {
  name: string;
  query: string;
  variables: JsonObject;
  /** which operation ran, when the document has several and the recording says it */
  operationName: string | null;
  response: JsonObject;
}

export interface Capture {
  file: string;
  capturedAt: string | null;
  exchanges: Exchange[];
}

/**
 * All recordings of a folder: `{apiVersion, capturedAt, exchanges: [{name, query, variables, response}]}` each. Of a file
 * of another form everything that has a query and an answer is taken, in the order of the file and named by its place
 * ("steps[0]", "cleanup.deletes[1]"). A file without any comes back with none, for the run to say so.
 */
export function readCaptures(folder: string): Capture[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((file) => {
      const content = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Json;
      const exchanges = [...exchangesIn(content, '')];
      const capturedAt = isObject(content) ? content['capturedAt'] : null;
      return { file, capturedAt: typeof capturedAt === 'string' ? capturedAt : null, exchanges };
    });
}

const LISTS = new Set(['exchanges', 'steps', 'cleanup', 'interactions', 'captures']);

function* exchangesIn(value: Json | undefined, place: string): Generator<Exchange> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* exchangesIn(item, `${place}[${index}]`);
    return;
  }
  if (!isObject(value)) return;
  const exchange = exchangeOf(value, place);
  if (exchange) {
    yield exchange;
    // what was cleaned up after it may lie inside
    for (const [key, inner] of Object.entries(value)) {
      if (LISTS.has(key)) yield* exchangesIn(inner, `${exchange.name}.${key}`);
    }
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    yield* exchangesIn(inner, place === '' ? key : `${place}.${key}`);
  }
}

function exchangeOf(value: JsonObject, place: string): Exchange | null {
  const request = isObject(value['request']) ? value['request'] : value;
  const body = value['response'];
  if (!isObject(body)) return null;
  // some recorders keep the HTTP answer around the body
  const response = isObject(body['body']) ? body['body'] : isObject(body['payload']) ? body['payload'] : body;
  const query = request['query'] ?? request['document'];
  if (typeof query !== 'string') return null;
  const { name } = value;
  const operationName = request['operationName'];
  return {
    name: typeof name === 'string' && name !== '' ? name : place,
    query,
    variables: isObject(request['variables']) ? request['variables'] : {},
    operationName: typeof operationName === 'string' ? operationName : null,
    response,
  };
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every object inside a value, with the gid of the nearest object around it that has one. */
export function* objectsIn(
  value: Json | undefined,
  owner: string | null = null,
): Generator<{ object: JsonObject; owner: string | null }> {
  if (Array.isArray(value)) for (const item of value) yield* objectsIn(item, owner);
  else if (isObject(value)) {
    yield { object: value, owner };
    const own = typeof value['id'] === 'string' && value['id'].startsWith('gid://') ? value['id'] : owner;
    for (const inner of Object.values(value)) yield* objectsIn(inner, own);
  }
}

const GID = /gid:\/\/shopify\/[A-Za-z]+\/[A-Za-z0-9-]+/g;

export function gidsIn(value: unknown): string[] {
  return [...new Set(JSON.stringify(value ?? null).match(GID) ?? [])];
}

/** A JSON value as text: strings as they are. */
export function asText(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
