import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

/** One purchase of the CDNOW history (Fader & Hardie, 2001). */
export interface Purchase {
  /** line of the file, from 1 */
  number: number;
  customer: string;
  /** ISO date */
  date: string;
  cents: number;
}

const FILE = path.resolve('../shared/data/cdnow/CDNOW_master.txt.gz');

/** What is published about the file. */
export const KNOWN = {
  orders: 69_659,
  customers: 23_570,
  repeat: 11_662,
  repeatByDays: 11_516,
  cents: 250_031_563,
} as const;

/** @returns null when the file is not there: it is not part of this repository */
export async function readPurchases(): Promise<Purchase[] | null> {
  if (!existsSync(FILE)) return null;
  const text = gunzipSync(await readFile(FILE)).toString('latin1');
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.map((line, index) => {
    const [customer = '', day = '', , dollars = ''] = line.trim().split(/\s+/);
    const [whole = '', fraction = ''] = dollars.split('.');
    return {
      number: index + 1,
      customer,
      date: `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}`,
      cents: Number(whole) * 100 + Number(fraction.padEnd(2, '0')),
    };
  });
}

export { FILE as CDNOW_FILE };
