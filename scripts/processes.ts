import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import path from 'node:path';

/** A child process of ours, with its output in a log file under `.data/logs/`. */
export interface Running {
  name: string;
  child: ChildProcess;
  logFile: string;
  exited: Promise<number | null>;
}

/** Starts a TypeScript entry with Node and tsx. */
export function start(name: string, entry: string, env: Record<string, string>, folder: string): Running {
  const logs = path.join(folder, 'logs');
  mkdirSync(logs, { recursive: true });
  const logFile = path.join(logs, `${name}.log`);
  const log = createWriteStream(logFile);
  // a process group of its own: Ctrl-C in a terminal reaches only the parent, which then stops the children in order
  const child = spawn(process.execPath, ['--import', 'tsx', entry], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { name, child, logFile, exited };
}

/** Waits until the address answers below 500, or the process is gone. */
export async function ready(process_: Running, url: string, timeoutMs = 60_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let exitCode: number | null | undefined;
  void process_.exited.then((code) => (exitCode = code));
  while (Date.now() < deadline) {
    if (exitCode !== undefined) break;
    const status = await fetch(url, { signal: AbortSignal.timeout(2_000), redirect: 'manual' }).then(
      (response) => response.status,
      () => 0, // not listening yet
    );
    if (status > 0 && status < 500) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const tail = existsSync(process_.logFile)
    ? readFileSync(process_.logFile, 'utf8').split('\n').slice(-30).join('\n')
    : '';
  throw new Error(`${process_.name} did not become ready at ${url} (log: ${process_.logFile}):\n${tail}`);
}

/** SIGTERM, then SIGKILL after ten seconds. */
export async function stop(running: Running): Promise<void> {
  if (running.child.exitCode !== null || running.child.signalCode !== null) return;
  running.child.kill('SIGTERM');
  const timer = setTimeout(() => running.child.kill('SIGKILL'), 10_000);
  await running.exited;
  clearTimeout(timer);
}

/** A port that is held until whoever it is for starts: two runs at the same time do not come to the same. */
export interface HeldPort {
  port: number;
  letGo(): Promise<void>;
}

/** The port itself, or the next one that is free. */
export async function holdPort(wanted: number): Promise<HeldPort> {
  for (let port = wanted; port < wanted + 100; port += 1) {
    const server = await listening(port);
    if (server) return { port, letGo: () => new Promise((resolve) => server.close(() => resolve())) };
  }
  throw new Error(`No free port between ${wanted} and ${wanted + 99}.`);
}

/** As `holdPort`, for who starts at once. */
export async function freePort(wanted: number): Promise<number> {
  const { port, letGo } = await holdPort(wanted);
  await letGo();
  return port;
}

/** One that the system picks, so that two runs at the same time do not come to the same. */
export async function anyPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** On every address, as the app listens. @returns null when somebody else has the port */
function listening(port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, () => resolve(server.unref()));
  });
}

/** Remembers the children, so that the next start can end what a killed parent left behind. */
export function remember(file: string, running: Running[]): void {
  writeFileSync(
    file,
    JSON.stringify({ parent: process.pid, children: running.map(({ child }) => child.pid) }),
  );
}

/**
 * Ends the children of an earlier run whose parent is gone.
 * @throws Error when that parent still runs
 */
export async function endLeftovers(file: string): Promise<void> {
  if (!existsSync(file)) return;
  const { parent, children } = JSON.parse(readFileSync(file, 'utf8')) as {
    parent: number;
    children: number[];
  };
  if (isOurs(parent, 'scripts/demo.ts')) {
    throw new Error(`The demo runs already (process ${parent}). Stop it with Ctrl-C, or: kill ${parent}`);
  }
  const left = children.filter((pid) => isOurs(pid, 'tsx'));
  for (const pid of left) process.kill(pid, 'SIGKILL');
  const deadline = Date.now() + 5_000;
  while (left.some(holdsPorts) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  rmSync(file, { force: true });
}

/** Until it is a zombie or gone, a killed process may still hold its ports: its command line disappears earlier. */
function holdsPorts(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false; // gone
  }
}

/** A process number may have been given to somebody else since: look at its command line too. */
function isOurs(pid: number, mark: string): boolean {
  try {
    process.kill(pid, 0);
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return commandLine.includes(mark);
  } catch {
    return false; // gone, or no /proc on this system: then there is nothing to compare with
  }
}
