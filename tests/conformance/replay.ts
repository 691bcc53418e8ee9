import { createAdminApi } from '../../dev-store/graphql/execute';
import { parseGid } from '../../dev-store/graphql/gid';
import type { Schedule } from '../../dev-store/graphql/ports';
import type { ShopState } from '../../dev-store/model/types';
import { whyNot } from './applicable';
import {
  asText,
  type Capture,
  type Exchange,
  type Json,
  type JsonObject,
  isObject,
  objectsIn,
} from './captures';
import { alignLocations, type Difference, differences, IdMap } from './compare';
import { putFixtures } from './fixtures';
import { setStage } from './stage';

export type Outcome = { name: string; file: string } & (
  | { kind: 'agree'; cost: CostCheck | null }
  | { kind: 'differ'; differences: Difference[]; cost: CostCheck | null }
  | { kind: 'not-applicable'; reason: string }
);

export interface CostCheck {
  requested: boolean;
  actual: boolean;
}

/** Steps that the dev store would run by timer; the replay runs them when the recording shows that time has passed. */
class ManualTimer {
  private steps: (() => void | Promise<void>)[] = [];

  readonly schedule: Schedule = (step) => void this.steps.push(step);

  async once(): Promise<void> {
    const due = this.steps;
    this.steps = [];
    for (const step of due) await step();
  }

  async all(): Promise<void> {
    for (let round = 0; this.steps.length > 0 && round < 100; round += 1) await this.once();
  }
}

