import type { QueueName } from '~/job-queue.server';

interface QueueSettings {
  /**
   * What a singleton key means. `short`: one job of the key waits, another may run, so a wake-up during a run is kept.
   * `exclusive`: one job of the key waits, runs or backs off. `standard`: every job stands for itself.
   */
  policy: 'standard' | 'short' | 'exclusive';
  retryLimit: number;
  /** seconds; doubled at each try up to `retryDelayMax` */
  retryDelay: number;
  retryDelayMax: number;
  /** seconds after which a job whose worker died is given to another */
  expireInSeconds: number;
  /**
   * a worker that was killed is noticed by so many seconds of silence; without, its jobs would hold up their shop until they
   * expire
   */
  heartbeatSeconds: number;
  /** loops that fetch, in one worker process, and jobs that each runs at once */
  fetchers: number;
  batchSize: number;
  /** one at a time for each shop, over all workers */
  onePerShop: boolean;
}

const perShop = {
  policy: 'short',
  retryLimit: 12,
  retryDelay: 2,
  retryDelayMax: 600,
  expireInSeconds: 600,
  heartbeatSeconds: 15,
  fetchers: 2,
  batchSize: 4,
  onePerShop: true,
} as const;

/** docs/architecture.md, "Jobs". A retry limit ends a job, not its work: the tick finds what is still due. */
export const QUEUES: Readonly<Record<QueueName, QueueSettings>> = {
  'install.setup': { ...perShop, expireInSeconds: 900, batchSize: 1 },
  // Bulk operations take up to days; the job polls, and is put back after a while.
  'import.history': {
    ...perShop,
    policy: 'exclusive',
    retryLimit: 50,
    expireInSeconds: 3_600,
    // long enough for a worker that is busy with one large page of orders
    heartbeatSeconds: 60,
    fetchers: 4,
    batchSize: 1,
  },
  'inbox.apply': {
    ...perShop,
    policy: 'standard',
    // about half an hour; then it is shown to the merchant
    retryLimit: 12,
    retryDelay: 1,
    expireInSeconds: 60,
    fetchers: 2,
    // those of one shop are applied together (apply-inbox.server.ts)
    batchSize: 50,
    onePerShop: false,
  },
  // what died with its worker goes on within a minute, however often that happened
  'standing.write': { ...perShop, retryDelayMax: 15 },
  'anniversary.scan': perShop,
  // one call for 200 customers
  'birthday.read': { ...perShop, expireInSeconds: 3_600, batchSize: 1 },
  'coupon.issue': { ...perShop, retryDelayMax: 15 },
  // A job is a slice of one shop's due messages: shops take turns, and several workers may share one shop.
  'message.send': {
    ...perShop,
    retryLimit: 2,
    expireInSeconds: 300,
    fetchers: 4,
    batchSize: 1,
    onePerShop: false,
  },
  reclassify: { ...perShop, expireInSeconds: 3_600, heartbeatSeconds: 60 },
  reconcile: { ...perShop, expireInSeconds: 1_800, heartbeatSeconds: 60 },
  audit: { ...perShop, expireInSeconds: 1_800, heartbeatSeconds: 60 },
  'discount.sync': perShop,
  'consent.apply': { ...perShop, retryDelayMax: 60 },
  'objection.tell': { ...perShop, retryDelayMax: 60 },
  tick: {
    ...perShop,
    policy: 'exclusive',
    retryLimit: 0,
    expireInSeconds: 55,
    fetchers: 1,
    batchSize: 1,
    onePerShop: false,
  },
};

export const QUEUE_NAMES = Object.keys(QUEUES) as QueueName[];
