import type { CatalogFunction } from '../../dev-store/graphql/ports';
import { accessFacts } from '../../dev-store/graphql/schema';
import { memoryState } from '../../dev-store/model/memory-state';
import type { DevShop, ShopState } from '../../dev-store/model/types';
import { asText, type Capture, objectsIn } from './captures';

/** What a recording tells about the shop and app it was made with. */
export interface Stage {
  state: ShopState;
  functions: CatalogFunction[];
  scopes: string[];
  /** milliseconds; when the recording began */
  startsAt: number;
}

export function setStage(capture: Capture): Stage {
  const text = JSON.stringify(capture.exchanges);
  const appId = firstNumber(
    text,
    /app--(\d{6,})(?=--|\\?")/,
    /gid:\/\/shopify\/App\/(\d+)/,
    /current app \((\d+)\)/,
  );
  const apiKey = /"(?:appKey|apiKey)":"([^"]+)"/.exec(text)?.[1] ?? 'conformance-key';
  const startsAt = beginning(capture);
  const shop: DevShop = {
    id: 1,
    domain: 'conformance.myshopify.com',
    handle: 'conformance',
    name: 'Conformance',
    email: 'owner@example.com',
    timeZone: 'Europe/Berlin',
    currency: /"currencyCode":"([A-Z]{3})"/.exec(text)?.[1] ?? 'EUR',
    countryCode: 'DE',
    primaryLocale: 'en',
    planName: 'Basic',
    createdAt: new Date(startsAt - 1e10).toISOString(),
    nextOrderNumber: 1001,
    app: { apiKey, appId: appId ?? 1000001, installedAt: new Date(startsAt).toISOString(), scopes: [] },
  };
  return { state: memoryState(shop), functions: catalogue(capture), scopes: scopesOf(text), startsAt };
}

function firstNumber(text: string, ...patterns: RegExp[]): number | null {
  // An app that a cross-app probe names is not the app itself: take the most frequent number.
  for (const pattern of patterns) {
    const counts = new Map<string, number>();
    for (const match of text.matchAll(new RegExp(pattern, 'g'))) {
      const number = match[1] ?? '';
      if (!/^9+$/.test(number)) counts.set(number, (counts.get(number) ?? 0) + 1);
    }
    const [best] = [...counts].sort((a, b) => b[1] - a[1]);
    if (best) return Number(best[0]);
  }
  return null;
}

/** Functions that any answer shows, and those that inputs name and no error disowns. */
function catalogue(capture: Capture): CatalogFunction[] {
  const found = new Map<string, CatalogFunction>();
  for (const { response } of capture.exchanges) {
    for (const { object } of objectsIn(response['data'])) {
      const { id, apiType, title, handle, description, app } = object;
      if (typeof id !== 'string' || typeof apiType !== 'string' || found.get(id)?.title) continue;
      const owner = app as { title?: string; handle?: string } | undefined;
      found.set(id, {
        id,
        apiType,
        title: typeof title === 'string' ? title : asText(handle ?? id),
        handle: typeof handle === 'string' ? handle : asText(title ?? id),
        apiVersion: '2026-07',
        appTitle: owner?.title ?? 'Conformance',
        ...(owner?.handle ? { appHandle: owner.handle } : {}),
        ...(typeof description === 'string' ? { description } : {}),
      });
    }
  }
  // A recording that lists its functions has no others; one that does not has
  // those that its inputs name and no error disowns.
  if (found.size > 0) return [...found.values()];
  const messages = JSON.stringify(
    capture.exchanges.flatMap(({ response }) =>
      [...objectsIn(response)].map(({ object }) => object['message'] ?? null),
    ),
  );
  for (const { variables } of capture.exchanges) {
    for (const { object } of objectsIn(variables)) {
      for (const name of ['functionHandle', 'functionId'] as const) {
        const value = object[name];
        if (typeof value !== 'string' || messages.includes(value) || /^0+(-0+)*$/.test(value)) continue;
        const id = name === 'functionId' ? value : `function-of-${value}`;
        found.set(id, {
          id,
          apiType: 'discount',
          title: value,
          handle: value,
          apiVersion: '2026-07',
          appTitle: 'Conformance',
        });
      }
    }
  }
  return [...found.values()];
}

/** All scopes there are, but those that the recording was refused for. */
function scopesOf(text: string): string[] {
  const facts = accessFacts();
  const all = new Set<string>(['read_all_orders', 'write_orders']);
  for (const { scopes } of [...Object.values(facts.types), ...Object.values(facts.fields)]) {
    for (const scope of scopes) all.add(scope);
  }
  for (const denied of text.matchAll(/Required access: (.*?)\\?"[,}]/g)) {
    for (const scope of (denied[1] ?? '').matchAll(/`(\w+)` access.scope/g)) {
      const name = (scope[1] ?? '').replace(/^(read|write)_/, '');
      all.delete(`read_${name}`);
      all.delete(`write_${name}`);
    }
  }
  return [...all];
}

const SERVER_TIMES = ['createdAt', 'updatedAt', 'completedAt'];

/** When the recording was made: said by the file, by a server's time, or after the last start that an input names. */
function beginning(capture: Capture): number {
  if (capture.capturedAt) return Date.parse(capture.capturedAt);
  const times: number[] = [];
  const starts: number[] = [];
  for (const { response, variables } of capture.exchanges) {
    for (const { object } of objectsIn(response['data'])) {
      for (const name of SERVER_TIMES)
        if (typeof object[name] === 'string') times.push(Date.parse(object[name]));
    }
    for (const { object } of objectsIn(variables)) {
      if (typeof object['startsAt'] === 'string') starts.push(Date.parse(object['startsAt']));
    }
  }
  const known = times.filter((time) => !Number.isNaN(time));
  if (known.length > 0)
    return Math.max(Math.min(...known), ...starts.filter((time) => time <= Math.max(...known)));
  return starts.length > 0 ? Math.max(...starts) + 60_000 : Date.parse('2026-07-01T00:00:00Z');
}
