import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DocumentNode, ExecutionResult } from 'graphql';
import type { CommandEnv } from '../model/command';
import type { BulkOperation } from '../model/types';
import { adminSchema } from '../graphql/schema';
import type { Schedule } from '../graphql/ports';
import { gid } from '../graphql/gid';
import { toLines } from './jsonl';
import { readBulkQuery } from './validate';

/** Bulk queries of one app and shop that may run at the same time. */
const LIMIT = 5;
const STEP_MS = 60;
/** How many times the counters are seen to grow. */
const STEPS = 3;
const URL_LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;
const RUNNING = new Set<BulkOperation['status']>(['CREATED', 'RUNNING', 'CANCELING']);

export interface BulkError {
  field: string[] | null;
  message: string;
  code: 'INVALID' | 'OPERATION_IN_PROGRESS';
}

export type BulkStart = { ok: true; operation: BulkOperation } | { ok: false; errors: BulkError[] };
export type BulkCancel =
  { ok: true; operation: BulkOperation } | { ok: false; reason: 'not-found' | 'finished' };

/** Runs a query with every connection in full, with the scopes of the token that started it. */
export type RunInFull = (document: DocumentNode, scopes: readonly string[]) => Promise<ExecutionResult>;

interface Deps extends CommandEnv {
  schedule: Schedule;
  run: RunInFull;
  /** "http://localhost:4000/shops/x.myshopify.com" */
  base: string;
  secret: string;
}

interface Job {
  lines: string[];
  rootCount: number;
  step: number;
}

/** Bulk query operations: created, running with growing counters, completed with a JSONL file behind a signed address. */
export class BulkOperations {
  private readonly jobs = new Map<number, Job>();
  private readonly files = new Map<number, string>();
  private readonly scopes = new Map<number, readonly string[]>();

  constructor(private readonly deps: Deps) {
    // Left over from a process that ended: run again.
    for (const operation of this.all()) if (RUNNING.has(operation.status)) this.later(operation.id);
  }

  all(): BulkOperation[] {
    return [...this.deps.state.all('bulkOperation').values()];
  }

  start(query: string, groupObjects: boolean, scopes: readonly string[]): BulkStart {
    const read = readBulkQuery(adminSchema(), query);
    if (!read.ok) {
      const errors = read.messages.map((message) => ({
        field: ['query'],
        message,
        code: 'INVALID' as const,
      }));
      return { ok: false, errors };
    }
    const running = this.all().filter(({ status, type }) => type === 'QUERY' && RUNNING.has(status));
    if (running.length >= LIMIT) {
      const ids = running.map(({ id }) => gid('BulkOperation', id)).join(', ');
      const message = `A bulk query operation for this app and shop is already in progress: ${ids}.`;
      return { ok: false, errors: [{ field: null, message, code: 'OPERATION_IN_PROGRESS' }] };
    }
    const operation: BulkOperation = {
      id: this.deps.state.nextId(),
      type: 'QUERY',
      status: 'CREATED',
      errorCode: null,
      query,
      groupObjects,
      createdAt: this.now(),
      completedAt: null,
      objectCount: 0,
      rootObjectCount: 0,
      fileSize: null,
    };
    this.deps.state.put('bulkOperation', operation);
    this.scopes.set(operation.id, scopes);
    this.later(operation.id);
    return { ok: true, operation };
  }

  cancel(id: number): BulkCancel {
    const operation = this.deps.state.get('bulkOperation', id);
    if (!operation) return { ok: false, reason: 'not-found' };
    if (!RUNNING.has(operation.status)) return { ok: false, reason: 'finished' };
    return { ok: true, operation: this.put({ ...operation, status: 'CANCELING' }) };
  }

  /** Signed address of the result; null while there is none, and for a result without objects. */
  urlOf(operation: BulkOperation): string | null {
    if (operation.status !== 'COMPLETED' || operation.objectCount === 0 || !operation.completedAt)
      return null;
    const expires = Math.floor((Date.parse(operation.completedAt) + URL_LIFETIME_MS) / 1000);
    return `${this.deps.base}/bulk/${operation.id}.jsonl?Expires=${expires}&Signature=${this.sign(operation.id, expires)}`;
  }

