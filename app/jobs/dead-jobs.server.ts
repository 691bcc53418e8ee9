import type { Services } from '~/services.server';
import type { Undertaker } from './pg-boss-queue.server';
import type { JobData } from '~/job-queue.server';

/**
 * Notes what was tried to no avail, for the merchant's page (app/effects/dead-letters.ts): of an event, the event; of other work,
 * the queue and shop. Work that goes well later needs nobody any more.
 */
export function undertaker({ db, clock }: Pick<Services, 'db' | 'clock'>): Undertaker {
  return {
    async failed(queue, data, said) {
      const reason = reasonOf(said);
      if (!('shop' in data)) return; // the tick: it comes again by itself
      const { shop } = data;
      const at = clock.now();
      if (queue === 'inbox.apply') {
        const { inboxId } = data as JobData['inbox.apply'];
        await db.$executeRaw`
          UPDATE inbox_event SET dead_at = ${at}::timestamptz, dead_reason = ${reason}
          WHERE shop = ${shop} AND id = ${BigInt(inboxId)} AND processed_at IS NULL`;
        return;
      }
      // messages have states of their own, and their jobs are made again as long as any is due
      if (queue === 'message.send') return;
      await db.deadJob.upsert({
        where: { shop_queue: { shop, queue } },
        create: { shop, queue, data: { ...data }, reason, failedAt: at },
        update: { data: { ...data }, reason, failedAt: at },
      });
    },
    async done(queue, data) {
      if ('shop' in data) await db.deadJob.deleteMany({ where: { shop: data.shop, queue } });
    },
  };
}

/** A word that the page has a sentence for, and what was said. */
function reasonOf(said: string): string {
  const [, fault] = /^failed: (.*)$/s.exec(said) ?? [];
  return fault === undefined ? `gave-up: ${said}` : `internal-error: ${fault}`;
}
