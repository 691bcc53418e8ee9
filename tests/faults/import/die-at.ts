/**
 * Loaded before an importing process's own code (`node --import tsx --import ./tests/faults/import/die-at.ts ...`), which
 * stays as it is. It names the steps of an import (its statements, its calls to Shopify, the pieces that it downloads), and
 * kills the process (-9) at one of them: DIE_AT is a JSON `Death`. STEPS_FILE, when set, gets one line for each step.
 */
import { appendFileSync, writeSync } from 'node:fs';
import pg from 'pg';
import { CONNECTION_NAME } from '../../../app/database/client.server';
import type { Death } from './deaths';

const { DIE_AT, STEPS_FILE } = process.env;
const death = DIE_AT ? (JSON.parse(DIE_AT) as Death) : null;
let left = death?.nth ?? 0;
/** what the process does before and beside its import is nobody's step */
let importing = false;

const die = () => process.kill(process.pid, 'SIGKILL');

/** @returns whether the process dies when the step is over */
function begin(step: string): boolean {
  if (!importing) return false;
  if (STEPS_FILE) appendFileSync(STEPS_FILE, `${step}\n`);
  if (!death || step !== death.step) return false;
  left -= 1;
  if (left !== 0) return false;
  if (death.moment === 'during') setTimeout(die, death.afterMs ?? 0);
  return death.moment === 'after';
}

interface Connection extends pg.Client {
  connectionParameters: { application_name?: string };
}

const query = pg.Client.prototype.query as (this: pg.Client, ...parameters: unknown[]) => unknown;
pg.Client.prototype.query = function (this: Connection, ...parameters: unknown[]) {
  const name = this.connectionParameters.application_name;
  if (name === CONNECTION_NAME && !importing) {
    importing = true;
    writeSync(1, 'importing\n');
  }
  const [given] = parameters;
  const text = typeof given === 'string' ? given : ((given as { text?: string } | undefined)?.text ?? '');
  const diesAfter = name !== 'stammkunde-jobs' && begin(stepOf(text));
  const callback = parameters.at(-1);
  if (diesAfter && typeof callback === 'function') parameters[parameters.length - 1] = die;
  const result = query.apply(this, parameters);
  if (diesAfter && result instanceof Promise) void result.then(die, die);
  // a COPY is a stream: what it writes is stored at "finish", what it reads is through at "end"
  if (diesAfter && hasEvents(result)) result.once('finish', die).once('end', die);
  return result;
} as typeof pg.Client.prototype.query;

function hasEvents(value: unknown): value is NodeJS.EventEmitter {
  return value !== null && typeof value === 'object' && 'once' in value;
}

/** The beginning of a statement, without what differs from run to run. */
function stepOf(text: string): string {
  const plain = text
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '*')
    .replace(/pg_temp\.\w+/g, 'pg_temp.*')
    .replace(/\s+/g, ' ');
  return plain.trim().slice(0, 72);
}

function addressOf(input: Parameters<typeof globalThis.fetch>[0]): string {
  if (typeof input === 'string') return input;
  return input instanceof URL ? input.href : input.url;
}

const { fetch } = globalThis;
globalThis.fetch = async (input, init) => {
  const operation = typeof init?.body === 'string' ? /(?:query|mutation) (\w+)/.exec(init.body)?.[1] : null;
  const isDownload = addressOf(input).includes('/files/');
  if (!operation && !isDownload) return fetch(input, init); // the dev store's clock
  const diesAfter = begin(operation ?? 'download');
  const response = await fetch(input, init);
  if (diesAfter) die();
  if (!isDownload || !response.body) return response;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      begin('downloaded a piece');
      controller.enqueue(piece);
    },
  });
  return new Response(response.body.pipeThrough(counted), response);
};
