// The platform's limits of a function's input query, checked when the function is built. Plain JavaScript: the build runs in
// the Shopify CLI without anything that understands TypeScript.
import { Kind, Lexer, parse, Source, TokenKind } from 'graphql';

/** https://shopify.dev/docs/api/functions/latest#input-query-limits */
export const QUERY_LIMITS = { bytes: 3000, cost: 30, listLength: 100 };

/** Fields that return a metafield, and fields that look something up: 3 each, and what is selected below them is free. */
const LOOKUPS = new Set(['metafield', 'hasAnyTag', 'hasTags', 'inAnyCollection', 'inCollections']);
const LOOKUP_COST = 3;

/**
 * What is wrong with a query by the platform's limits, as sentences that begin with `name`; none when it is within them.
 * Size is in bytes without comments. Whether the schema knows the fields is not looked at here.
 */
export function queryProblems(name, text) {
  const problems = [];
  const { bytes, cost, items, lists } = measureQuery(text);
  if (bytes > QUERY_LIMITS.bytes) {
    problems.push(`${name}: ${bytes} bytes without comments, limit ${QUERY_LIMITS.bytes}`);
  }
  if (cost > QUERY_LIMITS.cost) {
    const dearest = Object.entries(items)
      .sort(([, one], [, other]) => other - one)
      .map(([item, sum]) => `${item} ${sum}`);
    problems.push(`${name}: query cost ${cost}, limit ${QUERY_LIMITS.cost} (${dearest.join(', ')})`);
  }
  for (const { argument, length } of lists) {
    if (length > QUERY_LIMITS.listLength) {
      problems.push(`${name}: ${argument} lists ${length} elements, limit ${QUERY_LIMITS.listLength}`);
    }
  }
  return problems;
}

/** Size, cost (in all, and by lookup and leaves) and the lengths of listed arguments. Throws where the query does not parse. */
export function measureQuery(text) {
  const document = parse(text);
  const fragments = new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((definition) => [definition.name.value, definition]),
  );
  const items = {};
  const lists = [];
  const charge = (item, cost) => (items[item] = (items[item] ?? 0) + cost);

  const field = (node) => {
    const name = node.name.value;
    for (const argument of node.arguments ?? []) {
      if (argument.value.kind === Kind.LIST)
        lists.push({ argument: `${name}(${argument.name.value})`, length: argument.value.values.length });
    }
    if (name === '__typename') return;
    if (LOOKUPS.has(name)) return void charge(name, LOOKUP_COST);
    if (!node.selectionSet) return void charge('leaves', 1);
    if (name === 'metaobject') return void metaobject(node.selectionSet);
    selections(node.selectionSet, field);
  };
  const metaobject = (set) => {
    charge('metaobject', 1);
    selections(set, (node) => {
      if (node.name.value === 'field') charge('metaobject field', LOOKUP_COST);
      else field(node);
    });
  };
  const selections = (set, visit) => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) visit(selection);
      else if (selection.kind === Kind.INLINE_FRAGMENT) selections(selection.selectionSet, visit);
      else {
        const fragment = fragments.get(selection.name.value);
        if (!fragment) throw new Error(`unknown fragment ${selection.name.value}`);
        selections(fragment.selectionSet, visit);
      }
    }
  };
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) selections(definition.selectionSet, field);
  }
  const cost = Object.values(items).reduce((sum, one) => sum + one, 0);
  return { bytes: bytesWithoutComments(text), cost, items, lists };
}

function bytesWithoutComments(text) {
  const lexer = new Lexer(new Source(text));
  let bytes = Buffer.byteLength(text);
  // the lexer passes comments over, but links them into its tokens
  while (lexer.advance().kind !== TokenKind.EOF);
  for (let token = lexer.token; token; token = token.prev) {
    if (token.kind === TokenKind.COMMENT) bytes -= Buffer.byteLength(text.slice(token.start, token.end));
  }
  return bytes;
}