  /**
   * The file behind a signed address.
   * @returns null when the signature is wrong, the address has expired or there is no such file
   */
  async file(id: number, expires: string, signature: string): Promise<string | null> {
    const operation = this.deps.state.get('bulkOperation', id);
    const given = Buffer.from(signature);
    const wanted = Buffer.from(this.sign(id, Number(expires)));
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
    if (this.deps.clock.now() > Number(expires) * 1000 || operation?.status !== 'COMPLETED') return null;
    // The file lives in memory; after a restart it is made again from the data of now.
    const known = this.files.get(id);
    if (known !== undefined) return known;
    const job = await this.execute(operation);
    const text = job ? fileOf(job.lines) : null;
    if (text !== null) this.files.set(id, text);
    return text;
  }

  /** One step of one operation; timers call it, and tests and replays that want to decide when. */
  async step(id: number): Promise<void> {
    const operation = this.deps.state.get('bulkOperation', id);
    if (!operation || !RUNNING.has(operation.status)) return;
    if (operation.status === 'CANCELING') {
      this.put({ ...operation, status: 'CANCELED', completedAt: this.now() });
      this.finish(id);
    } else await this.advance(operation);
    await this.deps.state.commit();
  }

  private async advance(operation: BulkOperation): Promise<void> {
    const job = this.jobs.get(operation.id) ?? (await this.execute(operation));
    const current = this.deps.state.get('bulkOperation', operation.id);
    if (!current || current.status === 'CANCELING') {
      this.later(operation.id);
      return;
    }
    if (!job) {
      this.put({ ...current, status: 'FAILED', completedAt: this.now() });
      this.finish(operation.id);
      return;
    }
    job.step += 1;
    this.jobs.set(operation.id, job);
    const share = Math.min(1, job.step / STEPS);
    const counted = {
      ...current,
      objectCount: Math.floor(job.lines.length * share),
      rootObjectCount: Math.floor(job.rootCount * share),
    };
    if (job.step < STEPS) {
      this.put({ ...counted, status: 'RUNNING' });
      this.later(operation.id);
      return;
    }
    const text = fileOf(job.lines);
    this.files.set(operation.id, text);
    const fileSize = job.lines.length === 0 ? null : Buffer.byteLength(text);
    this.put({ ...counted, status: 'COMPLETED', completedAt: this.now(), fileSize });
    this.finish(operation.id);
  }

  /** @returns null when the query fails; the operation then says why */
  private async execute(operation: BulkOperation): Promise<Job | null> {
    const read = readBulkQuery(adminSchema(), operation.query);
    if (!read.ok) return null;
    const scopes = this.scopes.get(operation.id) ?? this.deps.state.shop.app?.scopes ?? [];
    const result = await this.deps.run(read.document, scopes);
    const [problem] = result.errors ?? [];
    if (problem) {
      const denied = problem.extensions['code'] === 'ACCESS_DENIED';
      const errorCode = denied ? 'ACCESS_DENIED' : 'INTERNAL_SERVER_ERROR';
      const current = this.deps.state.get('bulkOperation', operation.id) ?? operation;
      this.put({ ...current, errorCode });
      return null;
    }
    return { ...toLines(result.data, operation.groupObjects, operation.id), step: 0 };
  }

  private finish(id: number): void {
    this.jobs.delete(id);
    this.deps.events.emit('bulk_operations/finish', { kind: 'bulkOperation', id });
  }

  private later(id: number): void {
    this.deps.schedule(() => this.step(id), STEP_MS);
  }

  private put(operation: BulkOperation): BulkOperation {
    this.deps.state.put('bulkOperation', operation);
    return operation;
  }

  private now(): string {
    return new Date(this.deps.clock.now()).toISOString();
  }

  private sign(id: number, expires: number): string {
    return createHmac('sha256', this.deps.secret).update(`${id}:${expires}`).digest('base64url');
  }
}

function fileOf(lines: string[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
