import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient, type Prisma } from '@prisma/client';

/** A Prisma client or the transaction of one: what a statement runs in. */
export type Db = PrismaClient | Prisma.TransactionClient;

/**
 * A Prisma client over node-postgres; no engine binary.
 * @param url PostgreSQL connection string
 * @param max connections in the pool
 */
export function createDb(url: string, max = 10): PrismaClient {
  const adapter = new PrismaPg({ connectionString: url, max, allowExitOnIdle: true });
  return new PrismaClient({ adapter });
}
