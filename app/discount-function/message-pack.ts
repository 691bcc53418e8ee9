/** The bytes that a JSON value takes as MessagePack, which is how the platform hands it to the provider. */
export function messagePackBytes(value: unknown): number {
  if (value === null || value === undefined || typeof value === 'boolean') return 1;
  if (typeof value === 'number') return numberBytes(value);
  if (typeof value === 'string') {
    const length = Buffer.byteLength(value);
    return length + (length < 32 ? 1 : length < 256 ? 2 : length < 65_536 ? 3 : 5);
  }
  if (Array.isArray(value)) {
    return value.reduce<number>((sum, element) => sum + messagePackBytes(element), headBytes(value.length));
  }
  const entries = Object.entries(value).filter(([, child]) => child !== undefined);
  return entries.reduce(
    (sum, [key, child]) => sum + messagePackBytes(key) + messagePackBytes(child),
    headBytes(entries.length),
  );
}

function headBytes(length: number): number {
  return length < 16 ? 1 : length < 65_536 ? 3 : 5;
}

function numberBytes(value: number): number {
  if (!Number.isInteger(value)) return 9;
  if (value >= -32 && value < 128) return 1;
  const size = value < 0 ? -value - 1 : value / 2;
  return size < 128 ? 2 : size < 32_768 ? 3 : size < 2_147_483_648 ? 5 : 9;
}
