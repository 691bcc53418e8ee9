import { describe, expect, it } from 'vitest';
import { renderLiquid, TEMPLATE_LIMITS, variablesIn } from '~/mail/liquid';

describe('what Liquid may do in a message', () => {
  it.each(['date: "%Y"', 'json', 'inspect', 'strip_html', 'split: ""', 'join: "x"', 'sort', 'url_decode'])(
    'the filter %s is not there',
    (filter) => {
      expect(renderLiquid(`{{ "x" | ${filter} }}`, {})).toMatchObject({
        ok: false,
        message: expect.stringContaining('undefined filter') as string,
      });
    },
  );

  it.each([
    'include "x"',
    'render "x"',
    'layout "x"',
    'tablerow i in (1..2)',
    'cycle "a"',
    'increment x',
    'liquid',
  ])('the tag %s is not there', (tag) => {
    expect(renderLiquid(`{% ${tag} %}`, {})).toMatchObject({
      ok: false,
      message: expect.stringMatching(/tag .* not found/) as string,
    });
  });

  it('replaces text, and not by the square of it', () => {
    expect(renderLiquid('{{ "a-b-c" | replace: "-", " " }}', {})).toEqual({ ok: true, text: 'a b c' });
    const long = 'a'.repeat(TEMPLATE_LIMITS.parse / 4);
    expect(renderLiquid(`{% assign x = "${long}" %}{{ x | replace: "a", x | size }}`, {})).toMatchObject({
      ok: false,
    });
  });

  it.each([
    '{{ customer }}',
    '{% echo customer %}',
    '{{ coupon }} {{ customer.name }}',
    '{% for c in customer %}{{ c }}{% endfor %}',
  ])('never writes "[object Object]" into a mail: %s', (source) => {
    const result = renderLiquid(source, { customer: { name: 'Anna' }, coupon: { code: 'X' } });
    expect(result.ok ? result.text : 'an error').not.toContain('[object');
    if (!source.includes('for')) expect(result).toMatchObject({ ok: false });
  });

  it('writes numbers, truths and nothing as ever', () => {
    const source =
      '{{ n }}|{{ t }}|{{ nothing }}|{{ nil }}|{{ empty }}|{{ blank }}|{{ "a" | size }}|{% echo n %}';
    const variables = { n: 3, t: true, nothing: null };
    expect(renderLiquid(source, variables)).toEqual({ ok: true, text: '3|true|||||1|3' });
  });

  it('names what a template reads from outside', () => {
    expect(variablesIn('{% assign x = years %}{{ customer.name }}{{ x }}')).toEqual([
      'years',
      'customer.name',
    ]);
    expect(variablesIn('{{ open')).toBeNull();
  });
});
