import type { AdminApi } from '~/admin-api/client.server';
import type {
  ExistingCustomersQuery,
  MetafieldsDeleteMutation,
  MetafieldsSetMutation,
} from '~/admin-api/admin.generated';
import {
  existingCustomersQuery,
  metafieldsDeleteMutation,
  metafieldsSetMutation,
} from '~/admin-api/documents';
import { describeUserErrors } from '~/admin-api/user-errors';
import { throwFailure } from '~/effects/admin-failure';
import { CUSTOMER_METAFIELDS, toDelete, toWrite, type CustomerMetafields } from '~/effects/held-metafields';
import { customerGid, NAMESPACE } from '~/effects/metafields';
import type { Services } from '~/services.server';

/** What one metafieldsSet takes. */
const METAFIELDS_A_CALL = 25;

/** A customer whose metafields in Shopify may have to change. `held`: hash of what Shopify holds. */
export interface DueCustomer {
  row: { id: string; shopify_id: string; held: string | null };
  due: CustomerMetafields;
}

/**
 * Writes what differs, 25 metafields a call. Yields the ledger ids of the customers of each call, once Shopify has said yes
 * or no, and of those among them that could not be written for reasons that no retry mends.
 * @throws RetryLater while Shopify is not there: what was yielded until then is done
 */
export async function* writeCustomerMetafields<T extends DueCustomer>(
  services: Services,
  shop: string,
  customers: readonly T[],
): AsyncGenerator<{ part: T[]; refused: Set<string> }> {
  const admin = services.admin(shop);
  for (const part of calls(customers)) {
    const refused = await setMetafields(services, admin, shop, part);
    const rest = part.filter(({ row }) => !refused.has(row.id));
    await deleteMetafields(services, admin, shop, rest);
    yield { part, refused };
  }
}

/** As many customers at once as fit into one call: after an order it is mostly the dossier that changed. */
function calls<T extends DueCustomer>(customers: readonly T[]): T[][] {
  const parts: T[][] = [];
  let room = 0;
  for (const customer of customers) {
    const needs = toWrite(customer.row.held, customer.due).length;
    if (needs > room || parts.length === 0) {
      parts.push([]);
      room = METAFIELDS_A_CALL;
    }
    room -= needs;
    parts.at(-1)?.push(customer);
  }
  return parts;
}

/** All of one call is written or none: on an error the deleted customers are left out, then the call is halved. */
async function setMetafields(
  services: Services,
  admin: AdminApi,
  shop: string,
  part: DueCustomer[],
): Promise<Set<string>> {
  const metafields = part.flatMap(metafieldsOf);
  if (metafields.length === 0) return new Set();
  const answer = await admin.request<MetafieldsSetMutation>(metafieldsSetMutation, { metafields });
  if (!answer.ok) throwFailure('write standings', answer);
  const errors = answer.data.metafieldsSet?.userErrors ?? [];
  if (errors.length === 0) return new Set();

  const gone = await deletedCustomers(admin, part);
  const rest = part.filter(({ row }) => !gone.has(row.id));
  if (gone.size > 0) return union(gone, await setMetafields(services, admin, shop, rest));
  const [only] = part;
  if (part.length === 1 && only) {
    const reason = describeUserErrors(errors);
    services.log.error({ shop, customer: only.row.id, reason }, 'standing refused');
    return new Set([only.row.id]);
  }
  const middle = Math.ceil(part.length / 2);
  return union(
    await setMetafields(services, admin, shop, part.slice(0, middle)),
    await setMetafields(services, admin, shop, part.slice(middle)),
  );
}

function metafieldsOf({ row, due }: DueCustomer) {
  const owner = { ownerId: customerGid(row.shopify_id), namespace: NAMESPACE };
  const changed = toWrite(row.held, due);
  return CUSTOMER_METAFIELDS.flatMap(({ key, type }) => {
    const value = due[key];
    return value !== null && changed.includes(key) ? [{ ...owner, key, type, value }] : [];
  });
}

/** What Shopify holds and should not: the date of a customer whose first order no longer counts. */
async function deleteMetafields(
  services: Services,
  admin: AdminApi,
  shop: string,
  part: DueCustomer[],
): Promise<void> {
  const metafields = part.flatMap(({ row, due }) => {
    const owner = { ownerId: customerGid(row.shopify_id), namespace: NAMESPACE };
    return toDelete(row.held, due).map((key) => ({ ...owner, key }));
  });
  if (metafields.length === 0) return;
  const answer = await admin.request<MetafieldsDeleteMutation>(metafieldsDeleteMutation, { metafields });
  if (!answer.ok) throwFailure('delete metafields', answer);
  const errors = answer.data.metafieldsDelete?.userErrors ?? [];
  if (errors.length > 0)
    services.log.warn({ shop, reason: describeUserErrors(errors) }, 'metafields not deleted');
}

async function deletedCustomers(admin: AdminApi, part: DueCustomer[]): Promise<Set<string>> {
  const answer = await admin.request<ExistingCustomersQuery>(existingCustomersQuery, {
    ids: part.map(({ row }) => customerGid(row.shopify_id)),
  });
  if (!answer.ok) throwFailure('existing customers', answer);
  return new Set(part.filter((_, index) => !answer.data.nodes[index]).map(({ row }) => row.id));
}

function union<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): Set<T> {
  return new Set([...a, ...b]);
}
