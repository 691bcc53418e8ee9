import type { PrismaClient } from '@prisma/client';
import { createAdminApi, type AdminApi } from '~/admin-api/client.server';
import { createShopifyFetch } from '~/admin-api/fetch.server';
import { devStoreClock, systemClock, type Clock } from '~/clock.server';
import { createDb } from '~/database/client.server';
import { startDatabase } from '~/database/start.server';
import type { Env } from '~/env.server';
import { PgBossQueue } from '~/jobs/pg-boss-queue.server';
import type { JobQueue } from '~/job-queue.server';
import { createLog, type Log } from '~/log.server';
import { MailServers } from '~/mail/mail-servers.server';
import { createSmtpTransport } from '~/mail/smtp.server';
import type { MailTransport } from '~/mail/transport.server';

/** Everything that does I/O. Built once by an entry (app/server.ts, app/jobs/worker.ts) and passed down. */
export interface Services {
  env: Env;
  log: Log;
  clock: Clock;
  db: PrismaClient;
  jobs: JobQueue;
  /** Admin API of one shop, with its offline token, cost-aware */
  admin(shop: string): AdminApi;
  /** the operator's mail server */
  mail: MailTransport;
  /** connections to shops' own mail servers (app/effects/shop-mail.ts); none: every shop uses the operator's */
  mailServers?: MailServers;
  /** this process's lease (app/jobs/lease.server.ts): whose claims they are. None: they end after CLAIM_MINUTES */
  worker?: string;
}

export interface RunningServices extends Services {
  jobs: PgBossQueue;
  /** Ends jobs in progress, then closes every connection; an embedded database stops with its last user. */
  close(): Promise<void>;
}

/**
 * Connects everything for one process: starts or joins the database, migrates it, installs the queues.
 * @throws Error when the database cannot be reached or migrated
 */
export async function createServices(env: Env, process: 'web' | 'worker'): Promise<RunningServices> {
  const log = createLog(env.LOG_LEVEL, process);
  const database = await startDatabase(env.DATABASE_URL);
  const db = createDb(database.url, process === 'worker' ? 20 : 15);
  const jobs = await PgBossQueue.start({ url: database.url, log, worker: process === 'worker' });
  const devClock = env.DEV_STORE_URL ? await devStoreClock(env.DEV_STORE_URL) : null;
  const mail = createSmtpTransport({ url: env.SMTP_URL });
  const mailServers = new MailServers(createSmtpTransport);
  const fetch = createShopifyFetch(env);
  const admins = new Map<string, AdminApi>();
  return {
    env,
    log,
    clock: devClock ?? systemClock,
    db,
    jobs,
    mail,
    mailServers,
    admin(shop) {
      const admin = admins.get(shop) ?? createAdminApi({ env, log, db, shop, fetch });
      admins.set(shop, admin);
      return admin;
    },
    async close() {
      await jobs.stop();
      devClock?.stop();
      mail.close();
      mailServers.close();
      await db.$disconnect();
      await database.stop();
    },
  };
}
