import { anyVariant, placeOrder } from './chapter-orders';
import type { Step } from './step';
import { percentageOff, shopDay } from './expected';
import { celebrating } from './home-figures';
import { text, until } from './web';
import { TIME_ZONE } from './world';

/** the default program: 15 % for an anniversary, sent at nine o'clock */
const PERCENTAGE = 15;
const SOON = 'case.anniversary-soon@example.com';

export const coupon: [string, Step][] = [
  [
    'the clock moves to an anniversary: one coupon in the mail, for those who want mail',
    async (world, expect, memory) => {
      const customer = (await world.customers()).find(({ email }) => email === SOON);
      if (!customer) throw new Error('the seeded customer with an anniversary soon is missing');
      const day = await anniversaryOf(world, SOON);
      await world.moveClock({ to: `${day}T09:30:00Z` });

      const mail = await world.mail(SOON, 1);
      const code = /\b[A-Z0-9]{2,10}-[A-Z0-9-]{10,}\b/.exec(mail.text ?? '')?.[0];
      if (!code) throw new Error(`no code in the message: ${mail.text?.slice(0, 300)}`);
      expect('the message may be unsubscribed from', headerOf(mail, 'List-Unsubscribe') !== null, true);
      memory.coupon = { code, email: SOON, customerId: customer.id, startsOn: day };

      const everybody = await celebrating(world, day);
      const customers = await world.customers();
      for (const person of everybody) {
        const records = customers.filter(({ id }) => person.customerIds.includes(id));
        for (const record of records) {
          if (!record.email) continue;
          // in Germany a single opt-in proves nothing
          const { state, optInLevel } = record.emailMarketing;
          const wants = state === 'SUBSCRIBED' && optInLevel === 'CONFIRMED_OPT_IN';
          if (wants) await world.mail(record.email, 1);
          else
            expect(
              'messages to somebody without proven consent',
              (await world.mailsTo(record.email)).length,
              0,
            );
        }
      }
      expect('somebody celebrates', everybody.length > 0, true);
    },
  ],
  [
    'the coupon is refused for somebody else, with a reason',
    async (world, expect, memory) => {
      const variant = await anyVariant(world);
      const lines = [{ variantId: variant.id, quantity: 2 }];
      const stranger = world.shopper();
      await stranger.signIn(memory.regular.customerId);
      const before = await stranger.begin(lines);
      const after = await stranger.step(before.token, { addCode: memory.coupon.code });
      expect('the total stays', after.totalMinor, before.totalMinor);
      expect(
        'a reason is given',
        after.errors.some((error) => error.code === memory.coupon.code),
        true,
      );
      const shown = text(await stranger.page(before.token));
      const reason = after.errors.find((error) => error.code === memory.coupon.code)?.message ?? '?';
      expect('the reason is on the page', shown.includes(reason), true);

      const guest = world.shopper();
      const asGuest = await guest.begin(lines, {
        email: 'nobody.story@example.com',
        addCode: memory.coupon.code,
      });
      expect('a guest gets nothing for it', asGuest.discounts, []);
    },
  ],
  [
    'the coupon works for its owner, and the amounts add up',
    async (world, expect, memory) => {
      const variant = await anyVariant(world);
      const owner = world.shopper();
      await owner.signIn(memory.coupon.customerId);
      const begun = await owner.begin([{ variantId: variant.id, quantity: 3 }]);
      const priced = await owner.step(begun.token, { addCode: memory.coupon.code.toLowerCase() });
      const expected = percentageOff(variant.priceMinor * 3, PERCENTAGE, priced.shippingMinor);
      expect('errors', priced.errors, []);
      expect('discount', priced.discountsMinor, expected.discountMinor);
      expect('total', priced.totalMinor, expected.totalMinor);
      memory.lastOrder = await placeOrder(owner, priced, expect);
      // the coupon's and the thanks for this order: later steps say that nothing more comes
      await world.mail(memory.coupon.email, 2);
    },
  ],
  [
    'a second time it is refused, and the app knows that it was redeemed',
    async (world, expect, memory) => {
      const variant = await anyVariant(world);
      await until('the coupon is marked as redeemed', async () => {
        const page = text(await world.appPage('/app/activity?kind=coupons'));
        return page.includes('Redeemed');
      });
      const owner = world.shopper();
      await owner.signIn(memory.coupon.customerId);
      const begun = await owner.begin([{ variantId: variant.id, quantity: 1 }]);
      const again = await owner.step(begun.token, { addCode: memory.coupon.code });
      expect(
        'nothing is taken off for the code',
        again.discounts.filter(({ code }) => code !== null),
        [],
      );
      expect(
        'a reason is given',
        again.errors.some((error) => error.code === memory.coupon.code),
        true,
      );
    },
  ],
];

/** The day on which a customer of the shop celebrates next: the same day of the year as their first order. */
async function anniversaryOf(world: Parameters<Step>[0], email: string): Promise<string> {
  const today = shopDay(await world.now(), TIME_ZONE);
  for (let ahead = 0; ahead < 366; ahead += 1) {
    const day = new Date(Date.parse(today) + ahead * 86_400_000).toISOString().slice(0, 10);
    if ((await celebrating(world, day)).some((person) => person.emails.includes(email))) return day;
  }
  throw new Error(`${email} has no anniversary within a year`);
}

function headerOf(mail: { headers: { name: string; value: string }[] }, name: string): string | null {
  return mail.headers.find((header) => header.name.toLowerCase() === name.toLowerCase())?.value ?? null;
}
