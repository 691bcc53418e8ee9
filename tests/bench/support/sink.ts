import { spawn } from 'node:child_process';

export interface SinkProcess {
  url: string;
  /** since it was started */
  taken(): Promise<{ messages: number; bytes: number }>;
  stop(): void;
}

interface SinkMessage {
  port: number;
  messages: number;
  bytes: number;
}

/** The mail server of smtp-sink-process.ts. */
export async function startSinkProcess(): Promise<SinkProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'tests/bench/support/smtp-sink-process.ts'], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const next = () =>
    new Promise<SinkMessage>((resolve) =>
      child.once('message', (message) => resolve(message as SinkMessage)),
    );
  const { port } = await next();
  return {
    url: `smtp://127.0.0.1:${port}`,
    async taken() {
      const answer = next();
      child.send('taken');
      return answer;
    },
    stop: () => void child.kill(),
  };
}
