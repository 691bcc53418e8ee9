import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { defineConfig } from 'prisma/config';

/**
 * Prisma's command line with its schema engine as Wasm, so that nothing is downloaded. The engine needs four things of
 * adapter-pg 6.19 put right; the app's own client uses the adapter as it is. See docs/decisions/003-prisma-offline.md.
 */
const url = process.env.DATABASE_URL;
if (!url)
  throw new Error('DATABASE_URL must be set for the Prisma command line (npm run db -- COMMAND sets it).');

/** Catalogue columns come as `name` (19) and `"char"` (18), which the adapter does not map: call them text (25). */
const AS_TEXT = new Map([
  [18, 25],
  [19, 25],
]);

function forSchemaEngine(
  pool: pg.Pool,
  adapter: SqlDriverAdapter,
  dispose: () => Promise<void>,
): SqlDriverAdapter {
  const queryRaw = async (query: Parameters<SqlDriverAdapter['queryRaw']>[0]) => adapter.queryRaw(query);
  return new Proxy(adapter, {
    get(target, property, receiver) {
      if (property === 'executeScript') return (script: string) => pool.query(script).then(() => undefined);
      if (property === 'queryRaw') return queryRaw;
      if (property === 'dispose') return dispose;
      const value: unknown = Reflect.get(target, property, receiver);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function poolOf(database?: string): pg.Pool {
  const pool = new pg.Pool({
    ...parseUrl(url as string),
    ...(database ? { database } : {}),
    allowExitOnIdle: true,
  });
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<pg.QueryResult>;
  pool.query = (async (...args: unknown[]) => {
    const result = await query(...args);
    for (const field of result.fields ?? [])
      field.dataTypeID = AS_TEXT.get(field.dataTypeID) ?? field.dataTypeID;
    return result;
  }) as typeof pool.query;
  return pool;
}

function parseUrl(text: string) {
  const parsed = new URL(text);
  return {
    host: parsed.hostname,
    port: Number(parsed.port || 5432),
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
    database: parsed.pathname.slice(1),
  };
}

async function connect(
  database?: string,
  dispose?: (pool: pg.Pool) => Promise<void>,
): Promise<SqlDriverAdapter> {
  const pool = poolOf(database);
  const adapter = await new PrismaPg(pool).connect();
  return forSchemaEngine(pool, adapter, () => (dispose ? dispose(pool) : pool.end()));
}

export default defineConfig({
  schema: 'prisma/schema.prisma',
  experimental: { adapter: true },
  engine: 'js',
  adapter: async () => ({
    provider: 'postgres',
    adapterName: 'stammkunde-schema-engine',
    connect: () => connect(),
    /** A database of its own: with a connection string, the adapter's would be the real one. */
    async connectToShadowDb() {
      const name = `shadow_${randomUUID().replaceAll('-', '')}`;
      const admin = poolOf('postgres');
      await admin.query(`CREATE DATABASE "${name}"`);
      return connect(name, async (pool) => {
        await pool.end();
        await admin.query(`DROP DATABASE "${name}"`);
        await admin.end();
      });
    },
  }),
});
