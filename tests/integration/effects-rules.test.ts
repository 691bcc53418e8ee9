import { beforeEach, describe, expect, it } from 'vitest';
import { issueCoupons } from '~/effects/issue-coupons';
import { syncDiscount } from '~/effects/sync-discount';
import { ofOrder, type Benefit, type Program } from '~/loyalty/program';
import { SHOP, useHarness, type Harness } from './effects-harness';

let h: Harness;
useHarness((started) => (h = started));
beforeEach(async () => {
  h.empty('discountNode', 'metafield');
  await h.installed();
});

const sync = () => syncDiscount(h.services, { shop: SHOP });
/** the one automatic discount, or the one code discount, with what the function reads of it */
function held(method: 'automatic' | 'code') {
  const nodes = [...h.state.all('discountNode').values()].filter((node) => node.method === method);
  expect(nodes).toHaveLength(1);
  const [node] = nodes;
  const read = (key: string): unknown =>
    JSON.parse(h.metafield(`gid://shopify/DiscountNode/${node?.id}`, key) ?? 'null');
  return { ...node, config: read('config'), variables: read('variables') };
}
async function changed(change: (program: Program) => void) {
  await h.program(change);
  h.operations.length = 0;
  return sync();
}

const free: Benefit = { on: 'delivery', value: { kind: 'free' }, minimumMinor: 4_000 };
const tagged: Benefit = { on: 'tag', value: { kind: 'amount', amountMinor: 300 }, minimumMinor: 0 };
const tier = (...benefits: Benefit[]) => [{ key: 'gold', name: 'Gold', from: 2, benefits }];
const everything = ({ loyalty }: Program) => {
  loyalty.tiers = tier(ofOrder('10'), tagged, free);
  loyalty.tags = ['tea'];
  loyalty.collections = [{ id: 'gid://shopify/Collection/8', title: 'Coffee' }];
  loyalty.exclude = {
    giftCards: true,
    saleItems: true,
    subscriptions: true,
    collections: [{ id: 'gid://shopify/Collection/9', title: 'Outlet' }],
  };
};
const VARIABLES = { c: ['gid://shopify/Collection/8'], t: ['tea'], x: ['gid://shopify/Collection/9'] };

describe('the automatic discount', () => {
  it('is made with the rules, their variables and the classes that its benefits need', async () => {
    await h.program(everything);
    expect(await sync()).toMatchObject({ state: 'active' });
    expect(held('automatic')).toMatchObject({
      discountClasses: ['PRODUCT', 'ORDER', 'SHIPPING'],
      appliesOnOneTimePurchase: true,
      appliesOnSubscription: false,
      config: { v: 2, r: 'b2P00000-00-009999-12-31', t: { gold: 'd%10000>4000;o%1000;t=300|Gold' } },
      variables: VARIABLES,
    });
    // the card for the surfaces, nothing of the discount's
    expect(h.operations.filter((name) => name === 'MetafieldsSet')).toHaveLength(1);
  });

  it('gets other classes, rules and variables later, the metafields in one call', async () => {
    await sync();
    expect(held('automatic')).toMatchObject({
      discountClasses: ['ORDER'],
      appliesOnSubscription: true,
      config: { r: 'b2B00000-00-009999-12-31' },
      variables: { c: [], t: [], x: [] },
    });
    await changed(everything);
    // the card's, and both of the discount
    expect(h.operations.filter((name) => name === 'MetafieldsSet')).toHaveLength(2);
    expect(held('automatic')).toMatchObject({
      discountClasses: ['PRODUCT', 'ORDER', 'SHIPPING'],
      appliesOnSubscription: false,
      config: { t: { gold: 'd%10000>4000;o%1000;t=300|Gold' } },
      variables: VARIABLES,
    });
    await changed((program) => {
      everything(program);
      program.loyalty.tiers = tier(tagged);
      program.loyalty.exclude.subscriptions = false;
    });
    expect(held('automatic')).toMatchObject({ discountClasses: ['PRODUCT'], appliesOnSubscription: true });
  });

  it('of shipping alone does not ask to combine with shipping discounts', async () => {
    await changed(({ loyalty }) => (loyalty.tiers = tier(free)));
    const combinesWith = { orderDiscounts: false, productDiscounts: true };
    expect(held('automatic')).toMatchObject({
      discountClasses: ['SHIPPING'],
      combinesWith: { ...combinesWith, shippingDiscounts: false },
    });
    await changed(({ loyalty }) => (loyalty.tiers = tier(free, tagged)) && (loyalty.tags = ['tea']));
    expect(held('automatic')).toMatchObject({ combinesWith: { ...combinesWith, shippingDiscounts: true } });
  });

  it('stays open at Shopify: its first and last day stand in the rules', async () => {
    await changed(({ loyalty }) => Object.assign(loyalty, { startsOn: '2027-01-01', endsOn: '2027-01-31' }));
    expect(held('automatic')).toMatchObject({
      startsAt: h.clock.now().toISOString(),
      endsAt: null,
      config: { r: 'b2B02027-01-012027-01-31' },
    });
  });

  it.each([
    ['AutomaticDiscountUpdate', 'discountAutomaticAppUpdate'],
    ['MetafieldsSet', 'metafieldsSet'],
  ])('what Shopify refuses of %s is said in the activity log', async (operation, field) => {
    await sync();
    const error = {
      field: ['combinesWith'],
      message: 'may not be combined',
      code: 'INVALID',
      elementIndex: 0,
    };
    h.control.answer = (name) => (name === operation ? { [field]: { userErrors: [error] } } : null);
    expect(await changed(everything)).toMatchObject({ state: 'refused' });
    const entry = await h.db.activityEntry.findFirstOrThrow({ where: { event: 'discount.refused' } });
    expect(JSON.stringify(entry.detail)).toContain('may not be combined');
  });
});

