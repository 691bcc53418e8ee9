import { parseSync } from 'libpg-query';
import type {
  A_Expr,
  ColumnRef,
  CopyStmt,
  DeleteStmt,
  InsertStmt,
  JoinExpr,
  Node,
  RangeFunction,
  SelectStmt,
  UpdateStmt,
  WithClause,
} from 'libpg-query';
import { CROSS_SHOP, KEYS_THAT_CONTAIN_THE_SHOP, TENANT_TABLES } from './tenant-tables';

/**
 * Reads a statement with PostgreSQL's own parser and looks whether every tenant table in it is tied to a shop that the
 * caller gave: by `shop = $1`, or by equality with the shop of something that is. Knows nothing of the data.
 */

const TENANT = new Set<string>(TENANT_TABLES);
const NAMES_A_TENANT_TABLE = new RegExp(`\\b(?:${TENANT_TABLES.join('|')})\\b`);
const NAMES_AN_EXCEPTION = /^\s*\/\* cross-shop: ([\w.-]+) \*\//;

/** Something in FROM. `bound`: its rows belong to shops that the caller named. */
interface Relation {
  alias: string;
  table: string;
  hasShop: boolean;
  bound: boolean;
}

interface Scope {
  relations: Relation[];
  /** common table expressions: does it give a column "shop"? */
  ctes: Map<string, boolean>;
  parent: Scope | null;
}

/** What must hold for a row, and whose rows it restricts (an outer join's ON restricts one side only). */
interface Condition {
  expression: Node;
  restricts: ReadonlySet<Relation> | 'all';
}

/**
 * @param sql one or more statements, values as parameters
 * @returns what is wrong, or null
 * @throws the parser's error for what is no SQL
 */
export function forgottenShop(sql: string): string | null {
  const exception = NAMES_AN_EXCEPTION.exec(sql)?.[1];
  if (exception !== undefined) {
    return exception in CROSS_SHOP ? null : `"${exception}" is not among the exceptions of tenant-tables.ts`;
  }
  if (!NAMES_A_TENANT_TABLE.test(sql)) return null;
  const { stmts } = parseSync(sql) as { stmts: { stmt: Node }[] };
  const reader = new StatementReader();
  for (const { stmt } of stmts) reader.statement(stmt, null);
  return reader.problems.length > 0 ? reader.problems.join('; ') : null;
}

class StatementReader {
  readonly problems: string[] = [];

  statement(node: Node, parent: Scope | null): void {
    if ('SelectStmt' in node) this.select(node.SelectStmt, parent);
    else if ('InsertStmt' in node) this.insert(node.InsertStmt, parent);
    else if ('UpdateStmt' in node) this.change(node.UpdateStmt, node.UpdateStmt.fromClause, parent);
    else if ('DeleteStmt' in node) this.change(node.DeleteStmt, node.DeleteStmt.usingClause, parent);
    else if ('CopyStmt' in node) this.copy(node.CopyStmt, parent);
    else if ('CreateTableAsStmt' in node && node.CreateTableAsStmt.query) {
      this.statement(node.CreateTableAsStmt.query, parent);
    } else if (namesTenant(node)) {
      this.problems.push(`${Object.keys(node)[0] ?? 'a statement'} of a tenant table has no shop`);
    }
  }

  /** @returns the scope of each SELECT of a set operation, with what it selects */
  private select(select: SelectStmt, parent: Scope | null): { scope: Scope; targets: Node[] }[] {
    const scope = newScope(parent);
    this.ctes(select.withClause, scope);
    if (select.larg && select.rarg) {
      return [...this.select(select.larg, scope), ...this.select(select.rarg, scope)];
    }
    const conditions: Condition[] = [];
    const later: Node[] = [];
    for (const item of select.fromClause ?? []) this.from(item, scope, conditions, later);
    this.tie(scope, conditions, select.whereClause);
    const { targetList, groupClause, havingClause, sortClause, limitCount, limitOffset, valuesLists } =
      select;
    this.inside([targetList, groupClause, havingClause, sortClause, limitCount, limitOffset, valuesLists, select.whereClause], scope); // prettier-ignore
    this.inside([conditions.map(({ expression }) => expression), later], scope);
    return [{ scope, targets: targetList ?? [] }];
  }

