import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient, type Prisma } from '@prisma/client';
import pg from 'pg';
import { returnLostConnections } from './lost-connections.server';
import { guardConnection, guardTenants } from './tenant-guard.server';

/** A Prisma client or the transaction of one: what a statement runs in. */
export type Db = PrismaClient | Prisma.TransactionClient;

/**
 * A Prisma client over node-postgres; no engine binary. It refuses every statement that forgets the shop.
 * @param url PostgreSQL connection string
 * @param max connections in the pool
 */
export function createDb(url: string, max = 10): PrismaClient {
  return client(url, guardTenants(postgres(url, max)));
}

/** For tests and tools, which look at the whole database: nothing is refused. The app never uses it. */
export function createUnguardedDb(url: string, max = 10): PrismaClient {
  return client(url, postgres(url, max));
}

function postgres(url: string, max: number): PrismaPg {
  const pool = new pg.Pool({ connectionString: url, max, allowExitOnIdle: true });
  // The pool listens to a connection only while it is idle, and Prisma while a transaction has it. One that PostgreSQL
  // ends in between would end the process; so it only ends the statement that needs it next, which says why.
  pool.on('connect', (connection) => connection.on('error', () => undefined));
  return returnLostConnections(new PrismaPg(pool, { disposeExternalPool: true }));
}

function client(url: string, adapter: PrismaPg): PrismaClient {
  // on the client itself, so that what is derived from it has it too
  return Object.defineProperty(new PrismaClient({ adapter }), CONNECTION_STRING, { value: url });
}

const CONNECTION_STRING = Symbol('connection string');
/** How PostgreSQL's list of connections names those of `connect`. */
export const CONNECTION_NAME = 'stammkunde copy';

/**
 * A connection of its own to the client's database, for what Prisma cannot do: COPY, and tables that live as long as a
 * session. Instants are written and read in UTC. It refuses what forgets the shop, too. The caller ends it.
 */
export async function connect(db: PrismaClient): Promise<pg.Client> {
  const connectionString: unknown = Reflect.get(db, CONNECTION_STRING);
  if (typeof connectionString !== 'string') throw new Error('not a client of createDb');
  const client = new pg.Client({ connectionString, application_name: CONNECTION_NAME });
  // A connection that breaks between two queries has nobody waiting for it; the next query fails with the reason.
  client.on('error', () => undefined);
  await client.connect();
  await client.query("SET TIME ZONE 'UTC'; SET datestyle = 'ISO'; SET client_encoding = 'UTF8'");
  return guardConnection(client);
}
