/** The worker process: runs jobs and schedules. Any number of them may run over one database. */
import { readEnv, withEnvFile } from '~/env.server';
import { createServices, type RunningServices } from '~/services.server';
import { undertaker } from './dead-jobs.server';
import { newLease } from './lease.server';
import { createHandlers, type Handlers } from './handlers.server';
import type { Handler } from './pg-boss-queue.server';
import type { QueueName } from '~/job-queue.server';
import { QUEUE_NAMES } from './queues';

const env = readEnv(withEnvFile(process.env));

/** Jobs wake a worker by NOTIFY; this is how often it looks in case a notification was lost. */
const POLL_SECONDS = env.NODE_ENV === 'production' ? 2 : 0.5;
const DEVELOPMENT_TICK_MS = 1_000;
/** Longer than a job in progress is waited for. */
const STOP_WITHIN_MS = 25_000;

const lease = newLease();
const services: RunningServices = { ...(await createServices(env, 'worker')), worker: lease.id };
const living = lease.keep(services);
const handlers = createHandlers(services);
for (const queue of QUEUE_NAMES)
  await services.jobs.work(queue, handlers[queue] as Handler<QueueName>, POLL_SECONDS, undertaker(services));
const ticking = await startTicking(services, handlers);
services.log.info({ queues: QUEUE_NAMES.length }, 'worker ready');

process.on('SIGTERM', (signal) => void stop(signal));
process.on('SIGINT', (signal) => void stop(signal));

/** Production: a cron job each minute, run by one worker. Development: each second, so that a moved clock shows at once. */
async function startTicking({ jobs, log }: RunningServices, { tick }: Handlers): Promise<{ stop(): void }> {
  if (env.NODE_ENV === 'production') {
    await jobs.scheduleTick();
    return { stop: () => undefined };
  }
  let running = false;
  const timer = setInterval(() => {
    if (running) return;
    running = true;
    tick({})
      .catch((error: unknown) => log.error({ err: error }, 'tick failed'))
      .finally(() => {
        running = false;
      });
  }, DEVELOPMENT_TICK_MS);
  return { stop: () => clearInterval(timer) };
}

let stopping = false;
async function stop(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  services.log.info({ signal }, 'worker stopping');
  setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
  ticking.stop();
  await living.stop();
  await services.close();
  process.exit(0);
}
