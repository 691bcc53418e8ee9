import { describe, expect, it } from 'vitest';
import { placeOrder } from '../model/orders';
import { testShop, type TestShop } from './test-shop';

/** Two of 12.50 EUR with 10 % off and delivery at 4.90, paid in yen at 163.42. */
function yenOrder(shop: TestShop, currency = 'JPY') {
  const { state, clock, events } = shop.deps;
  state.putShop({ ...state.shop, presentmentRates: { JPY: '163.42' } });
  const { id, variants } = shop.product('Espresso');
  const placed = placeOrder(
    { state, clock, events },
    {
      currency,
      customerId: null,
      email: 'erika@example.com',
      locale: 'de',
      lines: [
        {
          productId: id,
          variantId: variants[0]?.id ?? 0,
          title: 'Espresso',
          quantity: 2,
          unitPriceMinor: 2_043,
          shopUnitPriceMinor: 1_250,
          requiresShipping: true,
          isGiftCard: false,
          discountAllocations: [{ amountMinor: 409, applicationIndex: 0 }],
        },
      ],
      shipping: { title: 'Standard', priceMinor: 801, shopPriceMinor: 490, discountMinor: 0 },
      discountApplications: [
        {
          type: 'automatic',
          title: 'Ten',
          code: null,
          valueType: 'percentage',
          value: '10.0',
          targetType: 'line_item',
          targetSelection: 'all',
          allocationMethod: 'across',
          discountNodeId: null,
        },
      ],
    },
  );
  if (!placed.ok) throw new Error(placed.reason);
  return placed.order;
}

const MONEY = 'shopMoney { amount currencyCode } presentmentMoney { amount currencyCode }';
const bag = (euros: string, yen: string) => ({
  shopMoney: { amount: euros, currencyCode: 'EUR' },
  presentmentMoney: { amount: yen, currencyCode: 'JPY' },
});

describe('an order paid in another currency', () => {
  it('has both currencies in every money bag', async () => {
    const shop = testShop();
    const { id } = yenOrder(shop);
    const { data, errors } = await shop.call(`{
      shop { currencyCode enabledPresentmentCurrencies }
      order(id: "gid://shopify/Order/${id}") {
        currencyCode presentmentCurrencyCode
        totalPriceSet { ${MONEY} } subtotalPriceSet { ${MONEY} } totalDiscountsSet { ${MONEY} }
        totalShippingPriceSet { ${MONEY} } currentTotalPriceSet { ${MONEY} } netPaymentSet { ${MONEY} }
        lineItems(first: 1) { nodes { originalUnitPriceSet { ${MONEY} } discountAllocations { allocatedAmountSet { ${MONEY} } discountApplication { __typename index value { ... on PricingPercentageValue { percentage } } } } } }
        shippingLines(first: 2) { nodes { title originalPriceSet { ${MONEY} } discountAllocations { allocatedAmountSet { ${MONEY} } } } }
        transactions { amountSet { ${MONEY} } }
      } }`);
    expect(errors).toBeUndefined();
    // 409 of 4086 yen are the same share of 25.00 euros: 2.50
    const total = bag('27.4', '4478.0');
    expect(data).toEqual({
      shop: { currencyCode: 'EUR', enabledPresentmentCurrencies: ['EUR', 'JPY'] },
      order: {
        currencyCode: 'EUR',
        presentmentCurrencyCode: 'JPY',
        totalPriceSet: total,
        subtotalPriceSet: bag('22.5', '3677.0'),
        totalDiscountsSet: bag('2.5', '409.0'),
        totalShippingPriceSet: bag('4.9', '801.0'),
        currentTotalPriceSet: total,
        netPaymentSet: total,
        lineItems: {
          nodes: [
            {
              originalUnitPriceSet: bag('12.5', '2043.0'),
              discountAllocations: [
                {
                  allocatedAmountSet: bag('2.5', '409.0'),
                  discountApplication: {
                    __typename: 'AutomaticDiscountApplication',
                    index: 0,
                    value: { percentage: 10 },
                  },
                },
              ],
            },
          ],
        },
        shippingLines: {
          nodes: [{ title: 'Standard', originalPriceSet: bag('4.9', '801.0'), discountAllocations: [] }],
        },
        transactions: [{ amountSet: total }],
      },
    });
  });

  it('is refunded in the buyer’s currency, all of it in both', async () => {
    const shop = testShop();
    const order = yenOrder(shop);
    const refund = (amount: string, currency: string | null) =>
      shop.call(
        `mutation($input: RefundInput!) { refundCreate(input: $input) @idempotent(key: "${amount}${currency}") {
          refund { totalRefundedSet { ${MONEY} } } userErrors { field message } } }`,
        {
          input: {
            orderId: `gid://shopify/Order/${order.id}`,
            ...(currency ? { currency } : {}),
            transactions: [
              {
                amount,
                gateway: 'bogus',
                kind: 'REFUND',
                orderId: `gid://shopify/Order/${order.id}`,
                parentId: `gid://shopify/OrderTransaction/${order.transactions[0]?.id}`,
              },
            ],
          },
        },
      );
    const answer = async (amount: string, currency: string | null) =>
      (await refund(amount, currency)).data?.['refundCreate'];
    expect(await answer('1000', null)).toMatchObject({ refund: null, userErrors: [{ field: ['currency'] }] });
    expect(await answer('1000', 'EUR')).toMatchObject({ refund: null });
    // 1000 of 4478 yen are 6.12 of 27.40 euros
    expect(await answer('1000', 'JPY')).toEqual({
      refund: { totalRefundedSet: bag('6.12', '1000.0') },
      userErrors: [],
    });
    expect(await answer('3478', 'JPY')).toEqual({
      refund: { totalRefundedSet: bag('21.28', '3478.0') },
      userErrors: [],
    });
    expect(shop.deps.state.get('order', order.id)).toMatchObject({
      financialStatus: 'refunded',
      currentTotalMinor: 0,
      presentment: { currentTotalMinor: 0, totalMinor: 4_478 },
    });
  });

  it('is refused in a currency that the shop does not sell in', () => {
    expect(() => yenOrder(testShop(), 'SEK')).toThrow('currency-not-sold');
  });
});
