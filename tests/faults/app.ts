import type { PrismaClient } from '@prisma/client';
import { anyPort, ready, start, stop, type Running } from '../../scripts/processes';
import { installShop } from '../support/ledger';

export const SECRET = 'faults-secret-faults-secret';
const FOLDER = '.data/faults-logs';
/** where the processes' logs are */
export const LOGS = `${FOLDER}/logs`;

export const shopName = (n: number) => `faults-${n}.myshopify.com`;

/** Shops with the numbers that their orders' payloads carry. */
export async function installShops(db: PrismaClient, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    await installShop(db, shopName(n));
    await db.shop.update({ where: { shop: shopName(n) }, data: { shopifyId: String(1_000 + n) } });
  }
}

/** A process of the app, as in production. */
export interface AppProcess {
  port: number;
  running: Running;
  /** kill -9 */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export async function startWeb(databaseUrl: string): Promise<AppProcess> {
  const port = await anyPort();
  const running = start('web', 'app/server.ts', appEnv(databaseUrl, port), FOLDER);
  await ready(running, `http://127.0.0.1:${port}/healthz`);
  return handle(running, port);
}

export function startWorker(databaseUrl: string): AppProcess {
  return handle(start('worker', 'app/jobs/worker.ts', appEnv(databaseUrl, 0), FOLDER), 0);
}

function handle(running: Running, port: number): AppProcess {
  return {
    port,
    running,
    async kill() {
      running.child.kill('SIGKILL');
      await running.exited;
    },
    stop: () => stop(running),
  };
}

function appEnv(databaseUrl: string, port: number): Record<string, string> {
  return {
    NODE_ENV: 'production',
    LOG_LEVEL: 'debug', // everything that could be said
    DATABASE_URL: databaseUrl,
    PORT: String(port),
    SHOPIFY_API_KEY: 'faults-key',
    SHOPIFY_API_SECRET: SECRET,
    SHOPIFY_APP_URL: 'https://app.example.com',
    SMTP_URL: 'smtp://127.0.0.1:1',
    EMAIL_HASH_KEY: 'faults-email-hash-key-faults-email-hash-key',
  };
}
