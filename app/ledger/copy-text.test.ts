import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copiedInstant, copiedList, copiedText, copyLine } from './copy-text';

describe('the text format of COPY', () => {
  it('writes every kind of column', () => {
    expect(copyLine(['a', 12, true, false, null, [], ['x', 'y z']])).toBe(
      'a\t12\tt\tf\t\\N\t{}\t{"x","y z"}\n',
    );
  });

  it('gives back any text and list, but for the NUL that PostgreSQL cannot store', () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 }).map((value) => value.replaceAll('\0', ''));
    fc.assert(
      fc.property(text, fc.array(text), (one, many) => {
        const columns = copyLine([one, many]).slice(0, -1).split('\t');
        expect(columns).toHaveLength(2);
        expect(copiedText(columns[0])).toBe(one);
        expect(copiedList(columns[1])).toEqual(many);
      }),
    );
    expect(copyLine(['a\0b'])).toBe('ab\n');
  });

  it('reads instants with and without a fraction', () => {
    expect(copiedInstant('2026-11-22 10:00:00+00')).toBe('2026-11-22T10:00:00.000Z');
    expect(copiedInstant('2026-11-22 10:00:00.5+00')).toBe('2026-11-22T10:00:00.500Z');
    expect(copiedInstant('\\N')).toBeNull();
  });
});
