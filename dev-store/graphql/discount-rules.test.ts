import { beforeEach, describe, expect, it } from 'vitest';
import { testShop, type TestShop } from './test-shop';

type Kind = 'Code' | 'Automatic';
interface Outcome {
  discount: Record<string, unknown> | null;
  userErrors: Record<string, unknown>[];
}

const FIELD = { Code: 'codeAppDiscount', Automatic: 'automaticAppDiscount' } as const;
let shop: TestShop;
let serial = 0;
beforeEach(() => void (shop = testShop()));

const valid = (kind: Kind) => ({
  title: 'T',
  startsAt: '2026-01-01T00:00:00Z',
  functionHandle: 'loyalty-discount',
  discountClasses: ['ORDER'],
  ...(kind === 'Code' ? { code: `CODE${(serial += 1)}` } : {}),
});

async function send(kind: Kind, verb: 'Create' | 'Update', input: object, id?: string): Promise<Outcome> {
  const name = `discount${kind}App${verb}`;
  const field = FIELD[kind];
  const query = `mutation($input: Discount${kind}AppInput!${id ? ', $id: ID!' : ''}) {
    ${name}(${field}: $input${id ? ', id: $id' : ''}) {
      ${field} { discountId title startsAt endsAt }
      userErrors { field message code extraInfo }
    }
  }`;
  const answer = await shop.call(query, { input, ...(id ? { id } : {}) });
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  const payload = answer.data?.[name] as Record<string, unknown>;
  return {
    discount: payload[field] as Outcome['discount'],
    userErrors: payload['userErrors'] as Outcome['userErrors'],
  };
}

/** The same rule for both kinds, and for a new discount as for one that is changed. */
const EVERYWHERE = (['Code', 'Automatic'] as const).flatMap((kind) =>
  (['Create', 'Update'] as const).map((verb) => [kind, verb] as const),
);

describe.each(EVERYWHERE)('discount%sApp%s', (kind, verb) => {
  const refused = async (change: object) => {
    const before = verb === 'Update' ? await send(kind, 'Create', valid(kind)) : null;
    const id = before?.discount?.['discountId'] as string | undefined;
    return send(kind, verb, { ...valid(kind), ...change }, id);
  };
  const error = (field: string[], message: string, code: string | null = 'INVALID') => ({
    discount: null,
    userErrors: [{ field: [FIELD[kind], ...field], message, code, extraInfo: null }],
  });

  it('refuses an end before the start, and one at the start', async () => {
    const wanted = error(['endsAt'], 'Ends at needs to be after starts_at');
    expect(await refused({ endsAt: '2025-01-01T00:00:00Z' })).toEqual(wanted);
    expect(await refused({ endsAt: '2026-01-01T00:00:00Z' })).toEqual(wanted);
  });

  it('refuses no class at all', async () => {
    expect(await refused({ discountClasses: [] })).toEqual(
      error(['discountClasses'], "Discount classes can't be empty."),
    );
  });

  it('refuses a blank title in its own words', async () => {
    const message = kind === 'Code' ? "can't be blank" : "Title can't be blank.";
    expect(await refused({ title: '' })).toEqual(error(['title'], message));
    expect(await refused({ title: '  ' })).toEqual(error(['title'], message));
  });

  it('refuses a title of 256 characters and takes one of 255', async () => {
    const message = 'is too long (maximum is 255 characters)';
    expect(await refused({ title: 'x'.repeat(256) })).toEqual(
      error(['title'], kind === 'Code' ? message : `Title ${message}`),
    );
    expect((await refused({ title: 'x'.repeat(255) })).userErrors).toEqual([]);
  });

  it('refuses two ways of naming the function, and an unknown one', async () => {
    expect(await refused({ functionId: 'f-1' })).toEqual(
      error([], 'Only one of functionId or functionHandle is allowed.', 'MULTIPLE_FUNCTION_IDENTIFIERS'),
    );
    expect(await refused({ functionHandle: 'nope' })).toEqual(
      error(
        ['functionHandle'],
        'Function nope not found. Ensure that it is released in the current app (4711), and that the app is installed.',
      ),
    );
  });

  it('keeps or wants a start', async () => {
    const { discount, userErrors } = await refused({ startsAt: undefined });
    if (verb === 'Create') {
      expect({ discount, userErrors }).toEqual(error(['startsAt'], "Starts at can't be blank."));
    } else expect(discount?.['startsAt']).toBe('2026-01-01T00:00:00Z');
  });

  it('changes nothing when it refuses', async () => {
    const before = JSON.stringify([...shop.deps.state.all('discountNode').values()].length);
    await refused({ discountClasses: [] });
    const added = verb === 'Update' ? 1 : 0;
    expect([...shop.deps.state.all('discountNode').values()].length).toBe(Number(before) + added);
  });
});

