import type { FunctionLimits } from './limits';

export interface Measured {
  inputBytes: number;
  logs: string;
  logsTruncated: boolean;
  /** by wasmtime's fuel rule; `provider` by the cost model of provider-cost.ts */
  instructions: { guest: number; provider: number; total: number };
  memoryBytes: number;
  moduleBytes: number;
  limits: FunctionLimits;
}

/**
 * A failure's `error` is the name under which Shopify lists it
 * (https://shopify.dev/docs/apps/build/functions/monitoring-and-errors).
 */
export type RunResult =
  | ({ ok: true; output: unknown; outputBytes: number } & Measured)
  | ({
      ok: false;
      kind: 'trap' | 'limit' | 'invalid-output';
      error: Exclude<FunctionError, 'InvalidModuleError'>;
      message: string;
    } & Measured)
  | { ok: false; kind: 'invalid-module'; error: 'InvalidModuleError'; message: string };

export type FunctionError =
  | 'RuntimeError'
  | 'InstructionCountLimitExceededError'
  | 'StackMemoryLimitExceededError'
  | 'LinearMemoryLimitExceededError'
  | 'InvalidOutputError'
  | 'OutputTooLargeError'
  | 'InputSizeLimitExceededError'
  | 'InvalidModuleError';
