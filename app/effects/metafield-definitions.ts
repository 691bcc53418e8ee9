import type {
  MetafieldDefinitionCreateMutation,
  MetafieldDefinitionCreateMutationVariables,
  MetafieldDefinitionUpdateMutation,
} from '~/admin-api/admin.generated';
import { metafieldDefinitionCreateMutation, metafieldDefinitionUpdateMutation } from '~/admin-api/documents';
import { describeUserErrors } from '~/admin-api/user-errors';
import { throwFailure } from '~/effects/admin-failure';
import {
  DOSSIER_KEY,
  FIRST_ORDER_DATE_KEY,
  NAMESPACE,
  PROGRAM_KEY,
  STANDING_KEY,
} from '~/effects/metafields';
import type { Services } from '~/services.server';

type Definition = MetafieldDefinitionCreateMutationVariables['definition'];

/** One more for every change below: shops that were set up with an earlier one are set up once more (tick.server.ts). */
export const DEFINITIONS_VERSION = 1;

/**
 * Who reads what besides this app (docs/surfaces.md). `customerAccount`: the surfaces of the customer account, for the
 * signed-in customer's own values. `storefront` would hand them to every script of the theme: our own blocks do not need it.
 */
const DEFINITIONS: Definition[] = [
  {
    ownerType: 'CUSTOMER',
    namespace: NAMESPACE,
    key: STANDING_KEY,
    type: 'json',
    name: 'Loyalty standing',
    description: 'Tier and open coupons, read by the discount function',
    access: { admin: 'MERCHANT_READ', customerAccount: 'READ', storefront: 'NONE' },
  },
  {
    ownerType: 'CUSTOMER',
    namespace: NAMESPACE,
    key: FIRST_ORDER_DATE_KEY,
    type: 'date',
    name: 'First qualifying order',
    description: 'Date of the first order that counts',
    access: { admin: 'MERCHANT_READ', customerAccount: 'NONE', storefront: 'NONE' },
    // makes it a condition in the merchant's own customer segments
    capabilities: { adminFilterable: { enabled: true } },
  },
  {
    ownerType: 'CUSTOMER',
    namespace: NAMESPACE,
    key: DOSSIER_KEY,
    type: 'json',
    name: 'Loyalty dossier',
    description: 'Orders, savings and the next anniversary, shown to the customer',
    access: { admin: 'MERCHANT_READ', customerAccount: 'READ', storefront: 'NONE' },
  },
  {
    ownerType: 'SHOP',
    namespace: NAMESPACE,
    key: PROGRAM_KEY,
    type: 'json',
    name: 'Loyalty program',
    description: 'The terms of the program, shown to shoppers',
    // it holds nothing that the terms do not tell everybody
    access: { admin: 'MERCHANT_READ', customerAccount: 'READ', storefront: 'PUBLIC_READ' },
  },
];

/**
 * Creates the definitions, and brings those of an earlier version of the app to today's access. Repeatable.
 * @throws RetryLater while Shopify is not there
 */
export async function defineMetafields(
  services: Pick<Services, 'admin' | 'log'>,
  shop: string,
): Promise<void> {
  for (const definition of DEFINITIONS) {
    const refused = await define(services, shop, definition);
    if (refused === null) continue;
    services.log.error({ shop, key: definition.key, reason: refused }, 'metafield definition');
    // What customers read of a shop's metafield is documented of no owner but the customer: without it the rest still holds.
    const narrower = { ...definition, access: { ...definition.access, customerAccount: null } };
    const again = definition.ownerType === 'SHOP' ? await define(services, shop, narrower) : null;
    if (again !== null)
      services.log.error({ shop, key: definition.key, reason: again }, 'metafield definition');
  }
}

/** @returns what Shopify has against it; null = it is as it should be */
async function define(
  services: Pick<Services, 'admin'>,
  shop: string,
  definition: Definition,
): Promise<string | null> {
  const admin = services.admin(shop);
  const created = await admin.request<MetafieldDefinitionCreateMutation>(metafieldDefinitionCreateMutation, {
    definition,
  });
  if (!created.ok) throwFailure('metafield definition', created);
  const errors = created.data.metafieldDefinitionCreate?.userErrors ?? [];
  if (errors.length === 0) return null;
  if (!errors.some((error) => error.code === 'TAKEN')) return describeUserErrors(errors);

  const { ownerType, namespace, key, name, description, access } = definition;
  const updated = await admin.request<MetafieldDefinitionUpdateMutation>(metafieldDefinitionUpdateMutation, {
    definition: { ownerType, namespace, key, name, description, access },
  });
  if (!updated.ok) throwFailure('metafield definition', updated);
  const refused = updated.data.metafieldDefinitionUpdate?.userErrors ?? [];
  return refused.length > 0 ? describeUserErrors(refused) : null;
}
