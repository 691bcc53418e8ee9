import type { BulkOperation } from '../../model/types';
import type { Fields } from '../context';
import { dateTime } from '../format';
import { gid, idFor } from '../gid';
import { facetsOf, list, type ListArgs } from '../lists';

export const bulkOperationFields: Fields<BulkOperation> = {
  id: (operation) => gid('BulkOperation', operation.id),
  type: (operation) => operation.type,
  status: (operation) => operation.status,
  errorCode: (operation) => operation.errorCode,
  query: (operation) => operation.query,
  createdAt: (operation) => dateTime(operation.createdAt),
  completedAt: (operation) => dateTime(operation.completedAt),
  objectCount: (operation) => String(operation.objectCount),
  rootObjectCount: (operation) => String(operation.rootObjectCount),
  fileSize: (operation) => (operation.fileSize === null ? null : String(operation.fileSize)),
  url: (operation, _args: never, context) => context.bulk.urlOf(operation),
  partialDataUrl: () => null,
};

export const bulkQueries: Fields<unknown> = {
  bulkOperation: (_source, { id }: { id: string }, context) =>
    context.state.get('bulkOperation', idFor(id, 'BulkOperation')) ?? null,
  currentBulkOperation: (_source, { type }: { type: string }, context) =>
    context.bulk
      .all()
      .filter((operation) => operation.type === type)
      .at(-1) ?? null,
  bulkOperations: (_source, args: ListArgs, context) =>
    list(context.bulk.all(), args, {
      facets: (operation) =>
        facetsOf(operation, {
          id: ({ id }) => [id],
          status: ({ status }) => [status],
          operation_type: ({ type }) => [type],
          created_at: ({ createdAt }) => [createdAt],
        }),
      sortBy: {
        CREATED_AT: ({ createdAt }) => createdAt,
        COMPLETED_AT: ({ completedAt }) => completedAt ?? '',
      },
    }),
};

export const bulkMutations: Fields<unknown> = {
  bulkOperationRunQuery: (
    _source,
    { query, groupObjects }: { query: string; groupObjects?: boolean | null },
    context,
  ) => {
    const started = context.bulk.start(query, groupObjects === true, [...context.scopes]);
    return started.ok
      ? { bulkOperation: started.operation, userErrors: [] }
      : { bulkOperation: null, userErrors: started.errors };
  },
  bulkOperationCancel: (_source, { id }: { id: string }, context) => {
    const number = idFor(id, 'BulkOperation');
    const cancelled = context.bulk.cancel(number);
    if (cancelled.ok) return { bulkOperation: cancelled.operation, userErrors: [] };
    if (cancelled.reason === 'not-found') {
      return {
        bulkOperation: null,
        userErrors: [{ field: ['id'], message: 'Bulk operation does not exist' }],
      };
    }
    const operation = context.state.get('bulkOperation', number) ?? null;
    const status = operation?.status.toLowerCase() ?? '';
    const message = `A bulk operation cannot be canceled when it is ${status}`;
    return { bulkOperation: operation, userErrors: [{ field: null, message }] };
  },
};
