import type { Fetch } from '~/admin-api/fetch.server';

/**
 * Streams a bulk result (JSONL behind a signed URL, so without our token) line by line; memory stays flat.
 * @throws Error when the address does not answer 200 or the stream is cut: the caller starts over
 */
export async function* lines(fetch: Fetch, url: string): AsyncIterable<string> {
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`bulk result: HTTP ${response.status}`);
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const pieces = (rest + (done ? decoder.decode() : decoder.decode(value, { stream: true }))).split('\n');
      rest = pieces.pop() ?? '';
      for (const piece of pieces) if (piece) yield piece;
      if (done) break;
    }
    if (rest) yield rest;
  } finally {
    await reader.cancel(); // the caller may stop early; a finished reader takes no harm
  }
}
