// ESLint rule `stammkunde/forgotten-shop`: every Prisma call on a tenant's model says whose rows it means, where it can be
// seen, and every raw statement that names a tenant table is tied to a shop. It reads SQL with the same code as the door
// to the database does at run time (app/database/tenant-sql.ts); what is put together from parts is left to that.
import { loadModule } from 'libpg-query';
import { tsImport } from 'tsx/esm/api';

await loadModule();
const { forgottenShop } = await tsImport('../app/database/tenant-sql.ts', import.meta.url);
const { TENANT_TABLES } = await tsImport('../app/database/tenant-tables.ts', import.meta.url);

const MODELS = new Set(TENANT_TABLES.map(modelOf));
const WITH_WHERE =
  /^(?:find(?:Unique|First)(?:OrThrow)?|findMany|count|aggregate|groupBy|update|updateMany|updateManyAndReturn|delete|deleteMany|upsert)$/;
const BEGINS_A_STATEMENT = /^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|TRUNCATE|\/\*)/i;
const MAKES_CONNECTIONS = /(?:^|[\\/])app[\\/]database[\\/]/;
const RAW = new Set(['$queryRaw', '$executeRaw', 'sql']);

/** "ledger_order" -> "ledgerOrder" */
function modelOf(table) {
  return table
    .replace(/_(\w)/g, (_match, letter) => letter.toUpperCase())
    .replace(/^\w/, (c) => c.toLowerCase());
}

export const forgottenShopRule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      model: '{{model}}.{{method}} names no shop in its `where`; write it there as a literal key',
      sql: 'This statement forgets the shop: {{problem}}',
      exception: 'An exception is named by crossShop(...), app/database/cross-shop.server.ts',
      connection: 'Connections are made in app/database/: createDb(url), connect(db)',
      unguarded: 'createUnguardedDb is for tests and tools: it refuses nothing',
    },
  },
  create(context) {
    return {
      CallExpression: (node) => checkCall(context, node),
      TaggedTemplateExpression: (node) => checkStatement(context, node),
      NewExpression: (node) => {
        const { callee } = node;
        const made = callee.type === 'Identifier' ? callee.name : propertyName(callee);
        const isConnection =
          made === 'PrismaClient' || ((made === 'Client' || made === 'Pool') && callee.object?.name === 'pg');
        if (isConnection && !MAKES_CONNECTIONS.test(context.filename))
          context.report({ node, messageId: 'connection' });
      },
      ImportSpecifier: (node) => {
        if (node.imported.name === 'createUnguardedDb') context.report({ node, messageId: 'unguarded' });
      },
    };
  },
};

function checkCall(context, node) {
  const { callee } = node;
  const method = propertyName(callee);
  if (method === '$queryRawUnsafe' || method === '$executeRawUnsafe') return; // text of parts: left to the door
  if (!method || !WITH_WHERE.test(method) || callee.object.type !== 'MemberExpression') return;
  const model = propertyName(callee.object);
  if (!model || !MODELS.has(model)) return;
  const keys = model === 'session' ? ['shop', 'id'] : ['shop'];
  if (!namesShop(context, propertyOf(node.arguments[0], 'where'), keys)) {
    context.report({ node, messageId: 'model', data: { model, method } });
  }
}

/** Is it an object literal with the shop in it, or something that stands for one beside it? */
function namesShop(context, node, keys) {
  switch (node?.type) {
    case 'ObjectExpression':
      return node.properties.some((property) => {
        if (property.type === 'SpreadElement') return namesShop(context, property.argument, keys);
        const name = keyName(property);
        return keys.includes(name) || name?.startsWith('shop_');
      });
    case 'ConditionalExpression':
      return namesShop(context, node.consequent, keys) && namesShop(context, node.alternate, keys);
    case 'TSSatisfiesExpression':
    case 'TSAsExpression':
      return namesShop(context, node.expression, keys);
    case 'Identifier':
      return namesShop(context, constantOf(context, node), keys);
    default:
      return false;
  }
}

/** The value that a constant was declared with. */
function constantOf(context, node) {
  for (let scope = context.sourceCode.getScope(node); scope; scope = scope.upper) {
    const [definition] = scope.set.get(node.name)?.defs ?? [];
    if (definition)
      return definition.type === 'Variable' && definition.parent.kind === 'const'
        ? definition.node.init
        : undefined;
  }
  return undefined;
}

function checkStatement(context, node) {
  const tag = node.tag.type === 'Identifier' ? node.tag.name : propertyName(node.tag);
  if (!RAW.has(tag)) return;
  const { quasis, expressions } = node.quasi;
  if (quasis.some((part) => part.value.raw.includes('cross-shop:'))) {
    context.report({ node, messageId: 'exception' });
    return;
  }
  const text = quasis
    .map((part, n) => part.value.cooked + (expressions[n] ? placeholder(expressions[n], n) : ''))
    .join('');
  if (!BEGINS_A_STATEMENT.test(text)) return; // a part of one
  const problem = problemOf(text);
  if (problem) context.report({ node, messageId: 'sql', data: { problem } });
}

function placeholder(expression, n) {
  const isException = expression.type === 'CallExpression' && expression.callee.name === 'crossShop';
  return isException ? `/* cross-shop: ${expression.arguments[0]?.value} */` : `$${n + 1}`;
}

function problemOf(text) {
  try {
    return forgottenShop(text);
  } catch (error) {
    if (error?.name === 'SqlError') return null; // put together from parts
    throw error;
  }
}

function propertyName(node) {
  return node.type === 'MemberExpression' && node.property.type === 'Identifier'
    ? node.property.name
    : undefined;
}

function propertyOf(node, name) {
  if (node?.type !== 'ObjectExpression') return undefined;
  return node.properties.find((property) => keyName(property) === name)?.value;
}

function keyName(property) {
  if (property.type !== 'Property') return undefined;
  return property.key.type === 'Identifier' ? property.key.name : property.key.value;
}
