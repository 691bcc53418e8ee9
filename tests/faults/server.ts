import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createUnguardedDb } from '../../app/database/client.server';
import { createDatabase } from '../../app/database/create.server';
import { startEmbeddedDatabase } from '../../app/database/embedded.server';
import { migrate } from '../../app/database/migrate.server';
import { isAlive } from '../../app/database/start-lock.server';
import { anyPort } from '../../scripts/processes';
import { administer } from '../support/administer';
import { eventually, type DatabaseOptions, type FaultDatabase, type FaultServer } from './fault';

const FOLDER = '.data/faults';

export interface Cluster {
  database(options?: DatabaseOptions): Promise<FaultDatabase>;
  stop(): Promise<void>;
}

/** A PostgreSQL of the run's own on a fixed port, with the durability that production has. */
export async function startCluster(): Promise<Cluster> {
  const start = (port: number) =>
    startEmbeddedDatabase({ folder: FOLDER, port, settings: { max_connections: '200' } });
  let cluster = await start(await anyPort());
  const root = cluster.url;
  // a run that was broken off has left one, which is joined where it listens
  const port = Number(new URL(root).port);
  const server: FaultServer = {
    async restart() {
      const pid = await postmaster(root);
      process.kill(pid, 'SIGQUIT');
      const gone = await eventually(async () => !isAlive(pid), 20_000);
      if (!gone) throw new Error('PostgreSQL did not stop');
      cluster = await start(port);
    },
  };
  const open: FaultDatabase[] = [];
  return {
    async database({ durable = true } = {}) {
      const name = `faults_${randomUUID().replaceAll('-', '')}`;
      const url = await createDatabase(root, name, { afresh: true });
      await migrate(url);
      if (!durable) await administer(root, `ALTER DATABASE "${name}" SET synchronous_commit TO off`);
      const database = { url, db: createUnguardedDb(url, 4), server };
      open.push(database);
      return database;
    },
    async stop() {
      for (const { db, url } of open) {
        await db.$disconnect();
        await administer(root, `DROP DATABASE "${new URL(url).pathname.slice(1)}" WITH (FORCE)`);
      }
      await cluster.stop();
    },
  };
}

async function postmaster(url: string): Promise<number> {
  const db = createUnguardedDb(url, 1);
  const [row] = await db.$queryRaw<{ folder: string }[]>`SELECT current_setting('data_directory') AS folder`;
  await db.$disconnect();
  const text = await readFile(path.join(row?.folder ?? '', 'postmaster.pid'), 'utf8');
  return Number(text.split('\n')[0]);
}
