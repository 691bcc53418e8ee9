import type { MetafieldsSetMutation, ShopProgramQuery } from '~/admin-api/admin.generated';
import { metafieldsSetMutation, shopProgramQuery } from '~/admin-api/documents';
import { describeUserErrors } from '~/admin-api/user-errors';
import { throwFailure } from '~/effects/admin-failure';
import { NAMESPACE, PROGRAM_KEY } from '~/effects/metafields';
import type { ShopContext } from '~/ledger/shop-context.server';
import type { Encoded } from '~/loyalty/metafield-json';
import { encodeProgramCard } from '~/loyalty/surface-data';
import type { Services } from '~/services.server';

/**
 * Makes the shop's metafield say what the live program promises: the shopper's surfaces read it. Looks first and writes only
 * what differs, so that it can follow every sync.
 * @returns whether it was written
 * @throws RetryLater while Shopify is not there
 */
export async function syncProgramCard(
  services: Pick<Services, 'admin' | 'log' | 'env'>,
  context: ShopContext,
): Promise<boolean> {
  const { shop, program, programVersion: version, programSince: since } = context;
  const askAt = program.consent.askAfterOrder ? services.env.SHOPIFY_APP_URL : null;
  const due = textOf(encodeProgramCard(program, context, { version, since, askAt }));
  const admin = services.admin(shop);
  const held = await admin.request<ShopProgramQuery>(shopProgramQuery, {
    namespace: NAMESPACE,
    key: PROGRAM_KEY,
  });
  if (!held.ok) throwFailure('program card', held);
  const { id: ownerId, metafield } = held.data.shop;
  if (metafield && sameJson(metafield.value, due)) return false;
  const answer = await admin.request<MetafieldsSetMutation>(metafieldsSetMutation, {
    metafields: [{ ownerId, namespace: NAMESPACE, key: PROGRAM_KEY, type: 'json', value: due }],
  });
  if (!answer.ok) throwFailure('program card', answer);
  const errors = answer.data.metafieldsSet?.userErrors ?? [];
  if (errors.length === 0) return true;
  // the surfaces go on with what they have, or without; no retry mends it
  services.log.error({ shop, reason: describeUserErrors(errors) }, 'program card refused');
  return false;
}

/** Shopify may hand JSON back with other spaces than it was given. */
function sameJson(held: string, due: string): boolean {
  try {
    return held === due || JSON.stringify(JSON.parse(held)) === due;
  } catch {
    return false; // no JSON: somebody else's, or cut
  }
}

/** A program is saved only when its card fits (`oversizedParts`), so one that does not is a bug. */
function textOf(encoded: Encoded): string {
  if (encoded.ok) return encoded.json;
  throw new Error(`a program card of ${encoded.bytes} bytes`);
}
