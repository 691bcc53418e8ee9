import { beforeEach } from 'vitest';
import { truncateAll, useDatabase, type TestDatabase } from './database';
import { installShop, ledgerServices, type LedgerServices } from './ledger';

/**
 * A database of the test file's own, dropped at the end. Before each test it is emptied and has one shop with the default
 * program.
 * @param given takes, before each test, the database and the services as the ledger wants them, at `now`
 */
export function useLedger(
  given: (world: { database: TestDatabase; services: LedgerServices }) => void,
  now?: string,
): void {
  let database: TestDatabase;
  useDatabase((made) => (database = made));
  beforeEach(async () => {
    await truncateAll(database.db);
    await installShop(database.db);
    given({ database, services: ledgerServices(database.db, now) });
  });
}
