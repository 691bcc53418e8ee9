import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { API_VERSION } from '../config';
import type { WebhookDelivery } from '../model/types';

/** Shopify gives a receiver one second to accept the connection and five in all. */
const CONNECT_TIMEOUT_MS = 1_000;
const TOTAL_TIMEOUT_MS = 5_000;

export type SendResult = { status: number; error: null } | { status: null; error: string };

/** Base64 HMAC-SHA256 over the raw body; it covers nothing else. */
const signature = (body: string, secret: string): string =>
  createHmac('sha256', secret).update(body, 'utf8').digest('base64');

export function webhookHeaders(
  delivery: WebhookDelivery,
  shopDomain: string,
  secret: string,
): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    Accept: '*/*',
    'User-Agent': 'Shopify-Captain-Hook',
    'X-Shopify-Topic': delivery.topic,
    'X-Shopify-Hmac-Sha256': signature(delivery.body, secret),
    'X-Shopify-Shop-Domain': shopDomain,
    'X-Shopify-API-Version': API_VERSION,
    'X-Shopify-Webhook-Id': delivery.webhookId,
    'X-Shopify-Event-Id': delivery.eventId,
    'X-Shopify-Triggered-At': delivery.triggeredAt.replace('Z', '000000Z'),
  };
}

/**
 * One POST. Never throws: what goes wrong is the answer.
 * @param address absolute, or relative to `base`; Pub/Sub and EventBridge addresses are not implemented
 */
export async function post(
  address: string,
  base: string,
  headers: Record<string, string>,
  body: string,
): Promise<SendResult> {
  const url = URL.canParse(address, base) ? new URL(address, base) : null;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    return { status: null, error: 'DEV_STORE_NOT_IMPLEMENTED: only http and https addresses' };
  }
  return new Promise((resolve) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const bytes = Buffer.from(body, 'utf8');
    const request = send(url, { method: 'POST', headers: { ...headers, 'Content-Length': bytes.length } });
    const stop = (error: string) => request.destroy(new Error(error));
    const total = setTimeout(() => stop('no answer within 5 s'), TOTAL_TIMEOUT_MS);
    const connect = setTimeout(() => stop('no connection within 1 s'), CONNECT_TIMEOUT_MS);
    const settle = (result: SendResult) => {
      clearTimeout(total);
      clearTimeout(connect);
      resolve(result);
    };
    request.on('socket', (socket) => {
      if (socket.connecting) socket.once('connect', () => clearTimeout(connect));
      else clearTimeout(connect);
    });
    request.on('response', (response) => {
      response.resume();
      response.on('end', () => settle({ status: response.statusCode ?? 0, error: null }));
    });
    request.on('error', (error) => settle({ status: null, error: error.message }));
    request.end(bytes);
  });
}
