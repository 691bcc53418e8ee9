// npm run test:mutations -- --runs 20000 [--seed N]: the compiled function on damaged metafields and inputs.
import { parseArgs } from 'node:util';
import { loadFunction } from '../app/discount-function/host';
import { checkMutation, type Outcome } from '../tests/model/mutations';
import { buildFunction } from './build-function.mjs';

const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' } } });
const runs = Number(values.runs ?? 20_000);
const first = Number(values.seed ?? Date.now() % 1_000_000_000);
if (!Number.isSafeInteger(runs) || !Number.isSafeInteger(first))
  throw new Error('--runs and --seed are numbers');
process.stdout.write(`${runs} damaged inputs, seeds ${first} to ${first + runs - 1}\n`);
const loaded = loadFunction(await buildFunction());
const outcomes: Record<Outcome, number> = { gave: 0, 'gave nothing': 0, 'input over the limit': 0 };
const began = performance.now();
for (let seed = first; seed < first + runs; seed++) outcomes[await checkMutation(loaded, seed)]++;
const seconds = ((performance.now() - began) / 1000).toFixed(0);
const counts = Object.entries(outcomes).map(([outcome, count]) => `${outcome} ${count}`);
process.stdout.write(`harmless in all ${runs} (${counts.join(', ')}) in ${seconds} s\n`);
