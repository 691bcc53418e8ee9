import { createRequestHandler, type AppLoadContext, type ServerBuild } from '@remix-run/node';
import type { Services } from '~/services.server';

/** A route of the app, at its place below the root. */
interface TestedRoute {
  path: string;
  module: object;
}

/**
 * These routes as the server runs them, without their pages: loaders for GET and HEAD, actions for POST.
 * @param routes by id
 * @returns answers a request to the path and query of `url` by the loader or action of route `id`
 */
export function serveRoutes<Id extends string>(
  routes: Record<Id, TestedRoute>,
  services: () => Services,
): (id: Id, url: string, init?: RequestInit) => Promise<Response> {
  const entries = Object.entries<TestedRoute>(routes).map(([id, route]) => [id, { id, ...route }]);
  const build = {
    entry: { module: {} },
    routes: Object.fromEntries(entries),
    assets: { routes: {}, entry: { imports: [], module: '' }, url: '', version: '' },
    publicPath: '/',
    assetsBuildDirectory: '',
    basename: '/',
    mode: 'test',
    isSpaMode: false,
    future: {},
  } as unknown as ServerBuild;
  const handle = createRequestHandler(build, 'test');
  return (id, url, init) => {
    const address = new URL(url, 'https://app.example');
    address.searchParams.set('_data', id);
    return handle(new Request(address, init), { services: services() } as AppLoadContext);
  };
}
