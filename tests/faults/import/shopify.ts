import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Shopify as a history import sees it, for any number of shops with one and the same history. */
export interface BulkShopify {
  url: string;
  /** bulk operations asked for, by shop */
  started: Map<string, number>;
  stop(): Promise<void>;
}

const NOW = '2026-11-22T10:00:00Z';
const PIECE_BYTES = 256 * 1024;

export async function startBulkShopify(file: Buffer, orders: number): Promise<BulkShopify> {
  const since = Date.now();
  const started = new Map<string, number>();
  const polled = new Set<string>();
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '';
    const send = (body: unknown) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (url === '/clock') {
      send({ now: new Date(Date.parse(NOW) + Date.now() - since).toISOString() });
      return;
    }
    if (url.startsWith('/files/')) {
      response.writeHead(200, { 'Content-Type': 'application/jsonl' });
      for (let at = 0; at < file.length && !response.destroyed; at += PIECE_BYTES) {
        if (!response.write(file.subarray(at, at + PIECE_BYTES))) await drained(response);
      }
      response.end();
      return;
    }
    const shop = /^\/shops\/([^/]+)\/admin\/api\//.exec(url)?.[1] ?? '';
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { query, variables } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
      query: string;
      variables: { id?: string };
    };
    if (query.includes('bulkOperationRunQuery')) {
      started.set(shop, (started.get(shop) ?? 0) + 1);
      const bulkOperation = { id: `gid://shopify/BulkOperation/${started.get(shop)}`, status: 'CREATED' };
      send({ data: { bulkOperationRunQuery: { bulkOperation, userErrors: [] } } });
      return;
    }
    const isFirst = !polled.has(`${shop}|${variables.id}`);
    polled.add(`${shop}|${variables.id}`);
    const operation = isFirst
      ? { status: 'RUNNING', rootObjectCount: String(Math.floor(orders / 2)), url: null }
      : { status: 'COMPLETED', rootObjectCount: String(orders), url: `${address()}/files/${shop}` };
    send({ data: { bulkOperation: { id: variables.id, errorCode: null, ...operation } } });
  }

  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: address(),
    started,
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Or closed: whoever downloads may have been killed. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      response.off('drain', settle).off('close', settle);
      resolve();
    };
    response.once('drain', settle).once('close', settle);
  });
}
