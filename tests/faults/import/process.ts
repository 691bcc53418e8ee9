import { spawn } from 'node:child_process';

/** A process that imports. */
export interface Importer {
  /** settled when it has begun to work on the import, or is gone */
  importing: Promise<unknown>;
  /** how it ended: "SIGKILL", or its exit code */
  exited: Promise<string>;
  kill(): void;
  /** the last of what it has said, for a failed check */
  said(): string;
}

export function startImporter(
  script: string,
  args: readonly string[],
  env: Record<string, string>,
): Importer {
  const loaded = ['--import', 'tsx', '--import', './tests/faults/import/die-at.ts'];
  const child = spawn(process.execPath, [...loaded, script, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? String(code)));
  });
  const began = new Promise<void>((resolve) => {
    for (const output of [child.stdout, child.stderr])
      output.on('data', (chunk: Buffer) => {
        text = (text + chunk.toString()).slice(-2_000);
        if (text.includes('importing\n')) resolve();
      });
  });
  return {
    importing: Promise.race([began, exited]),
    exited,
    kill: () => void child.kill('SIGKILL'),
    said: () => text,
  };
}