  private insert(insert: InsertStmt, parent: Scope | null): void {
    const scope = newScope(parent);
    this.ctes(insert.withClause, scope);
    const table = insert.relation?.relname ?? '';
    const position = (insert.cols ?? []).findIndex((column) => nameOf(column) === 'shop');
    const tenant = isTenant(insert.relation);
    const given = this.given(insert.selectStmt, position, scope);
    if (tenant && (position < 0 || !given))
      this.problems.push(`a row of ${table} is inserted without its shop`);
    // what a conflict updates is the row of the same key, and every key contains the shop
    const target = { alias: insert.relation?.alias?.aliasname ?? table, table, hasShop: tenant, bound: true };
    scope.relations.push(target, { ...target, alias: 'excluded' });
    this.inside([insert.onConflictClause, insert.returningList], scope);
  }

  /** Is what is inserted at this position a shop that the caller gave? */
  private given(source: Node | undefined, position: number, scope: Scope): boolean {
    if (!source || !('SelectStmt' in source)) return false;
    const rows = source.SelectStmt.valuesLists;
    const selects = this.select(source.SelectStmt, scope);
    if (rows) {
      return rows.every((row) => {
        const value = 'List' in row ? row.List.items?.[position] : undefined;
        return value !== undefined && isGiven(value, scope);
      });
    }
    return selects.every(({ scope: own, targets }) => {
      const all = targets.length === 1 && targets[0] !== undefined && isStar(targets[0]);
      if (all) return own.relations.every(({ bound }) => bound);
      const target = targets[position];
      return target !== undefined && 'ResTarget' in target && target.ResTarget.val !== undefined && isGiven(target.ResTarget.val, own); // prettier-ignore
    });
  }

  /** UPDATE and DELETE. */
  private change(stmt: UpdateStmt | DeleteStmt, others: Node[] | undefined, parent: Scope | null): void {
    const scope = newScope(parent);
    this.ctes(stmt.withClause, scope);
    const conditions: Condition[] = [];
    const later: Node[] = [];
    if (stmt.relation) this.from({ RangeVar: stmt.relation }, scope, conditions, later);
    for (const item of others ?? []) this.from(item, scope, conditions, later);
    this.tie(scope, conditions, stmt.whereClause);
    const set = 'targetList' in stmt ? (stmt.targetList ?? []) : [];
    for (const target of set) {
      const value =
        'ResTarget' in target && target.ResTarget.name === 'shop' ? target.ResTarget.val : undefined;
      if (value && !isGiven(value, scope)) this.problems.push(`a row is moved to a shop that nobody gave`);
    }
    this.inside(
      [set, stmt.returningList, stmt.whereClause, later, conditions.map((one) => one.expression)],
      scope,
    );
  }

  /** COPY ... FROM STDIN: the caller writes the rows, with the shop in each; COPY (SELECT ...) TO is a SELECT. */
  private copy({ relation, query, is_from: reads, attlist }: CopyStmt, parent: Scope | null): void {
    if (query) this.statement(query, parent);
    if (!isTenant(relation)) return;
    const names = (attlist ?? []).map((column) => ('String' in column ? column.String.sval : ''));
    if (!reads || !names.includes('shop'))
      this.problems.push(`${relation?.relname} is copied without a shop`);
  }

  private ctes(clause: WithClause | undefined, scope: Scope): void {
    for (const node of clause?.ctes ?? []) {
      if (!('CommonTableExpr' in node)) continue;
      const { ctename, ctequery } = node.CommonTableExpr;
      if (!ctename || !ctequery) continue;
      scope.ctes.set(ctename, givesShop(ctequery)); // before reading it: it may be recursive
      this.statement(ctequery, scope);
    }
  }

  private from(item: Node, scope: Scope, conditions: Condition[], later: Node[]): Relation[] {
    if ('JoinExpr' in item) return this.join(item.JoinExpr, scope, conditions, later);
    const relation = relationOf(item, scope);
    if (!relation) return [];
    if (!('RangeVar' in item)) later.push(item); // subqueries and arguments are read once this level is tied
    scope.relations.push(relation);
    return [relation];
  }

