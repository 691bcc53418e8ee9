import type { SourceOrder } from './import-read.server';
import { factsOfNode } from './order-node';

/**
 * The orders among the lines of a bulk result. Children (`__parentId`) stand anywhere, before their parents too, and are
 * passed over; so are other objects.
 * @param after lines that are passed over unread: they are stored already
 * @param onUnreadable called for an order that is not as it was asked for
 * @throws SyntaxError at a line that is no JSON, which is how a cut result ends
 */
export async function* readOrderLines(
  lines: AsyncIterable<string> | Iterable<string>,
  emailHashKey: string,
  after = 0,
  onUnreadable: (line: number) => void = () => undefined,
): AsyncIterable<SourceOrder> {
  let line = 0;
  for await (const text of lines) {
    line += 1;
    if (line <= after || text.includes(CHILD)) continue;
    const node: unknown = JSON.parse(text);
    const order = factsOfNode(node, emailHashKey);
    if (order) yield { line, order };
    else if (isOrder(node)) onUnreadable(line);
  }
}

/** Only a key is written like this in JSON: quotes within a value are escaped. */
const CHILD = '"__parentId":';

function isOrder(node: unknown): boolean {
  const id = node !== null && typeof node === 'object' && 'id' in node ? node.id : null;
  return typeof id === 'string' && id.startsWith('gid://shopify/Order/');
}
