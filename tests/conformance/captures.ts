import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export interface Exchange {
  name: string;
  query: string;
  variables: JsonObject;
  response: JsonObject;
}

export interface Capture {
  file: string;
  capturedAt: string | null;
  exchanges: Exchange[];
}

/** All recordings of a folder: `{apiVersion, capturedAt, exchanges: [{name, query, variables, response}]}` each. */
export function readCaptures(folder: string): Capture[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((file) => {
      const content = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
        capturedAt?: string | null;
        exchanges: (Omit<Exchange, 'variables'> & { variables?: JsonObject | null })[];
      };
      const exchanges = content.exchanges.map((exchange) => ({
        ...exchange,
        variables: exchange.variables ?? {},
      }));
      return { file, capturedAt: content.capturedAt ?? null, exchanges };
    });
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
