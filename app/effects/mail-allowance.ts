import type { ShopMail } from '~/effects/shop-mail';
import type { Services } from '~/services.server';

/**
 * How many messages a server may get now. With a limit it is one second's worth, taken by one worker for all of them: nobody else
 * gets any of that server before the second is over, by the database's real clock. A message that finds the second taken stays
 * planned, so nobody waits in a job.
 * @returns at most `most`; 0: not now
 */
export async function takeAllowance(
  { db }: Pick<Services, 'db'>,
  { server, perSecond }: Pick<ShopMail, 'server' | 'perSecond'>,
  most: number,
): Promise<number> {
  if (perSecond === null) return most;
  const count = Math.min(most, perSecond);
  const seconds = count / perSecond;
  const taken = await db.$queryRaw<unknown[]>`
    INSERT INTO mail_rate AS r (server, free_at) VALUES (${server}, clock_timestamp() + make_interval(secs => ${seconds}::float8))
    ON CONFLICT (server) DO UPDATE SET free_at = EXCLUDED.free_at WHERE r.free_at <= clock_timestamp()
    RETURNING 1`;
  return taken.length > 0 ? count : 0;
}
