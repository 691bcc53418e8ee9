import type { Fetch } from '~/admin-api/fetch.server';

/**
 * Streams a bulk result (JSONL behind a signed URL, so without our token) line by line; memory stays flat.
 * @throws Error when the address does not answer 200 or the stream is cut: the caller starts over
 */
export async function* lines(fetch: Fetch, url: string): AsyncIterable<string> {
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`bulk result: HTTP ${response.status}`);
  for await (const batch of lineBatches(chunksOf(response.body))) yield* batch;
}

async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel(); // the caller may stop early; a finished reader takes no harm
  }
}

/** Cuts bytes of UTF-8 into lines, without line ends and empty lines; as many at once as came at once. */
export async function* lineBatches(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of bytes) {
    const pieces = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = pieces.pop() ?? '';
    if (pieces.length > 0) yield pieces.filter((line) => line !== '');
  }
  rest += decoder.decode();
  if (rest) yield [rest];
}
