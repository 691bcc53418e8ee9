import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Transform, type Readable } from 'node:stream';
import { createGunzip, gunzipSync, constants } from 'node:zlib';
import { parse, type CsvError, type Parser } from 'csv-parse';

/** One record of a CSV with the line that it starts on, counted from 1. */
export interface CsvRecord {
  line: number;
  fields: string[];
}

export interface CsvFormat {
  zipped: boolean;
  encoding: 'utf8' | 'latin1';
  delimiter: string;
  header: string[];
}

/** Of the beginning of a file: enough for hundreds of orders. */
const SAMPLE_BYTES = 256 * 1024;
/** An order's line is short; more means that a quote was never closed. */
const LONGEST_RECORD = 64 * 1024;
const DELIMITERS = [',', ';', '\t', '|'];

/**
 * Looks at the beginning of a file: compressed or not, UTF-8 or the encoding of old spreadsheets, what separates columns.
 * @returns null when it is empty
 */
export async function sniffCsv(file: string): Promise<(CsvFormat & { sample: CsvRecord[] }) | null> {
  const bytes = await beginningOf(file);
  const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const plain = zipped ? gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }) : bytes;
  const whole = plain.subarray(0, plain.length < SAMPLE_BYTES ? plain.length : plain.lastIndexOf(0x0a) + 1);
  const encoding = isUtf8(whole) ? 'utf8' : 'latin1';
  const firstLine = /[^\r\n]+/.exec(whole.toString(encoding).replace(/^\ufeff/, ''))?.[0];
  if (!firstLine) return null;
  const format = { zipped, encoding, delimiter: delimiterOf(firstLine) } as const;
  const records: CsvRecord[] = [];
  const parser = parserOf(format);
  parser.end(whole);
  for await (const record of parser) records.push(recordOf(record as ParsedRecord));
  const [header, ...sample] = records;
  return { ...format, header: header?.fields ?? [], sample };
}

/**
 * Streams the records behind the header.
 * @param onBroken called with the line and reason of a record that is no CSV; reading goes on behind it
 */
export async function* readCsv(
  file: string,
  format: CsvFormat,
  onBroken: (line: number, reason: string) => void,
): AsyncIterable<CsvRecord> {
  const parser = parserOf(format);
  parser.on('skip', (error: CsvError) => onBroken(Number(error['lines'] ?? 0), 'not-csv'));
  const bytes: Readable = createReadStream(file, { highWaterMark: SAMPLE_BYTES });
  const plain = format.zipped ? bytes.pipe(createGunzip()) : bytes;
  // A pipe does not carry errors on.
  bytes.on('error', (error) => parser.destroy(error));
  if (plain !== bytes) plain.on('error', (error) => parser.destroy(error));
  plain.pipe(new Transform({ transform: (chunk, _encoding, done) => done(null, chunk) })).pipe(parser);
  try {
    let header = true;
    for await (const record of parser) {
      if (!header) yield recordOf(record as ParsedRecord);
      header = false;
    }
  } finally {
    bytes.destroy();
  }
}

interface ParsedRecord {
  record: string[];
  info: { lines: number };
}

function recordOf({ record, info }: ParsedRecord): CsvRecord {
  // the line that it ends on, minus the line ends within its quotes
  const within = record.reduce((lines, field) => lines + (field.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
  return { line: info.lines - within, fields: record.map((field) => field.trim()) };
}

function parserOf(format: Pick<CsvFormat, 'encoding' | 'delimiter'>): Parser {
  return parse({
    bom: true,
    delimiter: format.delimiter,
    encoding: format.encoding,
    info: true,
    max_record_size: LONGEST_RECORD,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
  });
}

async function beginningOf(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false; // that is the answer
  }
}

/** What stands most often in the header, outside of quotes. */
function delimiterOf(header: string): string {
  const bare = header.replace(/"[^"]*"/g, '');
  const count = (delimiter: string) => bare.split(delimiter).length;
  return DELIMITERS.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}