/** Replays one recording from a fresh shop. @param usedByApp "Type.field" that the dev store may not lack */
export async function replay(capture: Capture, usedByApp: ReadonlySet<string>): Promise<Outcome[]> {
  const stage = setStage(capture);
  const reasons = new Map(capture.exchanges.map((exchange) => [exchange, whyNot(exchange)]));
  putFixtures(stage.state, capture.exchanges, (exchange) => reasons.get(exchange) === null);
  if (/bulkOperation/.test(JSON.stringify(capture.exchanges))) stock(stage.state);
  let now = stage.startsAt;
  const timer = new ManualTimer();
  const api = createAdminApi({
    state: stage.state,
    clock: { now: () => now },
    functions: { list: () => stage.functions },
    events: { emit: () => undefined },
    schedule: timer.schedule,
  });
  const ids = new IdMap();
  const outcomes: Outcome[] = [];
  for (const exchange of capture.exchanges) {
    const { name } = exchange;
    const at = { file: capture.file, name };
    const reason = reasons.get(exchange) ?? null;
    if (reason !== null) {
      outcomes.push({ ...at, kind: 'not-applicable', reason });
      continue;
    }
    now = Math.max(now, latestTime(exchange));
    await letTimePass(exchange, timer, (id) => countOf(stage.state, ids.translate(id)));
    const request = {
      scopes: stage.scopes,
      query: ids.translate(exchange.query),
      variables: ids.translate(exchange.variables),
      operationName: exchange.operationName ?? undefined,
    };
    const actual: JsonObject = await api.handle(request).then(
      ({ body }) => JSON.parse(JSON.stringify(body)) as JsonObject,
      // a bug of the dev store is a difference of this exchange, and the others are still compared
      (error: unknown) => ({
        thrown: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
    );
    const lacking = missingFields(actual);
    if (lacking.length > 0 && !lacking.some((field) => usedByApp.has(field))) {
      const list = lacking.join(', ');
      outcomes.push({
        ...at,
        kind: 'not-applicable',
        reason: `selects what the dev store does not implement: ${list}`,
      });
      continue;
    }
    const expected: JsonObject = { ...exchange.response };
    if (expected['errors']) expected['errors'] = alignLocations(expected['errors'], actual['errors']) ?? null;
    const cost = costCheck(expected, actual);
    const found = differences(withoutCost(expected), withoutCost(actual), {
      ids,
      sentTimes: timesIn(exchange.variables),
    });
    found.push(...costShape(expected, actual));
    outcomes.push(
      found.length === 0
        ? { ...at, kind: 'agree', cost }
        : { ...at, kind: 'differ', differences: found, cost },
    );
  }
  return outcomes;
}

/** A few products, so that a recorded bulk operation that found some finds some here. */
function stock(state: ShopState): void {
  for (let index = 0; index < 12; index += 1) {
    const id = state.nextId();
    const now = '2026-01-01T00:00:00Z';
    state.put('product', {
      id,
      handle: `stock-${index}`,
      title: `Stock ${index}`,
      description: '',
      productType: '',
      vendor: '',
      tags: [],
      collectionIds: [],
      isGiftCard: false,
      image: '',
      createdAt: now,
      updatedAt: now,
      variants: [],
    });
  }
}

/** A recorded status tells how far the work behind it had come. */
async function letTimePass(
  exchange: Exchange,
  timer: ManualTimer,
  counted: (id: string) => number,
): Promise<void> {
  for (const { object } of objectsIn(exchange.response['data'])) {
    const { id, status, done } = object;
    if (typeof id === 'string' && id.includes('/BulkOperation/')) {
      if (status === 'COMPLETED' || status === 'CANCELED' || status === 'FAILED') return timer.all();
      if (
        status === 'RUNNING' ||
        (status === 'CANCELING' && object['objectCount'] !== '0' && counted(id) === 0)
      )
        return timer.once();
    }
    if (done === true) return timer.all();
  }
}

function countOf(state: ShopState, bulkGid: string): number {
  return state.get('bulkOperation', parseGid(bulkGid)?.id ?? -1)?.objectCount ?? 0;
}

function latestTime(exchange: Exchange): number {
  let latest = 0;
  for (const { object } of objectsIn(exchange.response['data'])) {
    for (const name of ['createdAt', 'updatedAt', 'completedAt']) {
      const value = object[name];
      if (typeof value === 'string') latest = Math.max(latest, Date.parse(value));
    }
  }
  return latest;
}

function missingFields(actual: JsonObject): string[] {
  const errors = Array.isArray(actual['errors']) ? actual['errors'].filter(isObject) : [];
  return errors
    .filter(({ extensions }) => isObject(extensions) && extensions['code'] === 'DEV_STORE_NOT_IMPLEMENTED')
    .map(({ message }) => /implement (\S+)\.$/.exec(asText(message))?.[1] ?? asText(message));
}

function withoutCost(response: JsonObject): JsonObject {
  const { extensions, ...rest } = response;
  if (!isObject(extensions)) return rest;
  const { cost: _cost, ...others } = extensions;
  return Object.keys(others).length > 0 ? { ...rest, extensions: others } : rest;
}

function costOf(response: JsonObject): JsonObject | null {
  const { extensions } = response;
  return isObject(extensions) && isObject(extensions['cost']) ? extensions['cost'] : null;
}

function costCheck(expected: JsonObject, actual: JsonObject): CostCheck | null {
  const [theirs, ours] = [costOf(expected), costOf(actual)];
  if (!theirs || !ours) return null;
  return {
    requested: theirs['requestedQueryCost'] === ours['requestedQueryCost'],
    actual: theirs['actualQueryCost'] === ours['actualQueryCost'],
  };
}

/** The cost's form must agree, and so must the size of the bucket; the points are reported, not demanded. */
function costShape(expected: JsonObject, actual: JsonObject): Difference[] {
  const [theirs, ours] = [costOf(expected), costOf(actual)];
  // Shopify sends a cost with every answer that has data: such a recording without one was trimmed.
  if (theirs === null && 'data' in expected && !('extensions' in expected)) return [];
  const shape = (cost: JsonObject | null): Json =>
    cost === null
      ? null
      : Object.entries(cost)
          .map(
            ([key, value]) =>
              `${key}:${isObject(value) ? Object.keys(value).sort().join('+') : typeof value}`,
          )
          .sort();
  const [one, other] = [shape(theirs), shape(ours)];
  if (JSON.stringify(one) !== JSON.stringify(other))
    return [{ path: 'extensions.cost', expected: one, actual: other }];
  const [theirStatus, ourStatus] = [theirs?.['throttleStatus'], ours?.['throttleStatus']];
  if (!isObject(theirStatus) || !isObject(ourStatus)) return [];
  return ['maximumAvailable', 'restoreRate']
    .filter((name) => theirStatus[name] !== ourStatus[name])
    .map((name) => ({
      path: `extensions.cost.throttleStatus.${name}`,
      expected: theirStatus[name],
      actual: ourStatus[name],
    }));
}

function timesIn(variables: JsonObject): Set<string> {
  const times = JSON.stringify(variables).match(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z/g) ?? [];
  return new Set(times.map((time) => time.replace(/\.\d+Z$/, 'Z')));
}
