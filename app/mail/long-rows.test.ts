import { expect, it } from 'vitest';
import { lintMessage } from '~/mail/lint';
import { exampleVariables } from '~/mail/message-variables';
import { renderMessage } from '~/mail/render.server';

/** A process that everybody shares: it took seconds where a pattern looked at a row once from each of its places. */
const BOUND_MS = 2_500;
const loop = (row: string) => `{% for i in (1..1000) %}${row}{% endfor %}`;

// prettier-ignore
const ROWS: Record<string, string> = {
  dots: `https://a${loop('.'.repeat(95))}x`, addresses: loop('https://a.'.repeat(9)), digits: loop('1234567890'.repeat(9)),
  'digits and commas': loop('123,'.repeat(20)), letters: loop('abcdefghi'.repeat(9)), blanks: `${' '.repeat(19_000)}Sie`,
  'Sie and blanks': `a${`${' '.repeat(30)}Sie`.repeat(500)}`, lines: '\n'.repeat(19_000), tags: '{%'.repeat(9_500),
  outputs: '{{'.repeat(9_500), 'percent signs': '{%%'.repeat(6_000), exclamations: '! '.repeat(9_000), quotes: "'".repeat(19_000),
  'names in names': `{{ ${'a['.repeat(6_000)}b${']'.repeat(6_000)} }}`, codes: loop('ABCDEFGHIJ-'.repeat(8)),
};

it.each(Object.entries(ROWS))('a long row of %s holds nobody up', async (_, body) => {
  for (const message of ['first', 'birthday'] as const) {
    for (const locale of ['de', 'en'] as const) {
      const start = performance.now();
      lintMessage({ message, locale, tone: 'sie', subject: 'Danke', body, imprint: 'x' });
      await renderMessage({
        locale,
        subject: 'Danke',
        body,
        ...exampleVariables(message, locale),
        imprint: 'x',
        style: { logoUrl: null, color: '#000000' },
        wayOut: null,
      });
      expect(performance.now() - start).toBeLessThan(BOUND_MS);
    }
  }
});
