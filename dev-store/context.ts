import type { AdminFault } from './graphql/ports';
import type { CommandEnv } from './model/command';
import type { MovableClock } from './model/clock';
import type { SurfaceFault } from './surfaces/protocol';
import type { WebhookDispatcher } from './webhooks/dispatcher';

/** How the app is known to this shop. */
export interface AppConfig {
  apiKey: string;
  apiSecret: string;
  /** base address, without a slash at the end; may be set later, when the app's port is known */
  appUrl: string;
  /** path under /store/{handle}/apps/ */
  handle: string;
  name: string;
  scopes: string[];
}

/**
 * One shop with everything that pages, checkout and API need. It is a CommandEnv, so it can be handed to every command
 * of model/ as it is. After a command: `await context.state.commit()`, then answer.
 */
export interface ShopContext extends CommandEnv {
  clock: MovableClock;
  app: AppConfig;
  /** base address of the dev store, without a slash at the end */
  devStoreUrl: string;
  webhooks: WebhookDispatcher;
  /** how the Admin API and the token endpoint misbehave on request, and the network of the shoppers' surfaces */
  faults: { admin: AdminFault; surfaces: SurfaceFault };
  /** Makes the app installed (managed install: no consent page) or leaves it so. */
  installApp(): void;
  /** Removes the app, revokes its tokens, emits app/uninstalled. */
  uninstallApp(): void;
  /** A session token (JWT, 60 s by the real clock), as App Bridge gets it. @param userId staff member, default the owner */
  mintSessionToken(userId?: number): string;
}

/** The shop's owner, as session tokens name them. */
export const OWNER_USER_ID = 548_380_009;
