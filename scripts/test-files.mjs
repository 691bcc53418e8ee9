/**
 * Reads vitest's JSON reports, for the gate. The last report that names a file counts: a file may have run again.
 *
 *     node scripts/test-files.mjs failed REPORT...   the files that did not pass, one a line; exits with 1 when there is no report
 *     node scripts/test-files.mjs count REPORT...    how many tests passed, failed and were skipped
 */
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

const [question, ...reports] = process.argv.slice(2);
const files = new Map();
for (const report of reports.filter((one) => existsSync(one)))
  for (const file of JSON.parse(readFileSync(report, 'utf8')).testResults)
    files.set(relative(process.cwd(), file.name), file);
if (files.size === 0)
  throw new Error(`no test report in ${reports.join(', ')}: the run broke off before it wrote one`);

if (question === 'failed') {
  for (const [name, { status }] of files) if (status !== 'passed') process.stdout.write(`${name}\n`);
} else if (question === 'count') {
  const tests = [...files.values()].flatMap(({ assertionResults }) => assertionResults);
  const count = (...states) => tests.filter(({ status }) => states.includes(status)).length;
  process.stdout.write(
    `${count('passed')} passed, ${count('failed')} failed, ${count('skipped', 'pending', 'todo')} skipped\n`,
  );
} else throw new Error('say "failed" or "count", then the reports');