describe('codes', () => {
  it('are one of a kind across discounts, whatever the case, but may stay what they are', async () => {
    const first = await send('Code', 'Create', { ...valid('Code'), code: 'DANKE' });
    const taken = {
      field: ['codeAppDiscount', 'code'],
      message: 'Code must be unique. Please try a different code.',
      code: 'TAKEN',
      extraInfo: null,
    };
    expect((await send('Code', 'Create', { ...valid('Code'), code: 'danke' })).userErrors).toEqual([taken]);
    const other = await send('Code', 'Create', valid('Code'));
    const otherId = other.discount?.['discountId'] as string;
    expect((await send('Code', 'Update', { code: 'Danke' }, otherId)).userErrors).toEqual([taken]);
    const firstId = first.discount?.['discountId'] as string;
    expect((await send('Code', 'Update', { code: 'DANKE' }, firstId)).userErrors).toEqual([]);
  });

  it.each(['Create', 'Update'] as const)('are refused by %s when blank', async (verb) => {
    const made = verb === 'Update' ? await send('Code', 'Create', valid('Code')) : null;
    const id = made?.discount?.['discountId'] as string | undefined;
    expect((await send('Code', verb, { ...valid('Code'), code: '' }, id)).userErrors).toMatchObject([
      { field: ['codeAppDiscount', 'code'], message: "Discount code can't be blank.", code: 'INVALID' },
    ]);
  });
});

describe('ids', () => {
  const mutations = [
    ['discountCodeActivate', 'codeDiscountNode { id }', 'DiscountCodeNode', 'Code discount does not exist.'],
    [
      'discountCodeDeactivate',
      'codeDiscountNode { id }',
      'DiscountCodeNode',
      'Code discount does not exist.',
    ],
    ['discountCodeDelete', 'deletedCodeDiscountId', 'DiscountCodeNode', 'Code discount does not exist.'],
    [
      'discountAutomaticActivate',
      'automaticDiscountNode { id }',
      'DiscountAutomaticNode',
      'Automatic discount does not exist.',
    ],
    [
      'discountAutomaticDeactivate',
      'automaticDiscountNode { id }',
      'DiscountAutomaticNode',
      'Automatic discount does not exist.',
    ],
    [
      'discountAutomaticDelete',
      'deletedAutomaticDiscountId',
      'DiscountAutomaticNode',
      'Automatic discount does not exist.',
    ],
  ] as const;

  it.each(mutations)('that nobody has are refused by %s', async (name, selection, type, message) => {
    const { data } = await shop.call(
      `mutation { ${name}(id: "gid://shopify/${type}/999999999999") { ${selection} userErrors { field message code extraInfo } } }`,
    );
    expect(data?.[name]).toEqual({
      [selection.split(' ')[0] as string]: null,
      userErrors: [{ field: ['id'], message, code: 'INVALID', extraInfo: null }],
    });
  });

  it('of another type are invalid', async () => {
    const { data, errors } = await shop.call('{ customer(id: "gid://shopify/Order/1") { id } }');
    expect(data).toEqual({ customer: null });
    expect(errors).toMatchObject([
      { message: 'invalid id', path: ['customer'], extensions: { code: 'RESOURCE_NOT_FOUND' } },
    ]);
  });
});

describe('bulk mutations', () => {
  const ALL = [
    ['discountCodeBulkActivate', ''],
    ['discountCodeBulkDeactivate', ''],
    ['discountCodeBulkDelete', ''],
    ['discountAutomaticBulkDelete', ''],
  ] as const;

  it.each(ALL)('%s wants exactly one way of choosing', async (name) => {
    const ask = async (args: string) =>
      (
        await shop.call(
          `mutation { ${name}${args} { job { id } userErrors { field message code extraInfo } } }`,
        )
      ).data?.[name];
    expect(await ask('')).toEqual({
      job: null,
      userErrors: [
        {
          field: null,
          message: "Missing expected argument key: 'ids', 'search' or 'saved_search_id'.",
          code: 'MISSING_ARGUMENT',
          extraInfo: null,
        },
      ],
    });
    expect(await ask('(ids: [], search: "x")')).toEqual({
      job: null,
      userErrors: [
        {
          field: null,
          message: "Only one of 'ids', 'search' or 'saved_search_id' is allowed.",
          code: 'TOO_MANY_ARGUMENTS',
          extraInfo: null,
        },
      ],
    });
  });
});
