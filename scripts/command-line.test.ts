import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const command = (script: string, ...args: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', `scripts/${script}.ts`, ...args], { encoding: 'utf8' });

it.each(['bench', 'function-run', 'history-import', 'history-report', 'test-faults'])(
  '%s says what it takes when it is asked, and what was wrong when it is called wrongly',
  (script) => {
    const asked = command(script, '--help');
    expect(asked).toMatchObject({ status: 0, stderr: '' });
    expect(asked.stdout).toMatch(/^usage: npm run /);

    const unknown = command(script, '--no-such-option');
    expect(unknown).toMatchObject({ status: 2, stdout: '' });
    expect(unknown.stderr).toMatch(/^Unknown option '--no-such-option'/);
    expect(unknown.stderr).toContain(asked.stdout);

    const nothing = command(script);
    expect(nothing).toMatchObject({ status: 2, stdout: '' });
    expect(nothing.stderr).toContain(`\n${asked.stdout}`);
  },
);
