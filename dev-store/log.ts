import { pino } from 'pino';

/** One JSON object a line; ids, counts and states, never names, addresses, tokens or bodies. */
export const createLog = (level: string): pino.Logger =>
  pino({ level, base: { process: 'dev-store' }, timestamp: pino.stdTimeFunctions.isoTime });
