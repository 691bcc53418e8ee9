import { randomUUID } from 'node:crypto';
import type { PrismaClient } from '@prisma/client';
import { defaultProgram, type Program } from '../../app/loyalty/program';

/** The app as a shop of the dev store knows it in tests of effects: what it may do, and its discount function. */
export const APP_SCOPES = [
  'read_customers',
  'write_customers',
  'read_orders',
  'write_discounts',
  'read_all_orders',
];

export const appFunctions = () => [
  {
    id: randomUUID(),
    title: 'Loyalty',
    handle: 'loyalty-discount',
    apiType: 'discount',
    apiVersion: '2026-07',
    appTitle: 'Stammkunde',
  },
];

/**
 * The shop's rows as after the installation: offline session, facts of the shop. No program yet (`saveProgram`).
 * @param dates when it was installed, since when it sends; `setUpAt` null keeps the tick's scans and sweeps away from it
 */
export async function insertShop(
  db: PrismaClient,
  shop: string,
  dates: { installedAt: Date; messagesSince: Date; setUpAt: Date | null },
): Promise<void> {
  await db.shop.create({
    data: {
      shop,
      name: 'Rösterei',
      timeZone: 'Europe/Berlin',
      currency: 'EUR',
      countryCode: 'DE',
      primaryLocale: 'de',
      planName: 'Basic',
      ...dates,
    },
  });
}

export async function insertSession(db: PrismaClient, shop: string, accessToken: string): Promise<void> {
  await db.session.create({
    data: { id: `offline_${shop}`, shop, state: '', accessToken, scope: APP_SCOPES.join() },
  });
}

/** Version 1 of the shop's program: the default one with an imprint, so that mail may leave, and the change. */
export async function saveProgram(
  db: PrismaClient,
  shop: string,
  createdAt: Date,
  change: (program: Program) => void,
): Promise<void> {
  const document = defaultProgram({ name: 'Rösterei', email: 'hallo@shop.example' });
  document.sender.imprint = 'Rösterei GmbH, Elbufer 1, 01067 Dresden';
  change(document);
  await db.program.upsert({
    where: { shop_version: { shop, version: 1 } },
    create: { shop, version: 1, document, createdAt },
    update: { document },
  });
}
