import type { Db } from '~/database/client.server';

/** Queue names and the data of their jobs (docs/architecture.md, "Jobs"). */
export interface JobData {
  'install.setup': { shop: string };
  'import.history': { shop: string; runId: string };
  'inbox.apply': { shop: string; inboxId: string };
  'standing.write': { shop: string };
  'anniversary.scan': { shop: string };
  'birthday.read': { shop: string };
  'coupon.issue': { shop: string };
  'message.send': { shop: string };
  reclassify: { shop: string };
  reconcile: { shop: string };
  audit: { shop: string };
  'discount.sync': { shop: string };
  'consent.apply': { shop: string };
  'objection.tell': { shop: string };
  tick: Record<string, never>;
}

export type QueueName = keyof JobData;

export interface SendOptions {
  /** at most one job with this key waits in the queue */
  singletonKey?: string;
}

export interface KeyedJob<Q extends QueueName> {
  data: JobData[Q];
  singletonKey: string;
}

export interface JobQueue {
  /** Inserts a job in the caller's transaction: it exists exactly when the row that causes it does. */
  send<Q extends QueueName>(tx: Db, queue: Q, data: JobData[Q], options?: SendOptions): Promise<void>;
  /** The same for many jobs of one queue, with one statement. Their keys must differ. */
  sendMany<Q extends QueueName>(tx: Db, queue: Q, jobs: readonly KeyedJob<Q>[]): Promise<void>;
  stop(): Promise<void>;
}
