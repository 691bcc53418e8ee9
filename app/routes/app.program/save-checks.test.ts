import { describe, expect, it } from 'vitest';
import { defaultProgram } from '~/loyalty/program';
import { toDraft } from './draft';
import { sizeErrors } from './size-errors';
import { placeholderErrors } from './template-errors.server';

const program = defaultProgram({ name: 'Rösterei Elbtal', email: 'hallo@roesterei.example' });

describe('sizeErrors', () => {
  it('has nothing against the program of a new shop', () => expect(sizeErrors(program, 'EUR')).toEqual([]));

  it('names the list that is too long for Shopify, and by how many bytes', () => {
    const tags = Array.from(
      { length: 100 },
      (_, index) => `${String(index).padStart(3, '0')}${'x'.repeat(120)}`,
    );
    const over = sizeErrors({ ...program, loyalty: { ...program.loyalty, tags } }, 'EUR');
    expect(over).toEqual([
      { path: 'loyalty.tags', key: 'program.error.tooManyBytes', values: { over: expect.any(Number) } },
    ]);
    // 100 tags of 123 bytes with quotes and commas, in a metafield of 10,000 bytes
    expect(over[0]?.values.over).toBeGreaterThan(2_500);
    expect(over[0]?.values.over).toBeLessThan(2_800);
  });
});

describe('placeholderErrors', () => {
  const withReason = (en: string, section: 'loyalty' | 'anniversary' = 'loyalty') => {
    const draft = structuredClone(toDraft(program, 'EUR'));
    draft[section].reason.en = en;
    return placeholderErrors(draft).map(({ path, values }) => [path, values.detail]);
  };

  it('takes those that the checkout knows, with or without spaces', () => {
    expect(withReason('{{benefit}} {{ percentage }} {{order_number}} {{tier}} {{end_date}}')).toEqual([]);
    expect(withReason('{{benefit}} {{percentage}} {{years}}', 'anniversary')).toEqual([]);
  });

  it('names one that is misspelt or of another text', () => {
    expect(withReason('{{benfit}} and {{years}}')).toEqual([['loyalty.reason.en', '{{benfit}}']]);
    expect(withReason('{{tier}}', 'anniversary')).toEqual([['anniversary.reason.en', '{{tier}}']]);
  });
});
