import { applyConsents } from '~/effects/apply-consents';
import { expireGifts } from '~/effects/expire-gifts';
import { issueCoupons } from '~/effects/issue-coupons';
import { dispatchMessages } from '~/effects/dispatch-messages';
import { readBirthdays } from '~/effects/read-birthdays';
import { setUpShop } from '~/effects/set-up-shop';
import { syncDiscount } from '~/effects/sync-discount';
import { tellObjections } from '~/effects/tell-objections';
import { writeStandings } from '~/effects/write-standings';
import { auditLedger } from '~/ledger/audit.server';
import { importHistory } from '~/ledger/import-history.server';
import { planReminders } from '~/ledger/plan-reminders.server';
import { reclassify } from '~/ledger/reclassify.server';
import { reconcile } from '~/ledger/reconcile.server';
import { scanAnniversaries } from '~/ledger/scan-anniversaries.server';
import { scanRoundDates } from '~/ledger/scan-round-dates.server';
import type { RunningServices } from '~/services.server';
import { inboxApplier } from './apply-inbox.server';
import type { Handler } from './pg-boss-queue.server';
import type { QueueName } from '~/job-queue.server';
import { newTickMemory, tick } from './tick.server';

export type Handlers = { [Q in QueueName]: Handler<Q> };

/** What each queue's jobs do; docs/architecture.md, "Jobs". Every one may be repeated without harm. */
export function createHandlers(services: RunningServices): Handlers {
  const memory = newTickMemory();
  return {
    'install.setup': (data) => setUpShop(services, data),
    'import.history': (data) => importHistory(services, data),
    'inbox.apply': inboxApplier(services),
    'standing.write': (data) => writeStandings(services, data),
    'anniversary.scan': async (data) => {
      await expireGifts(services, data);
      await scanRoundDates(services, data.shop);
      await scanAnniversaries(services, data.shop);
      await planReminders(services, data.shop);
    },
    'birthday.read': (data) => readBirthdays(services, data),
    'coupon.issue': (data) => issueCoupons(services, data),
    'message.send': (data) => dispatchMessages(services, data),
    reclassify: async ({ shop }) => {
      await reclassify(services, shop);
      await services.jobs.send(services.db, 'anniversary.scan', { shop }, { singletonKey: shop });
      await services.jobs.send(services.db, 'birthday.read', { shop }, { singletonKey: shop });
    },
    reconcile: ({ shop }) => reconcile(services, shop),
    audit: ({ shop }) => auditLedger(services, shop),
    'discount.sync': (data) => syncDiscount(services, data),
    'consent.apply': (data) => applyConsents(services, data),
    'objection.tell': (data) => tellObjections(services, data),
    tick: () => tick(services, memory),
  };
}
