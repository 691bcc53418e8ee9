import path from 'node:path';
import { checkExtensions } from './extensions/check';
import { readVocabulary } from './extensions/vocabulary';

/** `npm run extensions:check`: what Shopify's CLI does not look at. Exit code 1 when something is wrong. */
const root = path.resolve(import.meta.dirname, '..');
const problems = checkExtensions(root, readVocabulary(root));
for (const { where, rule, message } of problems) process.stderr.write(`${where} [${rule}] ${message}\n`);
process.stdout.write(
  problems.length === 0 ? 'extensions: nothing wrong\n' : `extensions: ${problems.length} wrong\n`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
