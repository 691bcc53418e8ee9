import type { Express } from 'express';
import type { Logger } from 'pino';
import type { ShopContext } from '../context';
import type { MailStore } from '../mail/mail-store';
import type { MovableClock } from '../model/clock';
import type { ShopLookup } from './route';

export interface PartsDeps {
  shop: ShopLookup;
  domains(): string[];
  contexts: ReadonlyMap<string, ShopContext>;
  mail: MailStore;
  clock: MovableClock;
  url: string;
  log: Logger;
}

/** Joins the parts that are worlds of their own: the Admin API, and the pages with the checkout behind them. */
export async function mountParts(_app: Express, _deps: PartsDeps): Promise<void> {
  await Promise.resolve();
}
