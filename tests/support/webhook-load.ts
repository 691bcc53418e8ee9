import { createHmac } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** One HTTP request as bytes, with the number that its outcome is kept under. */
export interface Delivery {
  bytes: Buffer;
  key: string;
}

export interface Outcome {
  key: string;
  /** HTTP status; 0 when the connection broke before the answer was complete */
  status: number;
  /** milliseconds from the first byte sent to the last one received */
  ms: number;
}

export interface WebhookHead {
  shop: string;
  topic: string;
  webhookId: string;
  eventId?: string;
  triggeredAt?: string;
  signature?: string;
}

/** A webhook as Shopify sends it: signed over the raw body, everything else in unsigned headers. */
export function webhook(head: WebhookHead, body: string, secret: string, path = '/webhooks'): Delivery {
  const signature = head.signature ?? createHmac('sha256', secret).update(body).digest('base64');
  const lines = [
    `POST ${path} HTTP/1.1`,
    'Host: app.example.com',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Shopify-Topic: ${head.topic}`,
    `X-Shopify-Shop-Domain: ${head.shop}`,
    `X-Shopify-Hmac-Sha256: ${signature}`,
    `X-Shopify-Webhook-Id: ${head.webhookId}`,
    'X-Shopify-API-Version: 2026-07',
    ...(head.eventId ? [`X-Shopify-Event-Id: ${head.eventId}`] : []),
    ...(head.triggeredAt ? [`X-Shopify-Triggered-At: ${head.triggeredAt}`] : []),
    '',
    body,
  ];
  return { bytes: Buffer.from(lines.join('\r\n')), key: head.webhookId };
}

export interface LoadOptions {
  port: number;
  connections: number;
  /** rest of each connection after an answer, milliseconds; 0 without */
  restMs?: number;
  /** told of each outcome as it comes */
  onOutcome?: (outcome: Outcome) => void;
  /** stops sending when it says so; what is under way is still waited for */
  stopped?: () => boolean;
}

/**
 * Sends all deliveries over a number of kept-alive connections, each with one request at a time, as fast as they are
 * answered. Speaks HTTP over plain sockets, so that it takes little of the machine it shares with the server.
 */
export async function deliver(deliveries: Iterable<Delivery>, options: LoadOptions): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const source = deliveries[Symbol.iterator]();
  const line = async () => {
    let connection: Connection | null = null;
    for (;;) {
      if (options.stopped?.()) break;
      const next = source.next();
      if (next.done) break;
      const startedAt = performance.now();
      connection ??= new Connection(options.port);
      const status = await connection.send(next.value.bytes);
      if (status === 0 || connection.closed) connection = null;
      const outcome = { key: next.value.key, status, ms: performance.now() - startedAt };
      outcomes.push(outcome);
      options.onOutcome?.(outcome);
      if (options.restMs) await new Promise((resolve) => setTimeout(resolve, options.restMs));
    }
    connection?.end();
  };
  await Promise.all(Array.from({ length: options.connections }, line));
  return outcomes;
}

/** Longer than Shopify waits. */
const TIMEOUT_MS = 10_000;

class Connection {
  closed = false;
  private readonly socket: Socket;
  private received = '';
  private answer: ((status: number) => void) | null = null;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.setTimeout(TIMEOUT_MS, () => this.socket.destroy());
    this.socket.on('data', (chunk) => this.read(chunk.toString('latin1')));
    this.socket.on('close', () => this.over());
    this.socket.on('error', () => this.over());
  }

  send(bytes: Buffer): Promise<number> {
    return new Promise((resolve) => {
      if (this.closed) {
        resolve(0);
        return;
      }
      this.answer = resolve;
      this.socket.write(bytes);
    });
  }

  end(): void {
    this.socket.destroy();
  }

  private over(): void {
    this.closed = true;
    this.settle(0);
  }

  private settle(status: number): void {
    const { answer } = this;
    this.answer = null;
    answer?.(status);
  }

  private read(chunk: string): void {
    this.received += chunk;
    const head = this.received.indexOf('\r\n\r\n');
    if (head < 0 || !isComplete(this.received, head)) return;
    const status = Number(this.received.slice(9, 12));
    if (/^connection: close/im.test(this.received.slice(0, head))) {
      this.closed = true;
      this.socket.destroy();
    }
    this.received = '';
    this.settle(status);
  }
}

function isComplete(answer: string, head: number): boolean {
  const headers = answer.slice(0, head);
  if (/^transfer-encoding: chunked/im.test(headers)) return answer.endsWith('0\r\n\r\n');
  const length = Number(/^content-length: (\d+)/im.exec(headers)?.[1] ?? 0);
  return answer.length >= head + 4 + length;
}

/** @param share 0.5 for the median, 0.99 for what all but one in a hundred stay below */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
