// npm run test:equivalence -- --runs 100000 [--seed N]: holds the compiled function against the model in tests/model.
import { parseArgs } from 'node:util';
import { loadFunction } from '../app/discount-function/host';
import { checkCase } from '../tests/model/equivalence';
import { buildFunction } from './build-function.mjs';

const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' } } });
const runs = Number(values.runs ?? 5000);
const first = Number(values.seed ?? Date.now() % 1_000_000_000);
if (!Number.isSafeInteger(runs) || !Number.isSafeInteger(first))
  throw new Error('--runs and --seed are numbers');
process.stdout.write(`${runs} carts, seeds ${first} to ${first + runs - 1}\n`);
const loaded = loadFunction(await buildFunction());
const began = performance.now();
for (let seed = first; seed < first + runs; seed++) {
  await checkCase(loaded, seed);
  if ((seed - first + 1) % 10_000 === 0) process.stdout.write(`${seed - first + 1}\n`);
}
const seconds = ((performance.now() - began) / 1000).toFixed(0);
process.stdout.write(`equal in all ${runs}, in ${seconds} s\n`);
