import type { Fields, RequestContext } from '../context';
import { typed } from '../context';
import { gid, parseGid } from '../gid';
import { isVisible } from '../visible-orders';

type Loaded = ({ __typename: string } & object) | null;

/** The object behind a gid, typed, or null: what `node` answers. Types that the dev store does not keep are not there. */
export function loadNode(context: RequestContext, id: string): Loaded {
  const parsed = parseGid(id);
  if (!parsed) return null;
  const { state } = context;
  const found = (typename: string, document: object | undefined): Loaded =>
    document ? typed(typename, document) : null;
  switch (parsed.type) {
    case 'Customer': {
      const customer = state.get('customer', parsed.id);
      return customer && customer.mergedIntoId === null ? typed('Customer', customer) : null;
    }
    case 'Order': {
      const order = state.get('order', parsed.id);
      return order && isVisible(context, order) ? typed('Order', order) : null;
    }
    case 'Product':
      return found('Product', state.get('product', parsed.id));
    case 'Collection':
      return found('Collection', state.get('collection', parsed.id));
    case 'ProductVariant': {
      for (const product of state.all('product').values()) {
        const variant = product.variants.find((candidate) => candidate.id === parsed.id);
        if (variant) return typed('ProductVariant', { ...variant, product });
      }
      return null;
    }
    case 'DiscountNode':
      return found('DiscountNode', state.get('discountNode', parsed.id));
    case 'DiscountCodeNode':
    case 'DiscountAutomaticNode': {
      const node = state.get('discountNode', parsed.id);
      const method = parsed.type === 'DiscountCodeNode' ? 'code' : 'automatic';
      return node?.method === method ? typed(parsed.type, node) : null;
    }
    case 'DiscountRedeemCodeBulkCreation':
      return found(parsed.type, state.get('redeemCodeCreation', parsed.id));
    case 'Metafield':
      return found('Metafield', state.get('metafield', parsed.id));
    case 'MetafieldDefinition':
      return found('MetafieldDefinition', state.get('metafieldDefinition', parsed.id));
    case 'WebhookSubscription': {
      const subscription = state.get('webhookSubscription', parsed.id);
      return subscription && !subscription.appSpecific ? typed(parsed.type, subscription) : null;
    }
    case 'BulkOperation':
      return found('BulkOperation', state.get('bulkOperation', parsed.id));
    case 'Shop':
      return parsed.id === state.shop.id ? typed('Shop', state.shop) : null;
    case 'AppInstallation':
      return state.shop.app ? { __typename: 'AppInstallation' } : null;
    default:
      return null;
  }
}

export const nodeQueries: Fields<unknown> = {
  node: (_source, { id }: { id: string }, context) => loadNode(context, id),
  nodes: (_source, { ids }: { ids: string[] }, context) => ids.map((id) => loadNode(context, id)),
};

export const jobGid = (uuid: string): string => gid('Job', uuid);
