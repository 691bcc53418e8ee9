// A process of its own, so that its peak memory is the import's: imports a bulk result into a shop, says what that took.
//   tsx import-process.ts DATABASE_URL SHOP FILE
import { createReadStream } from 'node:fs';
import { lineBatches } from '../../../app/admin-api/lines.server';
import { createDb } from '../../../app/database/client.server';
import { importOrders } from '../../../app/ledger/import-orders.server';
import { readOrderLines } from '../../../app/ledger/order-lines';
import { ledgerServices } from '../../support/ledger';

const [url = '', shop = '', file = ''] = process.argv.slice(2);
const services = ledgerServices(createDb(url, 2));
const start = performance.now();
const secondsSince = (from: number) => (performance.now() - from) / 1_000;
let readSeconds = 0;
let joinSeconds = 0;

const { rowsDone, ordersChanged } = await importOrders(
  services,
  shop,
  readOrderLines(linesOf(file), services.env.EMAIL_HASH_KEY),
  async () => {
    readSeconds = secondsSince(start);
  },
  async () => {
    joinSeconds ||= secondsSince(start) - readSeconds;
  },
);
const seconds = secondsSince(start);
const { user, system } = process.cpuUsage();
const figures = {
  seconds,
  readSeconds,
  joinSeconds,
  countSeconds: seconds - readSeconds - joinSeconds,
  cpuSeconds: (user + system) / 1e6,
  peakMegabytes: process.resourceUsage().maxRSS / 1_024,
  rowsDone,
  ordersChanged,
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
await services.db.$disconnect();

async function* linesOf(path: string): AsyncIterable<string> {
  for await (const batch of lineBatches(createReadStream(path, { highWaterMark: 256 * 1_024 }))) yield* batch;
}
