/** A mistake of whoever calls: said in one line above the usage, exit code 2. */
export class UsageError extends Error {}

/**
 * Runs a command of ours: `--help` prints the usage on standard output, a mistake of the caller's prints it on standard
 * error. Anything else that is thrown stays thrown.
 * @param main is given the arguments; its number becomes the exit code
 */
export async function runCommand(usage: string, main: (args: string[]) => Promise<number>): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  try {
    process.exitCode = await main(args);
  } catch (error) {
    // how parseArgs refuses an option
    const isRefusal = error instanceof TypeError && 'code' in error;
    if (!(error instanceof UsageError) && !isRefusal) throw error;
    process.stderr.write(`${error.message}\n${usage}\n`);
    process.exitCode = 2;
  }
}
