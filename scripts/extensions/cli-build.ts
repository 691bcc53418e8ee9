import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { CONFIG_FILE, extensionFolders, type ExtensionFolder } from './folder';
import { compressedSize } from './sizes';

export interface BuiltExtension {
  name: string;
  bytes: number;
  /** gzip, level 9 */
  compressed: number;
}
export interface Build {
  built: BuiltExtension[];
  /** an extension that renders one element, by the same tools in the same run: what Preact and signals weigh */
  empty: BuiltExtension;
}

/**
 * Builds every UI and theme extension with `shopify app build`, without a network, into its `dist/`. The CLI works in a
 * copy of the app, since it writes type declarations and manifests beside the sources. The discount function is not
 * part of it: for a function the CLI downloads two tools (wasm-opt and a trampoline), so scripts/build-function.mjs builds it.
 * @throws with the CLI's output when it fails
 */
export async function buildWithCli(root: string): Promise<Build> {
  const extensions = extensionFolders(root).filter(({ type }) => type !== 'function');
  mkdirSync(path.join(root, '.cache'), { recursive: true });
  // below the project, so that modules resolve to its node_modules
  const copy = mkdtempSync(path.join(root, '.cache', 'extensions-build-'));
  try {
    copyApp(root, copy, extensions);
    await runCli(root, copy);
    const built = extensions
      .filter(({ type }) => type === 'ui_extension')
      .map((extension) => {
        const result = measure(copy, extension.name);
        const target = path.join(extension.folder, 'dist');
        mkdirSync(target, { recursive: true });
        // whoever reads it meanwhile gets the old one or the new one, never half of it
        const file = path.join(target, `${extension.name}.js`);
        cpSync(bundleOf(copy, extension.name), `${file}.${process.pid}`);
        renameSync(`${file}.${process.pid}`, file);
        return result;
      });
    return { built, empty: measure(copy, EMPTY) };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const EMPTY = 'empty-extension';

function copyApp(root: string, copy: string, extensions: readonly ExtensionFolder[]): void {
  for (const name of ['shopify.app.toml', 'package.json'])
    cpSync(path.join(root, name), path.join(copy, name));
  const parent = path.join(copy, 'extensions');
  mkdirSync(parent);
  for (const { folder, name } of extensions) {
    const filter = (source: string) => !/\/(dist|tests|node_modules)$/.test(source);
    cpSync(folder, path.join(parent, name), { recursive: true, filter });
  }
  // what several extensions use: modules, compiler options
  for (const entry of readdirSync(path.join(root, 'extensions'))) {
    const source = path.join(root, 'extensions', entry);
    if (!existsSync(path.join(source, CONFIG_FILE)))
      cpSync(source, path.join(parent, entry), { recursive: true });
  }

  const empty = path.join(parent, EMPTY);
  mkdirSync(path.join(empty, 'locales'), { recursive: true });
  const write = (name: string, text: string) => writeFileSync(path.join(empty, name), text);
  write('shopify.extension.toml', EMPTY_CONFIG);
  write('index.tsx', EMPTY_MODULE);
  write('locales/en.default.json', '{}');
  write(
    'tsconfig.json',
    JSON.stringify({ compilerOptions: { jsx: 'react-jsx', jsxImportSource: 'preact' } }),
  );
}

const EMPTY_CONFIG = `api_version = "2026-07"
[[extensions]]
name = "Empty"
handle = "${EMPTY}"
uid = "00000000-0000-4000-8000-000000000000"
type = "ui_extension"
[[extensions.targeting]]
module = "./index.tsx"
target = "purchase.checkout.block.render"
`;
const EMPTY_MODULE = `import '@shopify/ui-extensions/preact';
import { render } from 'preact';
export default function extension() { render(<s-text>.</s-text>, document.body); }
`;

async function runCli(root: string, copy: string): Promise<void> {
  const cli = path.join(root, 'node_modules', '@shopify', 'cli', 'bin', 'run.js');
  const child = spawn(
    process.execPath,
    [cli, 'app', 'build', '--path', copy, '--skip-dependencies-installation', '--no-color'],
    {
      cwd: copy,
      env: {
        ...process.env,
        // neither a question nor a message to anybody, and no settings in the home of whoever builds
        CI: '1',
        SHOPIFY_CLI_NO_ANALYTICS: '1',
        XDG_CONFIG_HOME: path.join(copy, '.config'),
        XDG_CACHE_HOME: path.join(copy, '.caches'),
        NODE_ENV: 'production',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => output.push(text));
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`shopify app build: exit code ${code}\n${output.join('')}`);
}

function bundleOf(copy: string, name: string): string {
  return path.join(copy, 'extensions', name, 'dist', `${name}.js`);
}

function measure(copy: string, name: string): BuiltExtension {
  const file = bundleOf(copy, name);
  if (!existsSync(file)) throw new Error(`shopify app build left no ${path.relative(copy, file)}`);
  const metafile = readFileSync(file.replace(/js$/, 'metafile.json'), 'utf8');
  // without the extension's tsconfig.json JSX becomes React's: it builds, and renders nothing
  if (/node_modules\/react\//.test(metafile))
    throw new Error(`${name} holds React: jsxImportSource is not preact`);
  const bytes = readFileSync(file);
  return { name, bytes: bytes.length, compressed: compressedSize(bytes) };
}
