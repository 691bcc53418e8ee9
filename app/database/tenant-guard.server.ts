import type { PrismaPg } from '@prisma/adapter-pg';
import { loadModule } from 'libpg-query';
import type pg from 'pg';
import { forgottenShop } from './tenant-sql';

/** A bug: a statement would have read or changed rows of any shop. It has not been sent to the database. */
class ForgottenShop extends Error {
  override name = 'ForgottenShop';
}

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;
type Transaction = Awaited<ReturnType<Adapter['startTransaction']>>;

/**
 * The one door between Prisma and the database: whatever a statement was written in, the model's methods or raw SQL, its
 * text is read here before it is sent, and refused when it does not say whose rows it means (docs/decisions/006).
 */
export function guardTenants(factory: PrismaPg): PrismaPg {
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    await loadModule();
    return guardAdapter(await connect());
  };
  return factory;
}

function guardAdapter(adapter: Adapter): Adapter {
  guardStatements(adapter);
  const startTransaction = adapter.startTransaction.bind(adapter);
  adapter.startTransaction = async (isolationLevel) => {
    const transaction = await startTransaction(isolationLevel);
    guardStatements(transaction);
    return transaction;
  };
  return adapter;
}

function guardStatements(target: Adapter | Transaction): void {
  const queryRaw = target.queryRaw.bind(target);
  const executeRaw = target.executeRaw.bind(target);
  target.queryRaw = async (query) => {
    refuseForgottenShop(query.sql);
    return queryRaw(query);
  };
  target.executeRaw = async (query) => {
    refuseForgottenShop(query.sql);
    return executeRaw(query);
  };
}

/** The same for a connection that goes another way than Prisma's, for COPY. */
export async function guardConnection(client: pg.Client): Promise<pg.Client> {
  await loadModule();
  const query = client.query.bind(client) as (...parameters: unknown[]) => unknown;
  client.query = ((...parameters: unknown[]) => {
    const [statement] = parameters;
    refuseForgottenShop(typeof statement === 'string' ? statement : (statement as { text: string }).text);
    return query(...parameters);
  }) as pg.Client['query'];
  return client;
}

/** Texts are few and used again and again; those with lists of varying length must not fill the memory. */
const MOST_REMEMBERED = 5_000;
const allowed = new Set<string>();

function refuseForgottenShop(sql: string): void {
  if (allowed.has(sql)) return;
  const problem = forgottenShop(sql);
  if (problem !== null) throw new ForgottenShop(problem);
  if (allowed.size >= MOST_REMEMBERED) allowed.clear();
  allowed.add(sql);
}
