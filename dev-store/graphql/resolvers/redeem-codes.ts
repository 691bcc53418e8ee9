import { randomUUID } from 'node:crypto';
import type { RedeemCodeCreation } from '../../model/types';
import { isoNow } from '../../model/command';
import { inOrder, paginate, type PageArgs } from '../connection';
import type { Fields } from '../context';
import { dateTime } from '../format';
import { gid, idOf } from '../gid';
import { discountError } from './discount-errors';
import type { Selector } from './discount-inputs';
import { loadNode } from './nodes';

interface CreationCode {
  id: number;
  code: string;
  redeemCodeId: number | null;
  error: string | null;
  discountNodeId: number;
}

export const codeCreationFields: Fields<RedeemCodeCreation> = {
  id: (creation) => gid('DiscountRedeemCodeBulkCreation', creation.id),
  createdAt: (creation) => dateTime(creation.createdAt),
  done: (creation) => creation.done,
  codesCount: (creation) => creation.codes.length,
  importedCount: (creation) => creation.codes.filter(({ redeemCodeId }) => redeemCodeId !== null).length,
  failedCount: (creation) => creation.codes.filter(({ error }) => error !== null).length,
  discountCode: (creation, _args: never, context) =>
    loadNode(context, gid('DiscountCodeNode', creation.discountNodeId)),
  codes: (creation, args: PageArgs) => {
    const codes: CreationCode[] = creation.codes.map((code, id) => ({
      ...code,
      id,
      discountNodeId: creation.discountNodeId,
    }));
    return paginate(inOrder(codes), args);
  },
};

export const creationCodeFields: Fields<CreationCode> = {
  code: (entry) => entry.code,
  discountRedeemCode: (entry, _args: never, context) =>
    context.state
      .get('discountNode', entry.discountNodeId)
      ?.codes.find(({ id }) => id === entry.redeemCodeId) ?? null,
  errors: (entry) => (entry.error ? [discountError(['code'], entry.error, null)] : []),
};

export const redeemCodeQueries: Fields<unknown> = {
  discountRedeemCodeBulkCreation: (_source, { id }: { id: string }, context) =>
    context.state.get('redeemCodeCreation', idOf(id, 'DiscountRedeemCodeBulkCreation') ?? -1) ?? null,
};

export const redeemCodeMutations: Fields<unknown> = {
  discountRedeemCodeBulkAdd: (
    _source,
    { discountId, codes }: { discountId: string; codes: { code: string }[] },
    context,
  ) => {
    const refused = (field: string, message: string, code: string) => ({
      bulkCreation: null,
      userErrors: [discountError([field], message, code)],
    });
    const node = context.state.get(
      'discountNode',
      idOf(discountId, 'DiscountCodeNode', 'DiscountNode') ?? -1,
    );
    if (node?.method !== 'code') return refused('discountId', 'Code discount does not exist.', 'INVALID');
    if (codes.length === 0) return refused('codes', "Codes can't be blank", 'BLANK');
    const creation: RedeemCodeCreation = {
      id: context.state.nextId(),
      discountNodeId: node.id,
      createdAt: isoNow(context),
      done: false,
      codes: codes.map(({ code }) => ({ code, redeemCodeId: null, error: null })),
    };
    context.state.put('redeemCodeCreation', creation);
    context.codeImports.start(creation.id);
    return { bulkCreation: creation, userErrors: [] };
  },

  discountCodeRedeemCodeBulkDelete: (_source, args: Selector & { discountId: string }, context) => {
    const node = context.state.get(
      'discountNode',
      idOf(args.discountId, 'DiscountCodeNode', 'DiscountNode') ?? -1,
    );
    if (node?.method !== 'code') {
      return {
        job: null,
        userErrors: [discountError(['discountId'], 'Code discount does not exist.', 'INVALID')],
      };
    }
    if (!args.ids && !args.search) {
      const message = "Missing expected argument key: 'ids', 'search' or 'saved_search_id'.";
      return { job: null, userErrors: [discountError(null, message, 'MISSING_ARGUMENT')] };
    }
    const ids = new Set(args.ids?.map((id) => idOf(id, 'DiscountRedeemCode')));
    const search = args.search?.replace(/^code:/, '').toLowerCase();
    const codes = node.codes.filter(
      (code) => !ids.has(code.id) && !(search && code.code.toLowerCase().startsWith(search)),
    );
    context.state.put('discountNode', { ...node, codes, updatedAt: isoNow(context) });
    return { job: { id: gid('Job', randomUUID()), done: false }, userErrors: [] };
  },
};
