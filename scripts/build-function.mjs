// Compiles extensions/loyalty-discount/assembly to dist/function.wasm. Plain Node, no shell: the Shopify CLI runs it as the
// extension's build command, npm scripts run it as `npm run function:build`. Skips when the sources have not changed. Refuses
// input queries beyond the platform's limits, which would otherwise be found out at `shopify app deploy`.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { queryProblems } from './function-query-limits.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const extension = join(root, 'extensions', 'loyalty-discount');
const require = createRequire(import.meta.url);

// instructions are what counts: inlining costs bytes, of which the platform allows 256,000
const FLAGS = '--runtime stub --use abort= -O3 --shrinkLevel 0 --converge --initialMemory 2'.split(' ');
const SIZE_LIMIT = 24 * 1000;

/** The extension's input queries, as its shopify.extension.toml names them. */
export function queryFiles(folder) {
  const toml = readFileSync(join(folder, 'shopify.extension.toml'), 'utf8');
  const names = [...toml.matchAll(/^\s*input_query\s*=\s*"([^"]+)"/gm)].map((match) => match[1]);
  return [...new Set(names)].sort();
}

/** Builds into `outFile`. Returns the module's bytes. Throws with the compiler's messages, or what is wrong with a query. */
export async function buildFunction({
  outFile = join(extension, 'dist', 'function.wasm'),
  force = false,
  queries = extension,
} = {}) {
  const problems = queryFiles(queries).flatMap((name) =>
    queryProblems(name, readFileSync(join(queries, name), 'utf8')),
  );
  if (problems.length > 0)
    throw new Error(`input query beyond the platform's limits\n${problems.join('\n')}`);

  const sources = readdirSync(join(extension, 'assembly'))
    .filter((name) => name.endsWith('.ts'))
    .sort();
  const compilerVersion = require('assemblyscript/package.json').version;
  const hash = createHash('sha256').update(`${compilerVersion} ${FLAGS.join(' ')}`);
  for (const name of sources)
    hash.update(`\0${name}\0`).update(readFileSync(join(extension, 'assembly', name)));
  const wanted = hash.digest('hex');
  const stamp = `${outFile}.sha256`;
  if (!force && read(stamp) === wanted && exists(outFile)) return readFileSync(outFile);

  const asc = await import('assemblyscript/asc');
  mkdirSync(dirname(outFile), { recursive: true });
  // a reader never sees half a module: written beside, then renamed
  const draft = `${outFile}.${process.pid}.tmp`;
  const arguments_ = ['assembly/index.ts', '-o', relative(extension, draft), ...FLAGS];
  const { error, stderr } = await asc.main([...arguments_, '--baseDir', extension]);
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  const bytes = readFileSync(draft);
  if (bytes.length > SIZE_LIMIT) {
    rmSync(draft);
    throw new Error(`function.wasm has ${bytes.length} bytes, more than ${SIZE_LIMIT}`);
  }
  renameSync(draft, outFile);
  writeFileSync(stamp, wanted);
  return bytes;
}

function read(path) {
  return exists(path) ? readFileSync(path, 'utf8') : null;
}

function exists(path) {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const bytes = await buildFunction({ force: process.argv.includes('--force') });
    process.stdout.write(`dist/function.wasm ${bytes.length} bytes\n`);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
