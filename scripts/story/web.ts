import { parse, type HTMLElement } from 'node-html-parser';

/** Shopify's library answers 410 to what looks like a robot. */
export const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

/** A visitor with a cookie jar: what a browser does over HTTP, without the browser. */
export class Visitor {
  private readonly cookies = new Map<string, string>();

  constructor(private readonly base: string) {}

  /** The page that a person would see, after redirects. */
  async page(path: string): Promise<HTMLElement> {
    const response = await this.request('GET', path, { Accept: 'text/html' });
    if (!response.ok) throw new Error(`GET ${path.split('?')[0]} answered ${response.status}`);
    return parse(await response.text());
  }

  async json<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<T> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    const response = await this.request(
      method,
      path,
      headers,
      body === undefined ? undefined : JSON.stringify(body),
    );
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`);
    return JSON.parse(text) as T;
  }

  /** Sends a form as a person would; resolves with the address of the page it leads to. */
  async form(path: string, fields: Record<string, string>): Promise<string> {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/html' };
    const response = await this.request('POST', path, headers, new URLSearchParams(fields).toString());
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`POST ${path} answered ${response.status}`);
    return response.url;
  }

  private async request(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: string,
  ): Promise<Response> {
    let url = new URL(path, this.base);
    let current: { method: string; body?: string } = { method, body };
    for (let hop = 0; hop < 10; hop += 1) {
      const response = await fetch(url, {
        method: current.method,
        body: current.body,
        redirect: 'manual',
        headers: {
          ...headers,
          Cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
          'Accept-Language': 'en',
          'User-Agent': USER_AGENT,
        },
      });
      for (const cookie of response.headers.getSetCookie()) {
        const [name, ...value] = (cookie.split(';')[0] ?? '').split('=');
        if (name) this.cookies.set(name, value.join('='));
      }
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || !location) {
        Object.defineProperty(response, 'url', { value: url.href });
        return response;
      }
      await response.arrayBuffer();
      url = new URL(location, url);
      current = response.status === 307 || response.status === 308 ? current : { method: 'GET' };
    }
    throw new Error(`${path}: too many redirects`);
  }
}

/** Asks again until the answer is there. @throws Error what the last try said, after the deadline */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false>,
  seconds = 90,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  let last = 'nothing yet';
  while (Date.now() < deadline) {
    try {
      const answer = await ask();
      if (answer !== null && answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = (error as Error).message;
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new Error(`${what}: not within ${seconds} s (${last})`);
}

/** Text as a person reads it: white space folded. */
export function text(element: HTMLElement | null | undefined): string {
  return (element?.structuredText ?? '').replace(/\s+/g, ' ').trim();
}
