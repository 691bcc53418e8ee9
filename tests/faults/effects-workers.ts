import type { PrismaClient } from '@prisma/client';
import { start, type Running } from '../../scripts/processes';
import type { EffectsWorld } from './effects-world';
import { eventually } from './fault';

const FOLDER = '.data/faults-logs';

export interface EffectWorker {
  running: Running;
  dieAt: string | null;
  /** the id that its claims carry; empty until it works */
  lease: string;
  alive: boolean;
}

/** Worker processes that can be killed, or kill themselves at a step, and what they had handed over when they died. */
export class Workers {
  readonly all: EffectWorker[] = [];
  /** messages handed over and not settled, at each death; it bounds what may leave twice or be parked */
  inFlight = 0;
  deaths = 0;
  readonly diedAt = new Map<string, number>();
  lastDeathAt = 0;
  private number = 0;

  constructor(
    private readonly db: PrismaClient,
    private readonly url: string,
    private readonly world: EffectsWorld,
    /** more of the workers' environment */
    private readonly extra: Record<string, string> = {},
    /** one that can kill itself at a step, or the worker as it is */
    private readonly entry = 'tests/faults/effects-worker.ts',
  ) {}

  get alive(): EffectWorker[] {
    return this.all.filter((worker) => worker.alive);
  }

  /** @param dieAt step and at its which occurrence, or null */
  start(dieAt: { step: string; nth: number } | null = null): EffectWorker {
    this.number += 1;
    const running = start(`effects-${this.number}`, this.entry, {
      NODE_ENV: 'development',
      LOG_LEVEL: 'warn',
      DATABASE_URL: this.url,
      DEV_STORE_URL: this.world.url,
      SHOPIFY_API_KEY: 'faults-key',
      SHOPIFY_API_SECRET: 'faults-secret-faults-secret',
      SHOPIFY_APP_URL: 'https://app.example.com',
      SMTP_URL: this.world.sink.url,
      EMAIL_HASH_KEY: 'faults-email-hash-key-faults-email-hash-key',
      ...this.extra,
      ...(dieAt ? { DIE_AT: dieAt.step, DIE_NTH: String(dieAt.nth) } : {}),
    }, FOLDER); // prettier-ignore
    const worker: EffectWorker = { running, dieAt: dieAt?.step ?? null, lease: '', alive: true };
    running.child.stdout?.on('data', (chunk: Buffer) => {
      worker.lease ||= /^lease (\S+)$/m.exec(chunk.toString())?.[1] ?? '';
    });
    void running.exited.then(() => {
      worker.alive = false;
      if (running.child.signalCode !== 'SIGKILL') return;
      this.lastDeathAt = Date.now();
      this.deaths += 1;
    });
    this.all.push(worker);
    return worker;
  }

  working(worker: EffectWorker): Promise<boolean> {
    return eventually(async () => worker.lease !== '' || !worker.alive, 90_000);
  }

  /** What a dead worker had under way; to be asked within the seconds before its claims are taken back. */
  async countInFlight(worker: EffectWorker): Promise<void> {
    await worker.running.exited;
    if (worker.lease === '') return;
    const [row] = await this.db.$queryRaw<{ n: number }[]>`
      SELECT count(*)::int AS n FROM message
      WHERE state = 'claimed' AND handed_at IS NOT NULL AND claimed_by = ${worker.lease}::uuid`;
    this.inFlight += row?.n ?? 0;
    if (worker.dieAt) this.diedAt.set(worker.dieAt, (this.diedAt.get(worker.dieAt) ?? 0) + 1);
  }

  async kill(worker: EffectWorker): Promise<void> {
    worker.dieAt = null;
    worker.running.child.kill('SIGKILL');
    await this.countInFlight(worker);
  }

  async stop(): Promise<void> {
    for (const worker of this.alive) worker.running.child.kill('SIGTERM');
    await Promise.all(this.all.map((worker) => worker.running.exited));
  }
}
