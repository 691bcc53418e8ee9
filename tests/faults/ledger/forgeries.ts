import { createHmac } from 'node:crypto';
import { installShops, SECRET, shopName, startWeb } from '../app';
import type { FaultContext, FaultResult } from '../fault';
import { orderOf, storedWebhooks } from '../webhooks';
import { deliver, webhook, type Delivery } from '../../support/webhook-load';

type Forge = (body: string, random: () => number) => { body: string; signature: string };

const sign = (body: string | Buffer, secret = SECRET) => createHmac('sha256', secret).update(body).digest();
const base64 = (body: string, secret = SECRET) => sign(body, secret).toString('base64');

/** Everything somebody without the secret could try, and what a proxy could break. */
const FORGERIES: Forge[] = [
  (body) => ({ body, signature: '' }),
  (body) => ({ body, signature: base64(body, 'another-secret-another') }),
  (body) => ({ body, signature: base64(body, '') || 'x' }),
  (body) => ({ body, signature: sign(body).toString('hex') }),
  (body) => ({ body, signature: createHmac('sha1', SECRET).update(body).digest('base64') }),
  (body) => ({ body, signature: base64(body).slice(0, -8) }),
  (body) => ({ body, signature: `${base64(body)}${base64(body)}` }),
  (body) => ({ body: `${body} `, signature: base64(body) }),
  (body) => ({ body: body.slice(0, -1), signature: base64(body) }),
  (body) => ({ body: JSON.stringify(JSON.parse(body), null, 1), signature: base64(body) }),
  (body) => ({ body: '', signature: base64(body) }),
  (body) => ({ body: body.replace('20.00', '20.01'), signature: base64(body) }),
  (body, random) => {
    const at = Math.floor(random() * body.length);
    const other = body[at] === '0' ? '1' : '0';
    return { body: body.slice(0, at) + other + body.slice(at + 1), signature: base64(body) };
  },
  (body, random) => {
    const digest = sign(body);
    const at = Math.floor(random() * digest.length);
    digest[at] = (digest[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    return { body, signature: digest.toString('base64') };
  },
];

/** Forged and mutated requests: each 401, and no row. */
export async function run({ full, random, database }: FaultContext): Promise<FaultResult> {
  const count = full ? 10_000 : 700;
  const { db, url } = await database({ durable: false });
  await installShops(db, 3);
  const web = await startWeb(url);
  const problems: string[] = [];
  try {
    const forged = function* (): Generator<Delivery> {
      for (let n = 0; n < count; n += 1) {
        const forge = FORGERIES[n % FORGERIES.length] as Forge;
        const { body, signature } = forge(orderOf(n, n % 3), random);
        const head = { shop: shopName(n % 3), topic: 'orders/create', webhookId: `f-${n}`, signature };
        yield webhook(head, body, SECRET);
      }
    };
    const outcomes = await deliver(forged(), { port: web.port, connections: 16 });
    const wrong = outcomes.filter(({ status }) => status !== 401);
    for (const { key, status } of wrong.slice(0, 5)) {
      problems.push(`${key} was answered with ${status} (kind ${Number(key.slice(2)) % FORGERIES.length})`);
    }
    const rows = (await storedWebhooks(db)).size;
    if (rows > 0) problems.push(`${rows} rows of forged webhooks`);
    // and that the door is open for what is right
    const body = orderOf(1, 1);
    const [right] = await deliver([webhook({ shop: shopName(1), topic: 'orders/create', webhookId: 'r' }, body, SECRET)], { port: web.port, connections: 1 }); // prettier-ignore
    if (right?.status !== 200) problems.push(`a signed webhook was answered with ${right?.status}`);
  } finally {
    await web.stop();
  }
  return { injected: count, problems, figures: { forgeries: count, kinds: FORGERIES.length } };
}
