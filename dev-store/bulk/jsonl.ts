/** The lines of a bulk result: every node an object, nested connections as lines of their own with `__parentId`. */
export interface BulkLines {
  lines: string[];
  rootCount: number;
}

/**
 * @param data the answer of the query, with all pages of every connection
 * @param grouped children right behind their parent; otherwise lines are shuffled, the same way for the same seed,
 *   because Shopify promises no order and clients must not rely on one
 */
export function toLines(data: unknown, grouped: boolean, seed: number): BulkLines {
  const lines: string[] = [];
  let rootCount = 0;
  const emit = (node: Record<string, unknown>, parentId: string | null): void => {
    const id = typeof node['id'] === 'string' ? node['id'] : null;
    const children: [string, Record<string, unknown>[]][] = [];
    const own = stripConnections(node, children);
    lines.push(JSON.stringify(parentId === null ? own : { ...own, __parentId: parentId }));
    if (parentId === null) rootCount += 1;
    for (const [, nodes] of children) for (const child of nodes) emit(child, id);
  };
  const roots: [string, Record<string, unknown>[]][] = [];
  if (isRecord(data)) stripConnections(data, roots);
  for (const [, nodes] of roots) for (const node of nodes) emit(node, null);
  const hasChildren = lines.length > rootCount;
  return { lines: hasChildren && !grouped ? shuffled(lines, seed) : lines, rootCount };
}

/** A copy without connections, which are collected instead (also those inside plain objects). */
function stripConnections(
  source: Record<string, unknown>,
  found: [string, Record<string, unknown>[]][],
): Record<string, unknown> {
  const rest: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(source)) {
    const nodes = connectionNodes(value);
    if (nodes) found.push([key, nodes]);
    else rest[key] = isRecord(value) ? stripConnections(value, found) : value;
  }
  return rest;
}

function connectionNodes(value: unknown): Record<string, unknown>[] | null {
  if (!isRecord(value) || !Array.isArray(value['edges'])) return null;
  return value['edges'].flatMap((edge: unknown) => {
    const node = isRecord(edge) ? edge['node'] : undefined;
    return isRecord(node) ? [node] : [];
  });
}

function shuffled<T>(items: T[], seed: number): T[] {
  const result = [...items];
  let state = (seed % 2147483646) + 1;
  for (let at = result.length - 1; at > 0; at -= 1) {
    state = (state * 48271) % 2147483647;
    const other = state % (at + 1);
    [result[at], result[other]] = [result[other] as T, result[at] as T];
  }
  return result;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
