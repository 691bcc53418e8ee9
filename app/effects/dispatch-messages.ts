import { claimMessages } from '~/effects/message-state';
import { sendClaimed, type SendOutcome } from '~/effects/send-claimed';
import { takeAllowance } from '~/effects/mail-allowance';
import { takeTurn } from '~/effects/mail-turns';
import { shopMail, type ShopMail } from '~/effects/shop-mail';
import { isImporting } from '~/ledger/shop-context.server';
import type { Services } from '~/services.server';

/** What one job sends of one shop before another shop has its turn. */
const SLICE = 100;
/** The same by its own server, which may take its time for each. */
const SLICE_OWN = 20;

export interface Dispatched {
  claimed: number;
  /** how many ended in each way */
  outcomes: Partial<Record<SendOutcome['outcome'], number>>;
}

/**
 * Sends the next due messages of one shop, at most a slice of them, and asks for another turn when there are more. Any number
 * of them may run at the same time, of one shop too: nobody gets what another has claimed.
 */
export async function dispatchMessages(services: Services, { shop }: { shop: string }): Promise<Dispatched> {
  // while the mail server is away, messages keep their place instead of being carried to and fro
  const mail = await shopMail(services, shop);
  if (mail.transport.isDown?.()) return NOTHING;
  // until the import is done, the ledger may take an old customer for a new one
  if (await isImporting(services.db, shop)) return NOTHING;
  const endTurn = takeTurn(services, mail);
  if (!endTurn) return NOTHING;
  let sent: Dispatched;
  try {
    sent = await sendSlice(services, shop, mail);
  } finally {
    endTurn();
  }
  // before its turn is over, another slice of it would have none
  if (mail.own && sent.claimed === SLICE_OWN) await askForTurn(services, shop);
  return sent;
}

const NOTHING: Dispatched = { claimed: 0, outcomes: {} };

async function sendSlice(services: Services, shop: string, mail: ShopMail): Promise<Dispatched> {
  const allowance = await takeAllowance(services, mail, mail.own ? SLICE_OWN : SLICE);
  // the rest of this second's belongs to somebody else: whoever is due is found again a second later
  const claims = allowance.count > 0 ? await claimMessages(services, shop, allowance.count) : [];
  await allowance.giveBack(claims.length);
  if (claims.length === 0) return NOTHING;
  if (claims.length === SLICE) await askForTurn(services, shop);
  const results = await sendClaimed(services, shop, claims, mail);
  const outcomes: Dispatched['outcomes'] = {};
  for (const { outcome } of results.values()) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  services.log.info({ shop, claimed: claims.length, ...outcomes }, 'messages');
  return { claimed: claims.length, outcomes };
}

const askForTurn = ({ jobs, db }: Services, shop: string) =>
  jobs.send(db, 'message.send', { shop }, { singletonKey: shop });

/** Sends one message, if it is due and nobody else has it. */
export async function sendMessage(
  services: Services,
  { shop, messageId }: { shop: string; messageId: string },
): Promise<SendOutcome> {
  const [claim] = await claimMessages(services, shop, 1, messageId);
  if (!claim) return { outcome: 'not-claimed' };
  const results = await sendClaimed(services, shop, [claim], await shopMail(services, shop));
  return results.get(claim.id) ?? { outcome: 'not-claimed' };
}
