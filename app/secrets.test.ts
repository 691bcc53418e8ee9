import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readEnv } from './env.server';
import { open, seal, sealedWith, type SecretKey } from './secrets.server';

const key = (id: string): SecretKey => ({ id, key: randomBytes(32) });
const [old, fresh] = [key('2025'), key('2026')];
const CONTEXT = 'smtp:a.myshopify.com';

describe('sealed secrets', () => {
  it('open again, and never look the same twice', () => {
    const sealed = seal([fresh], 'pässword', CONTEXT);
    expect(open([fresh], sealed, CONTEXT)).toEqual({ ok: true, text: 'pässword', keyId: '2026' });
    expect(seal([fresh], 'pässword', CONTEXT)).not.toBe(sealed);
    expect(sealed).not.toContain('word');
  });

  it('are sealed with the first key and opened with any', () => {
    const sealed = seal([old], 'secret', CONTEXT);
    expect(open([fresh, old], sealed, CONTEXT)).toMatchObject({ ok: true, text: 'secret', keyId: '2025' });
    expect(sealedWith(seal([fresh, old], 'secret', CONTEXT))).toBe('2026');
    expect(open([fresh], sealed, CONTEXT)).toEqual({ ok: false, kind: 'unknown-key' });
  });

  it('do not open in another row, with another key of the same name, or after a change of any part', () => {
    const sealed = seal([fresh], 'secret', CONTEXT);
    const damaged = { ok: false, kind: 'damaged' };
    expect(open([fresh], sealed, 'smtp:b.myshopify.com')).toEqual(damaged);
    expect(open([{ id: fresh.id, key: old.key }], sealed, CONTEXT)).toEqual(damaged);
    const parts = sealed.split('.');
    for (const at of [2, 3, 4]) {
      const bytes = Buffer.from(parts[at] ?? '', 'base64url');
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      expect(open([fresh], parts.with(at, bytes.toString('base64url')).join('.'), CONTEXT)).toEqual(damaged);
    }
    expect(open([fresh], [...parts.slice(0, 4), (parts[4] ?? '').slice(0, 6)].join('.'), CONTEXT)).toEqual(
      damaged,
    );
    for (const text of ['', 'v1', 'plain text', 'v2.a.b.c.d'])
      expect(open([fresh], text, CONTEXT)).toEqual(damaged);
  });
});

describe('CREDENTIAL_KEYS', () => {
  const read = (CREDENTIAL_KEYS: string) => readEnv({ NODE_ENV: 'test', CREDENTIAL_KEYS }).CREDENTIAL_KEYS;
  const [a, b] = [randomBytes(32), randomBytes(32)];

  it('are read in their order, the one to seal with first', () => {
    expect(read(`new:${a.toString('base64')}, old:${b.toString('base64')}`)).toEqual([
      { id: 'new', key: a },
      { id: 'old', key: b },
    ]);
  });

  it.each([
    ['too short', `new:${randomBytes(16).toString('base64')}`],
    ['without a name', a.toString('base64')],
    ['a name twice', `x:${a.toString('base64')},x:${b.toString('base64')}`],
    ['a name that would break the format', `a.b:${a.toString('base64')}`],
  ])('are refused: %s', (_name, value) => {
    expect(() => read(value)).toThrow('CREDENTIAL_KEYS');
  });
});
