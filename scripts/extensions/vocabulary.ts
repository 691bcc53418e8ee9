import { readFileSync } from 'node:fs';
import path from 'node:path';
import { elementTable, type ElementTable } from './elements';

/** Every word that a configuration may use, from Shopify's own packages (`npm run codegen` and bootstrap fetch them). */
export interface Vocabulary {
  table: ElementTable;
  /** `orders/create` in the Admin API's spelling: `ORDERS_CREATE` */
  topics: ReadonlySet<string>;
  scopes: ReadonlySet<string>;
}

/** Granted by Shopify on request, so no field of the Admin API asks for them by name. */
const SCOPES_ON_REQUEST = ['read_all_orders'];

/** @throws when `generated/schemas` is missing */
export function readVocabulary(root: string): Vocabulary {
  const schemas = path.join(root, 'generated', 'schemas');
  const sdl = readFileSync(path.join(schemas, 'admin-2026-07.graphql'), 'utf8');
  const topics = /\nenum WebhookSubscriptionTopic \{([^}]*)\}/.exec(sdl)?.[1];
  if (topics === undefined) throw new Error('the Admin schema has no WebhookSubscriptionTopic');
  const access = JSON.parse(readFileSync(path.join(schemas, 'admin-2026-07.access.json'), 'utf8')) as Record<
    'types' | 'fields',
    Record<string, { scopes: string[] }>
  >;
  const scopes = [access.types, access.fields].flatMap((facts) =>
    Object.values(facts).flatMap((fact) => fact.scopes),
  );
  return {
    table: elementTable(root),
    topics: new Set(topics.split(/\s+/).filter((word) => word !== '')),
    scopes: new Set([...scopes, ...SCOPES_ON_REQUEST]),
  };
}