  private join(join: JoinExpr, scope: Scope, conditions: Condition[], later: Node[]): Relation[] {
    const left = join.larg ? this.from(join.larg, scope, conditions, later) : [];
    const right = join.rarg ? this.from(join.rarg, scope, conditions, later) : [];
    const restricts = { JOIN_INNER: [...left, ...right], JOIN_LEFT: right, JOIN_RIGHT: left } as Partial<
      Record<string, Relation[]>
    >;
    if (join.quals) {
      conditions.push({ expression: join.quals, restricts: new Set(restricts[join.jointype ?? ''] ?? []) });
    }
    return [...left, ...right];
  }

  /** Follows equalities from what the caller gave, until nothing more is tied to it; reports what is left. */
  private tie(scope: Scope, joins: Condition[], where: Node | undefined): void {
    const conditions: Condition[] = where ? [...joins, { expression: where, restricts: 'all' }] : joins;
    for (let changed = true; changed;) {
      changed = false;
      for (const { expression, restricts } of conditions) {
        for (const relation of tied(expression, scope)) {
          if (relation.bound || (restricts !== 'all' && !restricts.has(relation))) continue;
          relation.bound = true;
          changed = true;
        }
      }
    }
    for (const { bound, table } of scope.relations) {
      if (!bound) this.problems.push(`${table} is not tied to a shop`);
    }
  }

  /** Statements inside expressions. */
  private inside(value: unknown, scope: Scope): void {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value) this.inside(item, scope);
      return;
    }
    for (const [kind, content] of Object.entries(value)) {
      if (kind === 'SelectStmt') this.select(content as SelectStmt, scope);
      else this.inside(content, scope);
    }
  }
}

function newScope(parent: Scope | null): Scope {
  return { relations: [], ctes: new Map(), parent };
}

/** @returns the relations of this scope that the expression ties to a given shop wherever it is true */
function tied(expression: Node, scope: Scope): Relation[] {
  if ('BoolExpr' in expression) {
    const { boolop, args = [] } = expression.BoolExpr;
    const sides = args.map((side) => tied(side, scope));
    if (boolop === 'AND_EXPR') return sides.flat();
    if (boolop === 'OR_EXPR')
      return (sides[0] ?? []).filter((one) => sides.every((side) => side.includes(one)));
    return [];
  }
  if (!('A_Expr' in expression)) return [];
  if (expression.A_Expr.kind === 'AEXPR_IN') return tiedByList(expression.A_Expr, scope);
  if (!isEquality(expression.A_Expr)) return [];
  const { lexpr, rexpr } = expression.A_Expr;
  if (!lexpr || !rexpr) return [];
  if ('RowExpr' in lexpr && 'RowExpr' in rexpr) {
    const right = rexpr.RowExpr.args ?? [];
    return (lexpr.RowExpr.args ?? []).flatMap((side, n) => tiedBy(side, right[n], scope));
  }
  return tiedBy(lexpr, rexpr, scope);
}

/** Prisma asks for several rows of one moment at once: `shop IN ($1, $2)`. Each of them was given by its caller. */
function tiedByList({ name, lexpr, rexpr }: A_Expr, scope: Scope): Relation[] {
  const operator = name?.[0];
  const within = operator !== undefined && 'String' in operator && operator.String.sval === '='; // not "<>", NOT IN
  if (!within || !lexpr || !rexpr || !('List' in rexpr) || !('ColumnRef' in lexpr)) return [];
  const relation = shopOf(lexpr.ColumnRef, scope);
  return relation && (rexpr.List.items ?? []).every((item) => isGiven(item, scope)) ? [relation] : [];
}

