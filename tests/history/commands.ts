import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { CsvImported } from '../../app/ledger/import-csv.server';
import type { HistoryReport } from '../../app/ledger/history-report.server';

/** `npm run history:import`, as a process of its own on the database of `url`. */
export function historyImport(url: string, args: string[]): Promise<CsvImported> {
  return command<CsvImported>('scripts/history-import.ts', url, args);
}

/** `npm run history:report -- --json` */
export function historyReport(url: string, args: string[]): Promise<HistoryReport> {
  return command<HistoryReport>('scripts/history-report.ts', url, ['--json', ...args]);
}

/** The last line of standard output is the result. */
async function command<T>(script: string, url: string, args: string[]): Promise<T> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, ...args], {
    env: { ...process.env, DATABASE_URL: url, NODE_ENV: 'test' },
  });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as T;
}
