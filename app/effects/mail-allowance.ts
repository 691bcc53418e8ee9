import type { ShopMail } from '~/effects/shop-mail';
import type { Services } from '~/services.server';

export interface Allowance {
  /** 0: not now */
  count: number;
  /** What is not needed is somebody else's: the next may come as soon as `used` messages have had their time. */
  giveBack(used: number): Promise<void>;
}

/**
 * How many messages a server may get now. With a limit it is one second's worth at most, taken by one worker for all of them: nobody
 * else gets any of that server before it is used up, by the database's real clock. A message that finds it taken stays planned, so
 * nobody waits in a job.
 * @param most so many at most
 */
export async function takeAllowance(
  { db }: Pick<Services, 'db'>,
  { server, perSecond }: Pick<ShopMail, 'server' | 'perSecond'>,
  most: number,
): Promise<Allowance> {
  if (perSecond === null) return { count: most, giveBack: () => Promise.resolve() };
  const count = Math.min(most, perSecond);
  const seconds = count / perSecond;
  const [taken] = await db.$queryRaw<{ freeAt: Date }[]>`
    INSERT INTO mail_rate AS r (server, free_at) VALUES (${server}, clock_timestamp() + make_interval(secs => ${seconds}::float8))
    ON CONFLICT (server) DO UPDATE SET free_at = EXCLUDED.free_at WHERE r.free_at <= clock_timestamp()
    RETURNING free_at AS "freeAt"`;
  if (!taken) return { count: 0, giveBack: () => Promise.resolve() };
  return {
    count,
    async giveBack(used) {
      if (used >= count) return;
      const unused = (count - used) / perSecond;
      // the time is this taker's only as long as it stands as it was taken
      await db.$executeRaw`
        UPDATE mail_rate SET free_at = free_at - make_interval(secs => ${unused}::float8)
        WHERE server = ${server} AND free_at = ${taken.freeAt}::timestamptz`;
    },
  };
}
