import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { forgottenShopRule } from '../../scripts/forgotten-shop-rule.mjs';

const linter = new Linter();

function problems(code: string, filename = 'app/ledger/example.ts'): string[] {
  const messages = linter.verify(
    code,
    {
      files: ['**/*.ts'],
      languageOptions: { parser: tseslint.parser },
      plugins: { stammkunde: { rules: { 'forgotten-shop': forgottenShopRule } } },
      rules: { 'stammkunde/forgotten-shop': 'error' },
    },
    { filename },
  );
  return messages.map(({ message }) => message);
}

const GOOD = [
  'db.gift.findMany({ where: { shop, state } })',
  'db.gift.findUnique({ where: { shop_id: { shop, id } } })',
  'const where = { shop, state } satisfies Prisma.GiftWhereInput; tx.gift.count({ where })',
  'const own = { shop, kind }; tx.importRun.deleteMany({ where: { ...own, state } })',
  'db.ledgerOrder.findMany({ where: customerId ? { shop, customerId } : { shop, orderId } })',
  'db.session.findUnique({ where: { id } })',
  'db.gift.create({ data })',
  'tx.$queryRaw`SELECT 1 FROM gift WHERE shop = ${shop}`',
  "tx.$queryRaw`${crossShop('tick.shops')} SELECT shop FROM shop`",
  'tx.$queryRaw`SELECT 1 FROM pgboss.job`',
  'map.program.find((one) => one.id)',
];

const BAD = [
  ['db.gift.findMany()', 'names no shop'],
  ['db.gift.findMany({ where: { state } })', 'names no shop'],
  ['db.gift.findMany({ where: filter })', 'names no shop'],
  ['let where = { shop }; db.gift.findMany({ where })', 'names no shop'],
  ['db.ledgerOrder.count({ where: all ? {} : { shop } })', 'names no shop'],
  ['tx.message.updateMany({ where: { id }, data: { shop } })', 'names no shop'],
  ['tx.customerIdentity.deleteMany({})', 'names no shop'],
  ['services.db.gift.aggregate({ _sum: { id: true } })', 'names no shop'],
  ['tx.$queryRaw`SELECT 1 FROM gift WHERE id = ${id}`', 'gift is not tied'],
  [
    'tx.$queryRaw<Row[]>`SELECT 1 FROM gift g JOIN message m ON m.id = g.id WHERE g.shop = ${s}`',
    'message is',
  ],
  ['Prisma.sql`DELETE FROM message WHERE state = ${state}`', 'message is not tied'],
  ["tx.$queryRaw`${crossShop('mine')} SELECT shop FROM shop`", 'not among the exceptions'],
  ['tx.$queryRaw`/* cross-shop: tick.shops */ SELECT shop FROM shop`', 'named by crossShop'],
  ["import { createUnguardedDb } from '~/database/client.server'", 'refuses nothing'],
  ['new pg.Client({ connectionString })', 'app/database/'],
  ['new PrismaClient({ adapter })', 'app/database/'],
] as const;

describe('the lint rule', () => {
  it.each(GOOD)('lets pass: %s', (code) => expect(problems(code)).toEqual([]));
  it.each(BAD)('refuses: %s', (code, part) =>
    expect(problems(code)).toEqual([expect.stringContaining(part)]),
  );
  it('lets only the database folder make connections', () => {
    expect(problems('new pg.Client({})', 'app/database/example.ts')).toEqual([]);
  });
});
