/** The forms of our public pages hold one field. */
const MOST_BYTES = 16 * 1024;

/**
 * The form of a request that anybody in the world may send: what is larger than any form of ours is not read to its end,
 * so that nobody fills the memory. @returns null for what is no form, or is too large
 */
export async function readSmallForm(request: Request): Promise<FormData | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  if (!reader) return null;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.byteLength;
      if (size > MOST_BYTES) {
        await reader.cancel();
        return null;
      }
      chunks.push(value);
    }
    const type = request.headers.get('content-type') ?? '';
    return await new Response(Buffer.concat(chunks), { headers: { 'content-type': type } }).formData();
  } catch {
    return null; // the connection broke, or the body is no form
  }
}