function tiedBy(left: Node, right: Node | undefined, scope: Scope): Relation[] {
  if (!right) return [];
  const found: Relation[] = [];
  for (const [side, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const relation = 'ColumnRef' in side ? shopOf(side.ColumnRef, scope) : null;
    if (relation && isGiven(other, scope)) found.push(relation);
  }
  return found;
}

function isEquality({ kind, name }: A_Expr): boolean {
  const operator = name?.[0];
  return (
    kind === 'AEXPR_OP' && operator !== undefined && 'String' in operator && operator.String.sval === '='
  );
}

/** A parameter, a constant, or the shop of something that is tied already. */
function isGiven(value: Node, scope: Scope): boolean {
  if ('ParamRef' in value) return true;
  if ('A_Const' in value) return value.A_Const.sval !== undefined;
  if ('TypeCast' in value) return value.TypeCast.arg !== undefined && isGiven(value.TypeCast.arg, scope);
  if ('ColumnRef' in value) return shopOf(value.ColumnRef, scope)?.bound ?? false;
  return false;
}

/** The relation whose shop a column is, or null. */
function shopOf(column: ColumnRef, scope: Scope | null): Relation | null {
  const names = (column.fields ?? []).map((field) => ('String' in field ? (field.String.sval ?? '') : '*'));
  const name = names.at(-1) ?? '';
  const qualifier = names.at(-2);
  for (let level = scope; level; level = level.parent) {
    const here = level.relations.filter(
      (relation) => (qualifier === undefined || relation.alias === qualifier) && isItsShop(relation, name),
    );
    if (here.length === 1) return here[0] ?? null;
    if (here.length > 1) return null;
  }
  return null;
}

function isItsShop(relation: Relation, column: string): boolean {
  return relation.hasShop && (column === 'shop' || KEYS_THAT_CONTAIN_THE_SHOP[relation.table] === column);
}

function relationOf(item: Node, scope: Scope): Relation | null {
  if ('RangeVar' in item) {
    const { relname = '', schemaname, alias } = item.RangeVar;
    const name = alias?.aliasname ?? relname;
    const cte = schemaname ? undefined : findCte(relname, scope);
    if (cte !== undefined) return { alias: name, table: relname, hasShop: cte, bound: true };
    const tenant = isTenant(item.RangeVar);
    return { alias: name, table: relname, hasShop: tenant, bound: !tenant };
  }
  if ('RangeSubselect' in item) {
    const { alias, subquery } = item.RangeSubselect;
    const hasShop = subquery !== undefined && givesShop(subquery);
    return { alias: alias?.aliasname ?? '', table: 'subquery', hasShop, bound: true };
  }
  if ('RangeFunction' in item) {
    // rows that the caller gave: jsonb_to_recordset($1) AS r(shop text, ...), unnest($1) AS shop
    const { alias } = item.RangeFunction;
    return { alias: alias?.aliasname ?? '', table: 'function', hasShop: functionGivesShop(item.RangeFunction), bound: true }; // prettier-ignore
  }
  return null;
}

function functionGivesShop({ alias, coldeflist }: RangeFunction): boolean {
  const columns = (coldeflist ?? []).map((column) => ('ColumnDef' in column ? column.ColumnDef.colname : ''));
  const names = (alias?.colnames ?? []).map((column) => ('String' in column ? column.String.sval : ''));
  return [...columns, ...names].includes('shop');
}

function findCte(name: string, scope: Scope | null): boolean | undefined {
  for (let level = scope; level; level = level.parent) {
    const found = level.ctes.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Has the statement's result a column "shop"? A star may; if it has not, PostgreSQL refuses to look for it. */
function givesShop(node: Node): boolean {
  if ('SelectStmt' in node) {
    const { larg, targetList } = node.SelectStmt;
    return larg ? givesShop({ SelectStmt: larg }) : (targetList ?? []).some(isShopTarget);
  }
  const [stmt] = Object.values(node) as { returningList?: Node[] }[];
  return (stmt?.returningList ?? []).some(isShopTarget);
}

function isShopTarget(target: Node): boolean {
  return nameOf(target) === 'shop' || isStar(target);
}

function isStar(target: Node): boolean {
  const value = 'ResTarget' in target ? target.ResTarget.val : undefined;
  const last = value && 'ColumnRef' in value ? value.ColumnRef.fields?.at(-1) : undefined;
  return last !== undefined && 'A_Star' in last;
}

function nameOf(target: Node): string | undefined {
  if (!('ResTarget' in target)) return undefined;
  const { name, val } = target.ResTarget;
  if (name) return name;
  const last = val && 'ColumnRef' in val ? val.ColumnRef.fields?.at(-1) : undefined;
  return last && 'String' in last ? last.String.sval : undefined;
}

function isTenant(table: { schemaname?: string; relname?: string } | undefined): boolean {
  const { schemaname = 'public', relname = '' } = table ?? {};
  return schemaname === 'public' && TENANT.has(relname);
}

function namesTenant(value: unknown): boolean {
  if (typeof value === 'string') return NAMES_A_TENANT_TABLE.test(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(namesTenant);
}
