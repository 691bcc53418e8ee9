import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema } from 'graphql';

const folder = new URL('../../generated/schemas/', import.meta.url);

export interface AccessFact {
  /** Shopify's sentence, repeated in its errors */
  requiredAccess: string;
  /** each of these suffices; empty when no scope is asked for */
  scopes: string[];
}

export interface AccessFacts {
  types: Record<string, AccessFact>;
  fields: Record<string, AccessFact>;
  protected: Record<string, string>;
}

let schema: GraphQLSchema | undefined;
let facts: AccessFacts | undefined;

/** The whole Admin API, 2026-07. Built once per process, 0.3 s, when it is first asked for. */
export function adminSchema(): GraphQLSchema {
  schema ??= buildSchema(read('admin-2026-07.graphql'), { assumeValid: true, assumeValidSDL: true });
  return schema;
}

export function accessFacts(): AccessFacts {
  facts ??= JSON.parse(read('admin-2026-07.access.json')) as AccessFacts;
  return facts;
}

function read(name: string): string {
  try {
    return readFileSync(new URL(name, folder), 'utf8');
  } catch (error) {
    throw new Error(`generated/schemas/${name} is missing: run "node scripts/fetch-schemas.mjs"`, {
      cause: error,
    });
  }
}
