import type { PrismaClient } from '@prisma/client';

const guardedClients = new WeakMap<PrismaClient, PrismaClient>();

/** The client that the app's own code gets: to the same database, refusing what forgets the shop. */
export function guardedClient(db: PrismaClient): PrismaClient {
  return guardedClients.get(db) ?? db;
}

export function rememberGuarded(db: PrismaClient, guarded: PrismaClient): void {
  guardedClients.set(db, guarded);
}
