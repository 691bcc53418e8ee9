import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { endLeftovers, holdPort, ready, remember, start, stop, type Running } from './processes';

/** The dev store, the app's web process and its worker, as separate processes over one database. */
export interface Stack {
  /** base address of the app */
  app: string;
  /** base address of the dev store */
  store: string;
  /** port on 127.0.0.1 of the dev store's mail server */
  smtpPort: number;
  /** folder of logs and of the memory of child processes */
  folder: string;
  /** kills one process without warning and starts it again, for tests of what survives */
  restart(name: ProcessName): Promise<void>;
  stop(): Promise<void>;
}

export type ProcessName = 'dev-store' | 'web' | 'worker';

interface StackOptions {
  databaseUrl: string;
  folder: string;
  /** the first ports to try; the next free ones are taken */
  ports: { web: number; store: number; smtp: number };
  /** called when a process ends although nobody stopped it */
  onExit(name: string, code: number | null, logFile: string): void;
}

const ENTRIES: Record<ProcessName, string> = {
  'dev-store': 'dev-store/main.ts',
  web: 'app/server.ts',
  worker: 'app/jobs/worker.ts',
};

/** Starts all three and resolves when the app answers. */
export async function startStack(options: StackOptions): Promise<Stack> {
  mkdirSync(options.folder, { recursive: true });
  const memory = path.join(options.folder, 'processes.json');
  await endLeftovers(memory);

  const ports = {
    web: await holdPort(options.ports.web),
    store: await holdPort(options.ports.store),
    smtp: await holdPort(options.ports.smtp),
  };
  const app = `http://localhost:${ports.web.port}`;
  const store = `http://localhost:${ports.store.port}`;
  const env = {
    NODE_ENV: 'development',
    DATABASE_URL: options.databaseUrl,
    PORT: String(ports.web.port),
    SHOPIFY_APP_URL: app,
    DEV_STORE_URL: store,
    DEV_STORE_PORT: String(ports.store.port),
    DEV_STORE_SMTP_PORT: String(ports.smtp.port),
    SMTP_URL: `smtp://127.0.0.1:${ports.smtp.port}`,
  };
  const probes: Partial<Record<ProcessName, string>> = {
    'dev-store': `${store}/clock`,
    web: `${app}/healthz`,
  };

  const running = new Map<ProcessName, Running>();
  let stopping: Promise<void> | null = null;

  const run = (name: ProcessName): Running => {
    const process_ = start(name, ENTRIES[name], env, options.folder);
    running.set(name, process_);
    remember(memory, [...running.values()]);
    void process_.exited.then((code) => {
      if (!stopping && running.get(name) === process_) options.onExit(name, code, process_.logFile);
    });
    return process_;
  };
  const runUntilReady = async (name: ProcessName) => {
    const process_ = run(name);
    const probe = probes[name];
    if (probe) await ready(process_, probe);
  };
  const stopAll = () =>
    (stopping ??= (async () => {
      // the worker first: it finishes what it has claimed while the others still answer
      for (const name of ['worker', 'web', 'dev-store'] as const) {
        const process_ = running.get(name);
        if (process_) await stop(process_);
      }
    })());

  try {
    await Promise.all([ports.store.letGo(), ports.smtp.letGo()]);
    await runUntilReady('dev-store');
    run('worker');
    await ports.web.letGo();
    await runUntilReady('web');
  } catch (error) {
    await stopAll();
    throw error;
  }
  return {
    app,
    store,
    smtpPort: ports.smtp.port,
    folder: options.folder,
    async restart(name) {
      const old = running.get(name);
      running.delete(name);
      old?.child.kill('SIGKILL');
      await old?.exited;
      await runUntilReady(name);
    },
    stop: stopAll,
  };
}
