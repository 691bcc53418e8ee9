import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fieldsUsedByApp } from './applicable';
import { readCaptures } from './captures';
import type { Difference } from './compare';
import { type Outcome, replay } from './replay';

/**
 * Replays recordings of Shopify against the dev store: `npm run test:conformance [-- --captures DIR]`.
 * Exit 1 on any difference, or when a folder that was asked for is not there.
 */
const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const asked = process.argv.indexOf('--captures');
const given = asked === -1 ? undefined : process.argv[asked + 1];
const folder = given ? resolve(given) : resolve(repository, '../shared/shopify/captures');

if (!existsSync(folder)) {
  print(`No recordings at ${folder}.`);
  print(
    'Expected: a folder of JSON files {apiVersion, capturedAt, exchanges: [{name, query, variables, response}]}.',
  );
  print('0 passed, 0 failed, 0 skipped');
  process.exit(given || asked !== -1 ? 1 : 0);
}

const usedByApp = fieldsUsedByApp();
const outcomes: Outcome[] = [];
for (const capture of readCaptures(folder)) {
  print(`\n${capture.file}`);
  if (capture.exchanges.length === 0) print('  holds no exchange with a query and a response');
  for (const outcome of await replay(capture, usedByApp)) {
    outcomes.push(outcome);
    report(outcome);
  }
}
summary(outcomes);

function report(outcome: Outcome): void {
  const { name } = outcome;
  switch (outcome.kind) {
    case 'agree':
      print(`  agree           ${name}`);
      return;
    case 'not-applicable':
      print(`  not applicable  ${name}: ${outcome.reason}`);
      return;
    case 'differ':
      print(`  DIFFER          ${name}`);
      outcome.differences.slice(0, 12).forEach(showDifference);
      if (outcome.differences.length > 12) print(`      and ${outcome.differences.length - 12} more`);
  }
}

function showDifference({ path, expected, actual }: Difference): void {
  print(`      at ${path === '' ? 'the answer' : path}`);
  print(`        - ${short(expected)}`);
  print(`        + ${short(actual)}`);
}

function short(value: unknown): string {
  const text = value === undefined ? '(absent)' : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}...` : text;
}

function summary(all: Outcome[]): void {
  const costs = all.flatMap((outcome) =>
    outcome.kind !== 'not-applicable' && outcome.cost ? [outcome.cost] : [],
  );
  const share = (hits: number) => `${hits} of ${costs.length}`;
  if (all.length === 0) print(`Nothing in ${folder} could be replayed.`);
  print('');
  print(`requestedQueryCost as recorded: ${share(costs.filter(({ requested }) => requested).length)}`);
  print(`actualQueryCost as recorded: ${share(costs.filter(({ actual }) => actual).length)}`);
  const tally = (kind: Outcome['kind']) => all.filter((outcome) => outcome.kind === kind).length;
  const failed = tally('differ');
  print(`${tally('agree')} passed, ${failed} failed, ${tally('not-applicable')} skipped`);
  // a folder that holds nothing to replay must not look like agreement
  process.exitCode = failed > 0 || all.length === 0 ? 1 : 0;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
