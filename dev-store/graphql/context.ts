import type { GraphQLResolveInfo } from 'graphql';
import type { CommandEnv } from '../model/command';
import type { Metafield, Order, ShopState } from '../model/types';
import type { BulkOperations } from '../bulk/operations';
import type { RedeemCodeImports } from './redeem-code-imports';
import type { FunctionCatalog } from './ports';

/** What every resolver gets. One a request; commands of model/ take it as their environment. */
export interface RequestContext extends CommandEnv {
  functions: FunctionCatalog;
  scopes: ReadonlySet<string>;
  bulk: BulkOperations;
  codeImports: RedeemCodeImports;
  lookup: Lookup;
}

/**
 * A resolver of one field. Arguments have been checked against the schema, so each resolver names the shape that the
 * schema promises.
 */
export type Resolver<Source> = (
  source: Source,
  args: never,
  context: RequestContext,
  info: GraphQLResolveInfo,
) => unknown;

export type Fields<Source> = Record<string, Resolver<Source>>;

/** Secondary indexes over the documents, built when asked for and forgotten when something was written. */
export class Lookup {
  private metafields: Map<string, Metafield[]> | null = null;
  private orders: Map<number, Order[]> | null = null;

  constructor(private readonly state: ShopState) {}

  metafieldsOf(ownerId: string): Metafield[] {
    this.metafields ??= group(this.state.all('metafield').values(), (field) => field.ownerId);
    return this.metafields.get(ownerId) ?? [];
  }

  ordersOf(customerId: number): Order[] {
    this.orders ??= group(this.state.all('order').values(), (order) => order.customerId ?? -1);
    return this.orders.get(customerId) ?? [];
  }

  forget(): void {
    this.metafields = null;
    this.orders = null;
  }
}

function group<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const list = groups.get(keyOf(item));
    if (list) list.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** An object whose type the schema leaves open (unions, Node) says itself what it is. */
export function typed<T extends object>(typename: string, document: T): T & { __typename: string } {
  return { ...document, __typename: typename };
}
