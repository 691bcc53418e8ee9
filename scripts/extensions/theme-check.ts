import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { ExtensionFolder } from './folder';
import type { Problem } from './problem';

interface Report {
  path: string;
  offenses: { check: string; start_row: number; message: string }[];
}

/** Shopify's own theme check, offline, with every finding a problem. @throws when it says anything but a report */
export function checkTheme(root: string, { folder, type }: ExtensionFolder): Problem[] {
  if (type !== 'theme') return [];
  const cli = path.resolve(
    import.meta.dirname,
    '..',
    '..',
    'node_modules',
    '@shopify',
    'cli',
    'bin',
    'run.js',
  );
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [cli, 'theme', 'check', '--path', folder, '--fail-level', 'info', '--output', 'json'],
    { encoding: 'utf8', env: { ...process.env, CI: '1', SHOPIFY_CLI_NO_ANALYTICS: '1' } },
  );
  const start = stdout.indexOf('[');
  if (start < 0) throw new Error(`shopify theme check: ${stdout}${stderr}`);
  return (JSON.parse(stdout.slice(start)) as Report[]).flatMap(({ path: file, offenses }) =>
    offenses.map(({ check, start_row, message }) => ({
      where: `${path.relative(root, file)}:${start_row + 1}`,
      rule: 'theme' as const,
      message: `${check}: ${message}`,
    })),
  );
}
