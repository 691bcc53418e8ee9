import { isoNow, type CommandEnv } from './command';

/** How Shopify numbers the app; "$app:x" resolves to "app--<this>--x". */
const APP_ID = 987_654_321;

/** Managed install: opening the app is consent enough, since its scopes are in its TOML. */
export function installApp(env: CommandEnv, app: { apiKey: string; scopes: string[] }): void {
  const { state } = env;
  const installed = state.shop.app;
  if (installed && installed.scopes.join() === app.scopes.join()) return;
  if (installed) {
    state.putShop({ ...state.shop, app: { ...installed, scopes: app.scopes } });
    env.events.emit(
      'app/scopes_update',
      { kind: 'shop', id: state.shop.id },
      {
        previous: installed.scopes,
        current: app.scopes,
      },
    );
    return;
  }
  state.putShop({
    ...state.shop,
    app: { apiKey: app.apiKey, appId: APP_ID, installedAt: isoNow(env), scopes: app.scopes },
  });
}

/**
 * Removes the app. Its tokens are worthless at once, its API-created webhook subscriptions and its discounts' functions
 * are gone; app-owned metafields stay until shop/redact, so that a reinstall finds them.
 */
export function uninstallApp(env: CommandEnv): { ok: true } | { ok: false; reason: 'not-installed' } {
  const { state } = env;
  if (!state.shop.app) return { ok: false, reason: 'not-installed' };
  env.events.emit('app/uninstalled', { kind: 'shop', id: state.shop.id });
  state.putShop({ ...state.shop, app: null });
  for (const id of [...state.all('offlineToken').keys()]) state.remove('offlineToken', id);
  for (const subscription of [...state.all('webhookSubscription').values()]) {
    if (!subscription.appSpecific) state.remove('webhookSubscription', subscription.id);
  }
  for (const node of [...state.all('discountNode').values()]) {
    if (node.type === 'app') state.remove('discountNode', node.id);
  }
  return { ok: true };
}

export type ComplianceRequest =
  { topic: 'customers/data_request' | 'customers/redact'; customerId: number } | { topic: 'shop/redact' };

/** What a customer or merchant may demand by law; the app has to answer 200 and act. */
export function requestCompliance(
  env: CommandEnv,
  request: ComplianceRequest,
): { ok: true } | { ok: false; reason: 'not-found' } {
  if (request.topic === 'shop/redact') {
    env.events.emit(request.topic, { kind: 'shop', id: env.state.shop.id });
    return { ok: true };
  }
  const { topic, customerId } = request;
  if (!env.state.get('customer', customerId)) return { ok: false, reason: 'not-found' };
  const extra = topic === 'customers/data_request' ? { requestId: env.state.nextId() } : {};
  env.events.emit(topic, { kind: 'customer', id: customerId }, extra);
  return { ok: true };
}
