import { coalesce } from '~/coalesce.server';
import {
  markHanded,
  settleMessages,
  type ClaimedMessage,
  type Handing,
  type Settlement,
} from '~/effects/message-state';
import type { ShopMail } from '~/effects/shop-mail';
import type { Services } from '~/services.server';

/**
 * Messages of one process for the operator's server, over all shops, that are marked as handed over and not settled yet: enough
 * that the connections to it do not wait for our commits. So many at most may leave twice, or be parked, when the process dies.
 */
export const IN_FLIGHT = 48;
/** The same for each server that belongs to a shop: one that hangs takes no places from the others. */
const IN_FLIGHT_OWN = 10;
/** A commit costs more than the wait for a few others that share it. */
const GATHER_MS = 4;
/** The database is away: what the mail server has taken must not be forgotten as long as this process lives. */
const TRY_AGAIN_MS = 500;
const TRIES = 120;

/** What became of a claim that asked for its turn; `lost`: it was taken back; `unwanted`: it had no turn. */
export type Turn = 'handed' | 'lost' | 'unwanted';

export interface MailLine {
  /**
   * Waits for a place among those in flight, then says in the database that the message may leave from here on.
   * @param wanted asked when a place is there
   */
  hand(handing: Handing, wanted: () => boolean): Promise<Turn>;
  /** Ends a claim, which frees its place. @returns whether it still held; one that was taken back is the other side's */
  settle(claim: ClaimedMessage, settlement: Settlement): Promise<boolean>;
}

type LineServices = Pick<Services, 'db' | 'clock' | 'log'>;

interface Waiting {
  handing: Handing;
  wanted: () => boolean;
  resolve(turn: Turn): void;
  reject(error: unknown): void;
}

const lines = new WeakMap<object, Map<string, MailLine>>();

/**
 * The one line of this process to a mail server: marking and settling go out in batches, whichever slices and shops they come
 * from.
 */
export function mailLine(
  services: LineServices,
  { server, own }: Pick<ShopMail, 'server' | 'own'>,
): MailLine {
  const known = lines.get(services.db) ?? new Map<string, MailLine>();
  lines.set(services.db, known);
  const line = known.get(server) ?? createMailLine(services, { places: own ? IN_FLIGHT_OWN : IN_FLIGHT });
  known.set(server, line);
  return line;
}

export function createMailLine(
  services: LineServices,
  { places = IN_FLIGHT, tryAgainMs = TRY_AGAIN_MS }: { places?: number; tryAgainMs?: number } = {},
): MailLine {
  let free = places;
  const waiting: Waiting[] = [];
  let handing = false;
  const handed = new Set<string>();

  const settleNow = async (items: { claim: ClaimedMessage; settlement: Settlement }[]) => {
    for (let tried = 1; ; tried += 1) {
      try {
        return await settleMessages(services, items);
      } catch (error) {
        if (tried >= TRIES) throw error;
        services.log.error({ kind: (error as Error).name, messages: items.length }, 'messages not settled');
        await new Promise((resolve) => setTimeout(resolve, tryAgainMs));
      }
    }
  };
  const settleOne = coalesce(settleNow, GATHER_MS);

  /** Fills the places that are free, one statement at a time. */
  async function fill(): Promise<void> {
    if (handing) return;
    handing = true;
    while (free > 0 && waiting.length > 0) {
      const batch: Waiting[] = [];
      while (batch.length < free && waiting.length > 0) {
        const next = waiting.shift();
        if (next?.wanted()) batch.push(next);
        else next?.resolve('unwanted');
      }
      if (batch.length === 0) continue;
      free -= batch.length;
      try {
        const held = await markHanded(
          services,
          batch.map((one) => one.handing),
        );
        batch.forEach(({ handing: { claim }, resolve }, index) => {
          if (held[index]) handed.add(keyOf(claim));
          else free += 1;
          resolve(held[index] ? 'handed' : 'lost');
        });
      } catch (error) {
        free += batch.length;
        for (const { reject } of batch) reject(error);
      }
    }
    handing = false;
  }

  return {
    hand: (one, wanted) =>
      new Promise((resolve, reject) => {
        waiting.push({ handing: one, wanted, resolve, reject });
        // those that ask in the same turn go together
        void Promise.resolve().then(fill);
      }),
    async settle(claim, settlement) {
      try {
        return await settleOne({ claim, settlement });
      } finally {
        if (handed.delete(keyOf(claim))) {
          free += 1;
          void Promise.resolve().then(fill);
        }
      }
    },
  };
}

/** A message claimed again is another one: `claimedAt` is the fence. */
function keyOf({ shop, id, claimedAt }: ClaimedMessage): string {
  return `${shop}|${id}|${claimedAt.getTime()}`;
}
