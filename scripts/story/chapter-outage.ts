import { anyVariant, placeOrder } from './chapter-orders';
import type { Step } from './step';
import { text, until } from './web';
import type { World } from './world';

const ADDRESS = { lastName: 'Story', address1: 'Elbweg 5', zip: '01097', city: 'Dresden', countryCode: 'DE' };

export const outage: [string, Step][] = [
  [
    'a dead mail server delays the thanks, and loses none',
    async (world, expect) => {
      await duringOutage(world, expect, {
        email: 'otto.story@example.com',
        firstName: 'Otto',
        begin: () => world.operator.json('POST', '/control/smtp', { fault: 'refuse' }),
        end: () => world.operator.json('POST', '/control/smtp', { fault: 'none' }),
      });
    },
  ],
  [
    'a dead Admin API delays the thanks, and loses none',
    async (world, expect) => {
      await duringOutage(world, expect, {
        email: 'ada.story@example.com',
        firstName: 'Ada',
        begin: () => world.operator.json('POST', '/control/faults', { admin: '5xx' }),
        end: () => world.operator.json('POST', '/control/faults', { admin: 'none' }),
      });
    },
  ],
];

interface Outage {
  email: string;
  firstName: string;
  begin(): Promise<unknown>;
  end(): Promise<unknown>;
}

/** An order while something is down: its message waits, and leaves once when it is up again. */
async function duringOutage(world: World, expect: Parameters<Step>[1], outage: Outage): Promise<void> {
  const variant = await anyVariant(world);
  const shopper = world.shopper();
  await outage.begin();
  try {
    const begun = await shopper.begin([{ variantId: variant.id, quantity: 1 }], {
      email: outage.email,
      firstName: outage.firstName,
      ...ADDRESS,
    });
    const order = await placeOrder(shopper, begun, expect);
    await until('the message waits, with a reason', async () => {
      const page = text(await world.appPage('/app/activity?kind=messages&state=planned'));
      return page.includes(order.name) && /could not be reached, is tried again/.test(page);
    });
    expect('messages during the outage', (await world.mailsTo(outage.email)).length, 0);
  } finally {
    await outage.end();
  }
  // the next try is due by the shop's clock
  await world.moveClock({ advance: 'PT2H' });
  const mail = await world.mail(outage.email, 1);
  expect('subject', mail.subject, 'Thank you for your first order');
}
