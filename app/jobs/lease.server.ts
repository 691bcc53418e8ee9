import { randomUUID } from 'node:crypto';
import { SILENCE_SECONDS, shopsWithDueMessages, takeBackDeadClaims } from '~/effects/message-claims';
import type { Services } from '~/services.server';

/** How often a worker says that it lives, looks for what dead ones held, and for messages that are due. */
const BEAT_MS = 1_000;
/** Rows of workers that are long gone. */
const FORGET_AFTER_HOURS = 24;

export interface Lease {
  id: string;
  /** Goes on in the background until `stop`, which gives the lease up. */
  keep(services: Services): { stop(): Promise<void> };
}

/** A worker's sign of life. What is claimed under its id belongs to it as long as it says something. */
export function newLease(): Lease {
  const id = randomUUID();
  return {
    id,
    keep(services) {
      let stopped = false;
      let timer: NodeJS.Timeout | undefined;
      let running: Promise<void> = Promise.resolve();
      const again = () => {
        running = beat(services, id).catch((error: unknown) =>
          services.log.error({ err: error }, 'lease failed'),
        );
        void running.then(() => {
          if (!stopped) timer = setTimeout(again, BEAT_MS);
        });
      };
      again();
      return {
        async stop() {
          stopped = true;
          clearTimeout(timer);
          await running;
          await services.db.$executeRaw`DELETE FROM worker WHERE id = ${id}::uuid`;
        },
      };
    },
  };
}

/** One round: public for tests, which do not wait. */
export async function beat(
  services: Services,
  id: string,
  silenceSeconds: number = SILENCE_SECONDS,
): Promise<void> {
  await services.db.$executeRaw`
    INSERT INTO worker (id) VALUES (${id}::uuid) ON CONFLICT (id) DO UPDATE SET beat_at = clock_timestamp()`;
  await takeBackDeadClaims(services, silenceSeconds);
  await services.db.$executeRaw`
    DELETE FROM worker w WHERE beat_at < clock_timestamp() - make_interval(hours => ${FORGET_AFTER_HOURS}::int)`;
  const ownServer = services.mail.isDown?.() ?? false;
  const [first, ...others] = inTurn(
    await shopsWithDueMessages(services, { ownServer }),
    services.clock.now(),
  );
  if (first === undefined) return;
  await services.jobs.send(services.db, 'message.send', { shop: first }, { singletonKey: first });
  // in one statement, however many there are after an outage: the next beat must not be late
  await services.jobs.sendMany(
    services.db,
    'message.send',
    others.map((shop) => ({ data: { shop }, singletonKey: shop })),
  );
}

/** Another one is first each second: where a server takes so many a second, a long queue leaves the others their turn. */
function inTurn(shops: readonly string[], now: Date): string[] {
  const first = shops.length > 0 ? Math.floor(now.getTime() / 1_000) % shops.length : 0;
  return [...shops.slice(first), ...shops.slice(0, first)];
}
