/** Bytes of a Wasm module, read front to back. Throws `WasmFormatError` on what it cannot read. */
export class WasmFormatError extends Error {}

export class WasmReader {
  constructor(
    readonly bytes: Uint8Array,
    public at = 0,
    readonly end = bytes.length,
  ) {}

  get done(): boolean {
    return this.at >= this.end;
  }

  byte(): number {
    const value = this.bytes[this.at];
    if (value === undefined || this.at >= this.end) throw new WasmFormatError('unexpected end of module');
    this.at += 1;
    return value;
  }

  /** unsigned LEB128 up to 32 bits */
  u32(): number {
    let result = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      result += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) === 0) return result;
    }
    throw new WasmFormatError('integer too long');
  }

  /** passes over a LEB128 integer of any width */
  skipLeb(): void {
    for (let count = 0; count < 10; count += 1) {
      if ((this.byte() & 0x80) === 0) return;
    }
    throw new WasmFormatError('integer too long');
  }

  skip(count: number): void {
    if (this.at + count > this.end) throw new WasmFormatError('unexpected end of module');
    this.at += count;
  }

  text(): string {
    const length = this.u32();
    const start = this.at;
    this.skip(length);
    return new TextDecoder().decode(this.bytes.subarray(start, this.at));
  }

  slice(from: number): Uint8Array {
    return this.bytes.subarray(from, this.at);
  }
}

/** A growing list of bytes with Wasm's integer encodings. */
export class WasmWriter {
  private buffer = new Uint8Array(1024);
  length = 0;

  bytes(...values: number[]): this {
    return this.append(Uint8Array.from(values));
  }

  append(values: Uint8Array): this {
    const needed = this.length + values.length;
    if (needed > this.buffer.length) {
      const grown = new Uint8Array(Math.max(needed, this.buffer.length * 2));
      grown.set(this.buffer.subarray(0, this.length));
      this.buffer = grown;
    }
    this.buffer.set(values, this.length);
    this.length = needed;
    return this;
  }

  u32(value: number): this {
    let rest = value;
    do {
      const low = rest % 128;
      rest = Math.floor(rest / 128);
      this.bytes(rest > 0 ? low | 0x80 : low);
    } while (rest > 0);
    return this;
  }

  /** signed LEB128 of a number that is not negative */
  positiveS64(value: number): this {
    let rest = value;
    for (;;) {
      const low = rest % 128;
      rest = Math.floor(rest / 128);
      if (rest === 0 && low < 64) return this.bytes(low);
      this.bytes(low | 0x80);
    }
  }

  text(value: string): this {
    const encoded = new TextEncoder().encode(value);
    return this.u32(encoded.length).append(encoded);
  }

  result(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }
}
