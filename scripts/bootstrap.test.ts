import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

it('ends its command when only the npm outside of it is told to end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bootstrap-'));
  const serve = join(folder, 'serve.mjs');
  writeFileSync(
    serve,
    `process.on('SIGTERM', () => { console.log('stopped in order'); process.exit(0); });
     setInterval(() => undefined, 1_000);
     console.log('serving');`,
  );
  const scripts = { serve: `node "${join(ROOT, 'scripts', 'bootstrap.mjs')}" node "${serve}"` };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts }));
  // a process group of its own, so that what is still running at the deadline can be ended with it
  const npm = spawn('npm', ['run', '--silent', 'serve'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const deadline = setTimeout(() => endGroup(npm.pid), 60_000);
  try {
    let said = '';
    for await (const chunk of npm.stdout) {
      said += String(chunk);
      if (said === 'serving\n') npm.kill('SIGTERM');
    }
    expect(said).toBe('serving\nstopped in order\n');
  } finally {
    clearTimeout(deadline);
    endGroup(npm.pid);
    rmSync(folder, { recursive: true });
  }
});

function endGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // nobody is left
  }
}
