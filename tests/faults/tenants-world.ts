import { createHmac, randomUUID } from 'node:crypto';
import type { PrismaClient } from '@prisma/client';
import type { AdminApi } from '../../app/admin-api/client.server';
import { TENANT_TABLES } from '../../app/database/tenant-tables';
import { asJson, installShop } from '../support/ledger';

/** One of the shops, with everything in it that somebody else could ask for by its id. */
export interface FuzzShop {
  shop: string;
  /** in every text of this shop's data, and of its answers of the Admin API; nowhere else */
  canary: string;
  customers: string[];
  ids: Record<
    'order' | 'gift' | 'message' | 'run' | 'inbox' | 'entry' | 'shopifyCustomer' | 'code' | 'emailHash',
    string
  >;
}

const AT = new Date('2026-11-20T10:00:00Z');

export async function makeShop(db: PrismaClient, number: number): Promise<FuzzShop> {
  const canary = `canary${number}${createHmac('sha256', 'canary').update(String(number)).digest('hex').slice(0, 10)}`;
  const shop = `${canary}.myshopify.com`;
  await installShop(db, shop, (program) => ({
    ...program,
    sender: { ...program.sender, imprint: `Imprint ${canary}` },
  }));
  await db.shop.update({
    where: { shop },
    data: { name: `Shop ${canary}`, setUpAt: AT, shopifyId: String(900 + number) },
  });
  await db.session.create({
    data: { id: `offline_${shop}`, shop, state: '', isOnline: false, scope: 'read_customers,write_customers,read_orders,write_discounts', accessToken: `shpat_${canary}`,
      expires: new Date(Date.now() + 86_400_000), refreshToken: `r_${canary}`, refreshTokenExpires: new Date(Date.now() + 86_400_000) },
  }); // prettier-ignore
  const customers: string[] = [];
  const last = { order: '', gift: '', message: '' };
  for (let n = 0; n < 3; n += 1) {
    const id = randomUUID();
    const gift = randomUUID();
    const order = String(number * 1_000_000 + 700_000 + n);
    const message = randomUUID();
    customers.push(id);
    const shopifyCustomerId = String(number * 1_000_000 + 500_000 + n);
    await db.ledgerCustomer.create({
      data: {
        shop,
        id,
        shopifyCustomerId,
        segment: 'new',
        orderCount: 1,
        qualifyingCount: 1,
        locale: canary,
      },
    });
    await db.customerIdentity.create({ data: { shop, key: `c:${shopifyCustomerId}`, customerId: id } });
    await db.ledgerOrder.create({
      data: { shop, orderId: order, customerId: id, name: `#${canary}${n}`, processedAt: AT, factsAt: AT, source: canary, currency: 'EUR', totalMinor: 2_000n,
        financialStatus: 'paid', tags: [canary], discountCodes: [`${canary}-CODE`] },
    }); // prettier-ignore
    await db.gift.create({
      data: { shop, id: gift, customerId: id, occasion: 'anniversary:1', state: 'issued', code: `${canary}-${n}`, percentage: '15', occasionDate: AT, validFrom: AT,
        validUntil: new Date('2026-12-20'), createdAt: AT },
    }); // prettier-ignore
    await db.message.create({
      data: { shop, id: message, customerId: id, rule: 'thank-you', subjectKey: `order:${order}`, kind: 'service', state: 'planned', reason: canary, dueAt: AT,
        messageId: `<${canary}-${n}>`, createdAt: AT },
    }); // prettier-ignore
    Object.assign(last, { order, gift, message });
  }
  await db.couponDiscount.create({
    data: {
      shop,
      occasion: 'anniversary:2026',
      discountId: `gid://shopify/DiscountCodeNode/${canary}`,
      createdAt: AT,
    },
  });
  await db.suppression.create({
    data: { shop, emailHash: `${canary}hash`, reason: 'unsubscribed', createdAt: AT },
  });
  const run = randomUUID();
  await db.importRun.create({
    data: { shop, id: run, kind: 'history', state: 'done', startedAt: AT, error: canary },
  });
  const facts = { type: 'order-deleted', orderId: last.order, at: AT.toISOString() };
  const inbox = await db.inboxEvent.create({ data: { shop, webhookId: canary, topic: 'orders/delete', businessKey: canary, receivedAt: AT, facts: asJson(facts) } }); // prettier-ignore
  const entry = await db.activityEntry.create({
    data: { shop, at: AT, event: 'customer.data-requested', customerId: customers[0] ?? null, detail: { requestId: canary, customerIds: customers } },
  }); // prettier-ignore
  return {
    shop,
    canary,
    customers,
    ids: {
      ...last,
      run,
      inbox: String(inbox.id),
      entry: String(entry.id),
      shopifyCustomer: String(number * 1_000_000 + 500_000),
      code: `${canary}-0`,
      emailHash: `${canary}hash`,
    },
  };
}

/** The Admin API of one shop: every answer has its canary, whatever was asked. */
export function adminOf(shop: FuzzShop, asked: Set<string>): AdminApi {
  const customer = (id: unknown) => ({ id, displayName: `Name ${shop.canary}`, firstName: shop.canary, lastName: shop.canary, numberOfOrders: '1' }); // prettier-ignore
  const request = async (_document: string, variables: { ids?: string[] } = {}) => {
    asked.add(shop.shop);
    const nodes = (variables.ids ?? []).map(customer);
    const page = { nodes: [customer(`gid://shopify/Customer/${shop.ids.shopifyCustomer}`)], pageInfo: { hasNextPage: false, endCursor: null } };
    const plan = { publicDisplayName: shop.canary, shopifyPlus: false, partnerDevelopment: false };
    return { ok: true, data: { nodes, customers: page, orders: page, shop: { plan } } };
  }; // prettier-ignore
  return { request } as unknown as AdminApi;
}

/** Every row of these shops, as text. */
export async function everythingOf(db: PrismaClient, shops: FuzzShop[]): Promise<string> {
  const names = shops.map(({ shop }) => shop);
  const parts: string[] = [];
  for (const table of TENANT_TABLES) {
    const rows = await db.$queryRawUnsafe<{ text: string }[]>(
      `SELECT to_jsonb(t)::text AS text FROM "${table}" t WHERE shop = ANY($1::text[]) ORDER BY 1`,
      names,
    );
    parts.push(...rows.map(({ text }) => `${table} ${text}`));
  }
  return parts.join('\n');
}

/** A session token as the Shopify admin signs it for a signed-in merchant of the shop. */
export function sessionToken(shop: string, apiKey: string, secret: string): string {
  const now = Math.floor(Date.now() / 1_000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = part({ alg: 'HS256', typ: 'JWT' });
  const body = part({ iss: `https://${shop}/admin`, dest: `https://${shop}`, aud: apiKey, sub: '1', exp: now + 3_600, nbf: now - 5, iat: now - 5, jti: randomUUID(), sid: 's' }); // prettier-ignore
  const signature = createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url');
  return `${head}.${body}.${signature}`;
}
