/**
 * `bench dispatch`, rendering: in a process of its own, so that React runs as it does in production. Prints one line of JSON:
 * milliseconds a message by react-email anew and by us, medians of rounds in turns.
 */
import { renderMessage } from '../../../app/mail/render.server';
import { renderAnew } from './anew';
import { renderInput } from './dispatch-mail';

const ROUNDS = 7;
const input = renderInput();
const anew = () => renderAnew(input);
const ours = () => renderMessage(input);

const times: { anew: number[]; ours: number[] } = { anew: [], ours: [] };
await measure(anew, 200);
await measure(ours, 2_000);
for (let round = 0; round < ROUNDS; round += 1) {
  times.anew.push(await measure(anew, 200));
  times.ours.push(await measure(ours, 2_000));
}
process.stdout.write(`${JSON.stringify({ anew: median(times.anew), ours: median(times.ours) })}\n`);

/** @returns milliseconds each */
async function measure(work: () => Promise<unknown>, count: number): Promise<number> {
  const startedAt = performance.now();
  for (let n = 0; n < count; n += 1) await work();
  return (performance.now() - startedAt) / count;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
