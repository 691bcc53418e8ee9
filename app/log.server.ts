import { pino } from 'pino';

export type Log = pino.Logger;

/**
 * Structured log, one JSON object a line. Log ids, counts, states and reasons; never names, addresses, e-mails, tokens,
 * URLs with a query or raw payloads. The redaction below is the safety net, not the rule.
 */
export function createLog(level: string, process: string): Log {
  return pino({
    level,
    base: { process },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'email',
        '*.email',
        'accessToken',
        '*.accessToken',
        'token',
        '*.token',
        'headers',
        '*.headers',
        'body',
        '*.body',
      ],
      censor: '[redacted]',
    },
    serializers: {
      err: (error: Error) => ({ type: error.name, message: error.message, stack: error.stack }),
    },
  });
}
