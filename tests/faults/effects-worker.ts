/**
 * The worker as in app/jobs/worker.ts, that kills itself (-9) at a named step when told to: DIE_AT="smtp:after", DIE_NTH="3".
 * Steps: claimed, recipients, handed, smtp, settled; for coupons each Admin operation by its name and every commit. Each has
 * ":before" and ":after". MAIL_TIMEOUT_MS: how long a silent mail server is waited for, instead of half a minute.
 */
import { readEnv } from '../../app/env.server';
import { createHandlers } from '../../app/jobs/handlers.server';
import { newLease } from '../../app/jobs/lease.server';
import type { Handler } from '../../app/jobs/pg-boss-queue.server';
import type { QueueName } from '../../app/job-queue.server';
import { createSmtpTransport } from '../../app/mail/smtp.server';
import { createServices, type RunningServices } from '../../app/services.server';

const { DIE_AT, DIE_NTH, MAIL_TIMEOUT_MS, ...rest } = process.env;
let left = Number(DIE_NTH ?? '1');

function at(step: string): void {
  if (step !== DIE_AT) return;
  left -= 1;
  if (left <= 0) process.kill(process.pid, 'SIGKILL');
}

async function around<T>(step: string, work: () => Promise<T>): Promise<T> {
  at(`${step}:before`);
  const result = await work();
  at(`${step}:after`);
  return result;
}

const STATEMENTS: [RegExp, string][] = [
  [/state = 'claimed', claimed_at/, 'claimed'],
  [/SET handed_at/, 'handed'],
  [/SET state = r\.state/, 'settled'],
  [/SET code = r\.code/, 'drawn'],
];

const env = readEnv(rest);
const lease = newLease();
const real = await createServices(env, 'worker');
const run =
  (name: '$queryRaw' | '$executeRaw') =>
  (query: TemplateStringsArray, ...values: unknown[]) => {
    const call = () => (real.db[name] as (...args: unknown[]) => Promise<unknown>)(query, ...values);
    const step = STATEMENTS.find(([pattern]) => pattern.test(query.join('?')))?.[1];
    return step ? around(step, call) : call();
  };
const db = new Proxy(real.db, {
  get(target, key) {
    if (key === '$queryRaw' || key === '$executeRaw') return run(key);
    if (key === '$transaction')
      return (...args: unknown[]) =>
        around('commit', () =>
          (target.$transaction as unknown as (...all: unknown[]) => Promise<unknown>)(...args),
        );
    return Reflect.get(target, key, target) as unknown;
  },
});
const patience = MAIL_TIMEOUT_MS
  ? { connectTimeoutMs: Number(MAIL_TIMEOUT_MS), socketTimeoutMs: Number(MAIL_TIMEOUT_MS) }
  : null;
const mail = patience ? createSmtpTransport({ url: env.SMTP_URL, ...patience }) : real.mail;
const services: RunningServices = {
  ...real,
  worker: lease.id,
  db,
  mail: { ...mail, send: (message) => around('smtp', () => mail.send(message)) },
  admin(shop) {
    const api = real.admin(shop);
    return {
      lines: (url) => api.lines(url),
      request: <T>(document: string, variables?: Record<string, unknown>) =>
        around(/(?:query|mutation) (\w+)/.exec(document)?.[1] ?? 'admin', () =>
          api.request<T>(document, variables),
        ),
    };
  },
};
const handlers = createHandlers(services);
const queues: QueueName[] = ['message.send', 'coupon.issue', 'standing.write', 'discount.sync', 'tick'];
for (const queue of queues) await services.jobs.work(queue, handlers[queue] as Handler<QueueName>, 0.5);
lease.keep(services);
const ticking = setInterval(() => void handlers.tick({}).catch(() => undefined), 1_000);
process.stdout.write(`lease ${lease.id}\n`);

process.on('SIGTERM', () => {
  clearInterval(ticking);
  process.exit(0);
});
