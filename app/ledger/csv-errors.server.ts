import { createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { once } from 'node:events';

/**
 * The rows that were not imported, beside the file that they come from: line, reason, and the row itself, so that it can be
 * put right and imported as it is. Made with the first of them; without any, one of an earlier run is removed.
 */
export class CsvErrors {
  count = 0;
  private out: WriteStream | null = null;

  private constructor(
    readonly file: string,
    private readonly header: readonly string[],
  ) {}

  static async open(file: string, header: readonly string[]): Promise<CsvErrors> {
    await rm(file, { force: true });
    return new CsvErrors(file, header);
  }

  add(line: number, reason: string, fields: readonly string[] = []): void {
    this.count += 1;
    if (!this.out) {
      // of personal data, like the file beside it: for its owner only
      this.out = createWriteStream(this.file, { mode: 0o600 });
      this.out.write(csvLine(['line', 'reason', ...this.header]));
    }
    this.out.write(csvLine([String(line), reason, ...fields]));
  }

  async close(): Promise<void> {
    if (!this.out) return;
    this.out.end();
    await once(this.out, 'close');
  }
}

function csvLine(fields: readonly string[]): string {
  return `${fields.map((field) => (/[",;\n\r\t]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',')}\n`;
}
