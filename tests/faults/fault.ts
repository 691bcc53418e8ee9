import type { PrismaClient } from '@prisma/client';

/** What one kind of disturbance did. */
export interface FaultResult {
  /** faults injected: copies, forgeries, kills, losses */
  injected: number;
  /** what did not hold; empty when everything did */
  problems: string[];
  figures: Record<string, number>;
}

export interface FaultContext {
  seed: number;
  /** the sizes that are promised, instead of the quick ones */
  full: boolean;
  /** 0 <= n < 1, the same sequence for the same seed */
  random(): number;
  /** an empty, migrated database of its own on a server that survives what is done to it */
  database(options?: DatabaseOptions): Promise<FaultDatabase>;
}

export interface DatabaseOptions {
  /** false where nothing is killed: commits do not wait for the disk. True when not given, as in production */
  durable?: boolean;
}

export interface FaultDatabase {
  url: string;
  db: PrismaClient;
  server: FaultServer;
}

/** The PostgreSQL of the run, which may be restarted. */
export interface FaultServer {
  /** ends it at once, without a checkpoint, and starts it again on the same port */
  restart(): Promise<void>;
}

/** A module tests/faults/SUITE/NAME.ts, run by `npm run test:faults -- SUITE`. */
export interface FaultModule {
  /** @param problem called for what does not hold */
  run(context: FaultContext): Promise<FaultResult>;
}

/** A small generator (mulberry32): faults repeat with their seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Waits until it is so. @returns false when it did not become so in time */
export async function eventually(check: () => Promise<boolean>, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    if (await check().catch(() => false)) return true;
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
