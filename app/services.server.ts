import type { Prisma, PrismaClient } from '@prisma/client';
import type { AdminApi } from '~/admin-api/client.server';
import type { Clock } from '~/clock.server';
import type { Env } from '~/env.server';
import type { JobQueue } from '~/jobs/queue.server';
import type { Log } from '~/log.server';
import type { MailTransport } from '~/mail/transport.server';

/** A Prisma client or the transaction of one: what a statement runs in. */
export type Db = PrismaClient | Prisma.TransactionClient;

/** Everything that does I/O. Built once by an entry (app/server.ts, app/jobs/worker.ts) and passed down. */
export interface Services {
  env: Env;
  log: Log;
  clock: Clock;
  db: PrismaClient;
  jobs: JobQueue;
  /** Admin API of one shop, with its offline token, cost-aware */
  admin(shop: string): AdminApi;
  mail: MailTransport;
}
