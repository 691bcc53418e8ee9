import { fromPrisma, PgBoss, type JobResult, type JobWithMetadata } from 'pg-boss';
import type { Log } from '~/log.server';
import type { Db } from '~/database/client.server';
import type { JobData, JobQueue, KeyedJob, QueueName, SendOptions } from '~/job-queue.server';
import { QUEUE_NAMES, QUEUES } from './queues';

export interface JobQueueOptions {
  /** PostgreSQL connection string: the database of the rows that cause the jobs */
  url: string;
  log: Log;
  /** a worker fetches and maintains; a web process only sends */
  worker: boolean;
}

/** What it resolves to is nobody's business: it is not stored. */
export type Handler<Q extends QueueName> = (data: JobData[Q]) => Promise<unknown>;

/** Told of jobs whose tries are used up, and of jobs of queues with one a shop that went well. */
export interface Undertaker {
  failed(queue: QueueName, data: JobData[QueueName], reason: string): Promise<void>;
  done(queue: QueueName, data: JobData[QueueName]): Promise<void>;
}

/** The job queue over pg-boss, in the schema `pgboss` of the app's own database. */
export class PgBossQueue implements JobQueue {
  private constructor(
    private readonly boss: PgBoss,
    private readonly log: Log,
  ) {}

  /** Installs or upgrades pg-boss's tables, makes the queues that are missing, and connects. */
  static async start({ url, log, worker }: JobQueueOptions): Promise<PgBossQueue> {
    const boss = new PgBoss({
      connectionString: url,
      application_name: 'stammkunde-jobs',
      max: worker ? 8 : 2,
      supervise: worker,
      superviseIntervalSeconds: SUPERVISE_SECONDS,
      monitorIntervalSeconds: SUPERVISE_SECONDS,
      schedule: worker,
      useListenNotify: worker,
      monitorVacuum: false,
    });
    boss.on('error', (error) => log.error({ err: error }, 'job queue error'));
    boss.on('warning', (warning) => log.warn({ warning: warning.message }, 'job queue warning'));
    await boss.start();
    await makeQueues(boss);
    return new PgBossQueue(boss, log);
  }

  async send<Q extends QueueName>(
    tx: Db,
    queue: Q,
    data: JobData[Q],
    options: SendOptions = {},
  ): Promise<void> {
    const shop = 'shop' in data ? data.shop : undefined;
    await this.boss.send(queue, data, {
      // The caller's transaction: the job is there exactly when the row that causes it is.
      db: fromPrisma(tx),
      singletonKey: options.singletonKey,
      ...(QUEUES[queue].onePerShop && shop ? { group: { id: shop } } : {}),
    });
  }

  async sendMany<Q extends QueueName>(tx: Db, queue: Q, jobs: readonly KeyedJob<Q>[]): Promise<void> {
    if (jobs.length === 0) return;
    const { onePerShop } = QUEUES[queue];
    const inserts = jobs.map(({ data, singletonKey }) => ({
      data,
      singletonKey,
      ...(onePerShop && 'shop' in data ? { group: { id: data.shop } } : {}),
    }));
    await this.boss.insert(queue, inserts, { db: fromPrisma(tx) });
  }

  /** Keys of a queue's jobs that wait, run or back off: what a tick need not send again. */
  async pendingKeys(tx: Db, queue: QueueName): Promise<Set<string>> {
    const rows = await tx.$queryRaw<{ key: string }[]>`
      SELECT DISTINCT singleton_key AS key FROM pgboss.job
      WHERE name = ${queue} AND state IN ('created', 'retry', 'active') AND singleton_key IS NOT NULL`;
    return new Set(rows.map((row) => row.key));
  }

  /**
   * Runs `handler` for every job of a queue until `stop`. A handler that throws is tried again with back-off.
   * A notification wakes the queue, a full batch makes it look again at once; polling is for what was lost.
   */
  async work<Q extends QueueName>(
    queue: Q,
    handler: Handler<Q>,
    pollSeconds: number,
    undertaker: Undertaker | null = null,
  ): Promise<void> {
    const { fetchers, batchSize, onePerShop } = QUEUES[queue];
    await this.boss.work(
      queue,
      {
        batchSize,
        burstWhenBatchFull: batchSize > 1,
        localConcurrency: fetchers,
        pollingIntervalSeconds: pollSeconds,
        notifyPollingIntervalSeconds: pollSeconds,
        perJobResults: true,
        includeMetadata: true,
        ...(onePerShop ? { groupConcurrency: 1 } : {}),
      },
      (jobs: JobWithMetadata<JobData[Q]>[]) =>
        Promise.all(jobs.map((job) => this.run(queue, job, handler, undertaker))),
    );
  }

  /** One job's outcome; a failed one does not touch the others of its batch. */
  private async run<Q extends QueueName>(
    queue: Q,
    { id, data, retryCount, retryLimit }: JobWithMetadata<JobData[Q]>,
    handler: Handler<Q>,
    undertaker: Undertaker | null,
  ): Promise<JobResult> {
    const startedAt = performance.now();
    try {
      await handler(data);
      if (QUEUES[queue].onePerShop) await undertaker?.done(queue, data);
      this.log.debug({ queue, job: id, ms: Math.round(performance.now() - startedAt) }, 'job done');
      return { id, status: 'completed' };
    } catch (error) {
      const later = error instanceof Error && error.name === 'RetryLater';
      if (later) this.log.warn({ queue, job: id, reason: error.message }, 'job will be tried again');
      else this.log.error({ queue, job: id, err: error }, 'job failed');
      // pg-boss stores a failed job's output: a name and a word, never what a statement or a payload contained.
      const reason = later ? error.message : `failed: ${error instanceof Error ? error.name : 'unknown'}`;
      if (retryCount >= retryLimit) await this.bury(queue, data, reason, undertaker);
      return { id, status: 'failed', output: { reason } };
    }
  }

  /** Whoever cannot note it must not keep the job from ending. */
  private async bury(
    queue: QueueName,
    data: JobData[QueueName],
    reason: string,
    undertaker: Undertaker | null,
  ): Promise<void> {
    try {
      await undertaker?.failed(queue, data, reason);
    } catch (error) {
      this.log.error({ queue, err: error }, 'a failed job could not be noted');
    }
  }

  /** Sends `tick` each minute, from whichever worker comes first. */
  async scheduleTick(): Promise<void> {
    await this.boss.schedule('tick', '* * * * *', {}, { singletonKey: 'tick' });
  }

  /** Lets running jobs end (20 s at most), then disconnects. */
  async stop(): Promise<void> {
    await this.boss.stop({ graceful: true, timeout: 20_000, close: true });
  }
}

/** How often silent workers are looked for: a killed one's jobs go on within a minute at the latest. */
const SUPERVISE_SECONDS = 10;

async function makeQueues(boss: PgBoss): Promise<void> {
  const existing = new Set((await boss.getQueues()).map((queue) => queue.name));
  for (const name of QUEUE_NAMES) {
    const { policy, retryLimit, retryDelay, retryDelayMax, expireInSeconds, heartbeatSeconds } = QUEUES[name];
    const options = {
      retryLimit,
      retryDelay,
      retryDelayMax,
      retryBackoff: true,
      expireInSeconds,
      heartbeatSeconds,
      deleteAfterSeconds: 60 * 60,
      notify: true,
    };
    if (existing.has(name)) await boss.updateQueue(name, options);
    else await boss.createQueue(name, { ...options, policy });
  }
}
