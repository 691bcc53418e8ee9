import type { IncomingMessage } from 'node:http';

export type Body = { ok: true; bytes: Buffer } | { ok: false; status: 408 | 413 | 400 };

/** The raw body of a request, up to so many bytes and for so long: for handlers that no body parser stands before. */
export function readBody(
  request: IncomingMessage,
  { maxBytes, maxMs }: { maxBytes: number; maxMs: number },
): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (body: Body) => {
      clearTimeout(timer);
      request.removeAllListeners('data');
      if (!body.ok) request.resume(); // drain what still comes, so that the answer can leave
      resolve(body);
    };
    const timer = setTimeout(() => finish({ ok: false, status: 408 }), maxMs);
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
      finish({ ok: false, status: 413 });
      return;
    }
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) finish({ ok: false, status: 413 });
      else chunks.push(chunk);
    });
    request.on('end', () => finish({ ok: true, bytes: Buffer.concat(chunks) }));
    request.on('error', () => finish({ ok: false, status: 400 }));
  });
}