describe('coupon discounts', () => {
  const issued = async () => {
    await h.plannedGift(await h.ledgerCustomer(h.customers()[0]!));
    expect(await issueCoupons(h.services, { shop: SHOP })).toEqual({ issued: 1 });
  };
  const limits = ({ anniversary }: Program) =>
    Object.assign(anniversary, { minimumMinor: 2_000, capMinor: 1_500 });

  it('are made with rules and variables, of orders only', async () => {
    await h.program((program) => {
      everything(program);
      limits(program);
    });
    await issued();
    expect(held('code')).toMatchObject({
      discountClasses: ['ORDER'],
      appliesOnOneTimePurchase: true,
      appliesOnSubscription: false,
      config: { v: 2, k: 'gift', r: 'b2P00000-00-009999-12-31', b: 'o%0<1500>2000|' },
      variables: VARIABLES,
    });
  });

  it('that are out follow the exclusions, and with them the variables', async () => {
    await issued();
    expect(held('code')).toMatchObject({ appliesOnSubscription: true, variables: { c: [], t: [], x: [] } });
    await changed(everything);
    expect(held('code')).toMatchObject({
      discountClasses: ['ORDER'],
      appliesOnSubscription: false,
      config: { r: 'b2P00000-00-009999-12-31', b: 'o%0|' },
      variables: VARIABLES,
    });
  });

  it('that are out keep minimum and cap; those to come get the new ones, on a discount of their own', async () => {
    await issued();
    await changed(limits);
    expect(held('code')).toMatchObject({ config: { b: 'o%0|' } });
    await h.plannedGift(await h.ledgerCustomer(h.customers()[1]!));
    expect(await issueCoupons(h.services, { shop: SHOP })).toEqual({ issued: 1 });
    const texts = async (): Promise<string[][]> => {
      const gifts = await h.db.gift.findMany();
      const owners = new Set(gifts.map(({ discountId }) => discountId));
      expect(owners.size).toBe(gifts.length);
      return [...owners].map((id) => {
        const node = `gid://shopify/DiscountNode/${id?.split('/').at(-1)}`;
        const config = JSON.parse(h.metafield(node, 'config') ?? 'null') as { b: string; m: { en: string } };
        return [config.b, config.m.en];
      });
    };
    await changed((program) => {
      program.anniversary.minimumMinor = 9_000;
      program.anniversary.reason.en = 'For you';
    });
    expect(new Set(await texts())).toEqual(
      new Set([
        ['o%0|', 'For you'],
        ['o%0<1500>2000|', 'For you'],
      ]),
    );
  });
});
