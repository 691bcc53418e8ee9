import type { PrismaPg } from '@prisma/adapter-pg';

/**
 * Prisma ends a transaction by the statement COMMIT or ROLLBACK, and gives its connection back to the pool after it. When
 * that statement fails, because the connection is gone or a constraint is checked at the end, it never does: each time the
 * pool has one connection less, until nobody gets one any more and everything waits. So it is given back here; the pool
 * itself knows whether it is still good.
 */
export function returnLostConnections(factory: PrismaPg): PrismaPg {
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    const startTransaction = adapter.startTransaction.bind(adapter);
    adapter.startTransaction = async (isolationLevel) => {
      const transaction = await startTransaction(isolationLevel);
      const executeRaw = transaction.executeRaw.bind(transaction);
      transaction.executeRaw = async (query) => {
        try {
          return await executeRaw(query);
        } catch (error) {
          if (query.sql === 'COMMIT' || query.sql === 'ROLLBACK') await transaction.rollback();
          throw error;
        }
      };
      return transaction;
    };
    return adapter;
  };
  return factory;
}
