import {
  type DocumentNode,
  type ExecutionResult,
  type OperationDefinitionNode,
  execute,
  getVariableValues,
  visit,
} from 'graphql';
import { BulkOperations } from '../bulk/operations';
import { Lookup } from './context';
import { queryCost, SINGLE_QUERY_LIMIT, type QueryCost } from './cost';
import { type WireError, toWire } from './errors';
import { parseQuery } from './parse';
import { oversizedInputs } from './input-sizes';
import type { AdminApiDeps, Schedule } from './ports';
import { RedeemCodeImports } from './redeem-code-imports';
import { type ExecutionContext, resolveField, resolveType } from './resolve';
import { adminSchema } from './schema';
import { Throttle } from './throttle';
import { validateDocument } from './validation/document';
import { validateVariables } from './validation/variables';

export interface AdminRequest {
  /** scopes of the token; null: no token, or one that is not valid */
  scopes: readonly string[] | null;
  query: unknown;
  variables?: unknown;
  operationName?: unknown;
}

export interface AdminResponse {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

export interface AdminApi {
  handle(request: AdminRequest): Promise<AdminResponse>;
  /** `/shops/{domain}/bulk/{id}.jsonl?Expires=&Signature=`: the file, or null (answer 403) */
  bulkFile(id: number, expires: string, signature: string): Promise<string | null>;
  bulk: BulkOperations;
  /** what clients made of the bucket; throttling on request does not count */
  bucket: Readonly<Pick<Throttle, 'lowest' | 'overdrafts' | 'spent'>>;
}

const API_VERSION = '2026-07';

const timer: Schedule = (step, delayMs) => {
  const handle = setTimeout(() => void step(), delayMs);
  handle.unref();
};

/** The Admin GraphQL API of one shop over the whole real schema, with Shopify's limits, scopes and error shapes. */
export function createAdminApi(deps: AdminApiDeps): AdminApi {
  const schedule = deps.schedule ?? timer;
  const throttle = new Throttle(deps.realNow ?? Date.now, deps.bucket?.restorePerSecond, deps.bucket?.size);
  const codeImports = new RedeemCodeImports(deps.state, schedule);
  let calls = 0;
  const bulk: BulkOperations = new BulkOperations({
    ...deps,
    schedule,
    base: deps.publicUrl
      ? `${deps.publicUrl}/shops/${deps.state.shop.domain}`
      : `https://${deps.state.shop.domain}`,
    secret: deps.signingSecret ?? 'dev-store',
    run: (document, scopes) => run(inFull(document), {}, undefined, context(scopes, true)),
  });

  function context(scopes: readonly string[], full: boolean): ExecutionContext {
    return {
      state: deps.state,
      clock: deps.clock,
      events: deps.events,
      functions: deps.functions,
      scopes: new Set(scopes),
      bulk,
      codeImports,
      lookup: new Lookup(deps.state),
      inFull: full,
    };
  }

  async function handle(request: AdminRequest): Promise<AdminResponse> {
    calls += 1;
    const fault = deps.faults?.() ?? 'none';
    if (fault === 'down') return answer(503, { errors: 'Service Unavailable' });
    if (fault === '5xx') return answer(500, { errors: 'Internal Server Error' });
    if (fault === 'revoked' || request.scopes === null) {
      return answer(401, {
        errors: '[API] Invalid API key or access token (unrecognized login or wrong password)',
      });
    }
    if (typeof request.query !== 'string' || request.query.trim() === '') {
      return answer(400, { errors: { query: 'Required parameter missing or invalid' } });
    }
    const read = readRequest(request.query, request.operationName, request.variables);
    if (!read.ok) return answer(200, { errors: read.errors });

    const { document, operation, variables } = read;
    const cost = queryCost(adminSchema(), document, operation, variables);
    if (cost.requested > SINGLE_QUERY_LIMIT) return answer(200, { errors: [tooExpensive(cost.requested)] });
    const isFaulty = fault === 'throttled-half' && calls % 2 === 0;
    if (isFaulty || !throttle.take(cost.requested)) return answer(200, throttled(cost));

    const result = await run(document, read.given, operation.name?.value, context(request.scopes, false));
    if (operation.operation === 'mutation') await deps.state.commit();
    const actual = cost.actual(result.data);
    throttle.giveBack(cost.requested - actual);
    return answer(200, {
      ...(result.errors ? { errors: result.errors.map(toWire) } : {}),
      ...(result.data !== undefined ? { data: result.data } : {}),
      extensions: costExtension(cost.requested, actual),
    });
  }

  function throttled(cost: QueryCost) {
    const documentation = 'https://shopify.dev/api/usage/rate-limits';
    return {
      errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED', documentation } }],
      extensions: costExtension(cost.requested, null),
    };
  }

  function costExtension(requestedQueryCost: number, actualQueryCost: number | null) {
    return { cost: { requestedQueryCost, actualQueryCost, throttleStatus: throttle.status() } };
  }

  return {
    handle,
    bulk,
    bucket: throttle,
    bulkFile: (id, expires, signature) => bulk.file(id, expires, signature),
  };
}

type Read =
  | {
      ok: true;
      document: DocumentNode;
      operation: OperationDefinitionNode;
      /** as sent */
      given: Record<string, unknown>;
      /** with defaults */
      variables: Record<string, unknown>;
    }
  | { ok: false; errors: WireError[] };

function readRequest(query: string, operationName: unknown, sent: unknown): Read {
  const parsed = parseQuery(query);
  if (!parsed.ok) return parsed;
  const { document } = parsed;
  const invalid = validateDocument(adminSchema(), document);
  if (invalid.length > 0) return { ok: false, errors: invalid };
  const operations = document.definitions.filter((definition) => definition.kind === 'OperationDefinition');
  const operation =
    typeof operationName === 'string' && operationName !== ''
      ? operations.find((candidate) => candidate.name?.value === operationName)
      : operations.length === 1
        ? operations[0]
        : undefined;
  if (!operation) {
    const message =
      typeof operationName === 'string'
        ? `No operation named "${operationName}"`
        : 'An operation name is required';
    return { ok: false, errors: [{ message }] };
  }
  const given = typeof sent === 'object' && sent !== null ? (sent as Record<string, unknown>) : {};
  const wrong = validateVariables(adminSchema(), operation, given);
  if (wrong.length > 0) return { ok: false, errors: wrong };
  const coerced = getVariableValues(adminSchema(), operation.variableDefinitions ?? [], given);
  if (coerced.errors) return { ok: false, errors: coerced.errors.map(toWire) };
  const oversized = oversizedInputs(document, operation, coerced.coerced);
  if (oversized.length > 0) return { ok: false, errors: oversized };
  return { ok: true, document, operation, given, variables: coerced.coerced };
}

async function run(
  document: DocumentNode,
  variableValues: Record<string, unknown>,
  operationName: string | undefined,
  contextValue: ExecutionContext,
): Promise<ExecutionResult> {
  return execute({
    schema: adminSchema(),
    document,
    variableValues,
    operationName: operationName ?? null,
    contextValue,
    fieldResolver: resolveField as never,
    typeResolver: resolveType as never,
  });
}

const GREATEST = '2147483647';

/** The same query with every connection (a field that selects edges) in one page. */
function inFull(document: DocumentNode): DocumentNode {
  return visit<DocumentNode>(document, {
    Field: (field) => {
      const isConnection = field.selectionSet?.selections.some(
        (selection) => selection.kind === 'Field' && selection.name.value === 'edges',
      );
      if (!isConnection) return undefined;
      const kept = (field.arguments ?? []).filter(
        ({ name }) => !['first', 'last', 'after', 'before'].includes(name.value),
      );
      const first = {
        kind: 'Argument' as const,
        name: { kind: 'Name' as const, value: 'first' },
        value: { kind: 'IntValue' as const, value: GREATEST },
      };
      return { ...field, arguments: [...kept, first] };
    },
  });
}

function tooExpensive(cost: number): WireError {
  return {
    message:
      `Query cost is ${cost}, which exceeds the single query max cost limit (${SINGLE_QUERY_LIMIT}).\n\n` +
      'See https://shopify.dev/concepts/about-apis/rate-limits for more information on how the\n' +
      'cost of a query is calculated.\n\n' +
      'To query larger amounts of data with fewer limits, bulk operations should be used instead.\n' +
      'See https://shopify.dev/tutorials/perform-bulk-operations-with-admin-api for usage details.\n',
    extensions: {
      code: 'MAX_COST_EXCEEDED',
      cost,
      maxCost: SINGLE_QUERY_LIMIT,
      documentation: 'https://shopify.dev/api/usage/rate-limits',
    },
  };
}

function answer(status: number, body: unknown): AdminResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'x-shopify-api-version': API_VERSION,
    },
    body,
  };
}
