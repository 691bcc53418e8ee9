import { randomAnniversary, wrongAnniversary } from '../../model/anniversaries';
import type { FaultContext, FaultResult } from '../fault';

/** Anniversaries over every zone x 1970-2040: jumping clocks, workers that were down, days that do not exist. */
export function run({ full, random }: FaultContext): Promise<FaultResult> {
  const cases = full ? 1_000_000 : 50_000;
  const problems: string[] = [];
  let skipped = 0;
  let leap = 0;
  for (let n = 0; n < cases && problems.length < 10; n += 1) {
    const test = randomAnniversary(random);
    if (test.zone.startsWith('Pacific/')) skipped += 1;
    if (test.first.endsWith('02-29')) leap += 1;
    const wrong = wrongAnniversary(test);
    if (wrong !== null) problems.push(`${wrong}: ${JSON.stringify(test)}`);
  }
  return Promise.resolve({ injected: cases, problems, figures: { cases, 'Feb 29': leap, Pacific: skipped } });
}
