import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What the Remix bundle is made of: a change in any of these makes it stale. */
const SOURCES = ['app', 'public', 'vite.config.ts', 'tsconfig.json', 'package-lock.json'];
const RESULT = 'build/server/index.js';
const STAMP = '.cache/build.stamp';
const IGNORED = /(^|\/)extensions\/[^/]+\/(dist|tests)(\/|$)/;

/** Builds the Remix server and browser bundles, unless they are up to date. */
export async function ensureBuild(): Promise<'built' | 'up to date'> {
  const digest = await digestOf(SOURCES);
  const last = await readFile(STAMP, 'utf8').catch(() => '');
  if (last === digest && existsSync(RESULT)) return 'up to date';
  await runRemixBuild();
  await mkdir(path.dirname(STAMP), { recursive: true });
  await writeFile(STAMP, digest);
  return 'built';
}

/** Changes when a file changes, comes or goes; tests and what a build leaves behind do not count. */
export async function digestOf(sources: string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of await filesOf(source))
      hash
        .update(file)
        .update('\0')
        .update(await readFile(file));
  }
  return hash.digest('hex');
}

async function filesOf(source: string): Promise<string[]> {
  if (path.extname(source)) return existsSync(source) ? [source] : [];
  const entries = await readdir(source, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.') && !IGNORED.test(entry.parentPath))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

async function runRemixBuild(): Promise<void> {
  const child = spawn('remix', ['vite:build', '--logLevel', 'warn'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`remix vite:build failed:\n${Buffer.concat(output).toString()}`);
}

if (import.meta.filename === path.resolve(process.argv[1] ?? '')) {
  process.stdout.write(`${await ensureBuild()}: ${RESULT}\n`);
}
