import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import ts from 'typescript';

/**
 * What a UI extension may render, derived from the type definitions of @shopify/ui-extensions: which elements each target
 * allows, which properties and events each element has, and which values an enumerated property takes. The host of the
 * dev store and `extensions:check` both read this table, so neither knows more or less than the package says.
 */
export interface ElementTable {
  /** of @shopify/ui-extensions, and of the script that read it */
  version: string;
  apiVersions: string[];
  targets: Record<string, { surface: Surface; elements: string[] }>;
  elements: Record<Surface, Record<string, ElementFacts>>;
}
export interface ElementFacts {
  properties: Record<string, PropertyFacts>;
  /** event types as an element dispatches them: `click`, `afterhide` */
  events: string[];
}
/**
 * `enum` takes one of `values`; `words` up to four of them, separated by spaces (CSS-like shorthands such as a border, of
 * which the package spells out every combination).
 */
export interface PropertyFacts {
  kind: 'boolean' | 'enum' | 'number' | 'other' | 'string' | 'words';
  values?: string[];
}
export type Surface = 'checkout' | 'customer-account';

const SURFACES: readonly Surface[] = ['checkout', 'customer-account'];
const require = createRequire(import.meta.url);

/** The table of the installed package, from `generated/` when it is there and of this version, derived otherwise. */
export function elementTable(root: string): ElementTable {
  const { version } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { version: string };
  const file = path.join(root, 'generated', 'ui-elements.json');
  const stored = readTable(file);
  // the script is part of what the table depends on
  const stamp = `${version} ${createHash('sha256')
    .update(readFileSync(import.meta.filename))
    .digest('hex')}`;
  if (stored?.version === stamp) return stored;
  const table = { ...deriveTable(), version: stamp };
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(table));
  return table;
}

function readTable(file: string): ElementTable | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ElementTable;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Reads the type definitions (about two seconds). */
function deriveTable(): Omit<ElementTable, 'version'> {
  const componentFiles = SURFACES.map((surface) => ({
    surface,
    files: filesOf(`build/ts/surfaces/${surface}/components`).filter((file) =>
      /\/[A-Z]\w*\.d\.ts$/.test(file),
    ),
  }));
  const shared = packageFile('build/ts/shared.d.ts');
  const program = ts.createProgram([...componentFiles.flatMap(({ files }) => files), shared], {
    noEmit: true,
    skipLibCheck: true,
    strict: true,
    target: ts.ScriptTarget.ES2022,
    allowImportingTsExtensions: true,
  });
  const checker = program.getTypeChecker();

  const elements: ElementTable['elements'] = { checkout: {}, 'customer-account': {} };
  const tagOf = new Map<string, string>();
  for (const { surface, files } of componentFiles) {
    for (const file of files) {
      const source = program.getSourceFile(file);
      const found = source && elementOf(source, checker);
      if (!found) continue;
      elements[surface][found.tag] = found.facts;
      tagOf.set(file, found.tag);
    }
  }
  return {
    apiVersions: apiVersions(program.getSourceFile(shared), checker),
    targets: targetsOf(tagOf),
    elements,
  };
}

/** A tag name with the interfaces `XElementProps` and `XElementEvents` beside it (`XProps` where there are none). */
function elementOf(
  source: ts.SourceFile,
  checker: ts.TypeChecker,
): { tag: string; facts: ElementFacts } | null {
  const tag = /(?:declare const tagName = "|\['?)(s-[a-z-]+)(?:"|'\])/i.exec(source.text)?.[1];
  if (tag === undefined) return null;
  const name = path.basename(source.fileName, '.d.ts');
  const typeOf = (wanted: string) => {
    const statement = source.statements.find(
      (node) =>
        (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) && node.name.text === wanted,
    );
    return statement && checker.getTypeAtLocation(statement);
  };
  const properties = typeOf(`${name}ElementProps`) ?? typeOf(`${name}Props`);
  const events = typeOf(`${name}ElementEvents`);
  const ownProperties = properties ? checker.getPropertiesOfType(properties) : [];
  return {
    tag,
    facts: {
      properties: Object.fromEntries(
        ownProperties
          .filter((property) => !/^on[A-Z]/.test(property.name))
          .map((property) => [
            property.name,
            propertyFacts(checker.getTypeOfSymbolAtLocation(property, source)),
          ]),
      ),
      events: events ? checker.getPropertiesOfType(events).map((event) => eventType(event.name)) : [],
    },
  };
}

function eventType(name: string): string {
  return /^on[A-Z]/.test(name) ? name.slice(2).toLowerCase() : name;
}

function propertyFacts(type: ts.Type): PropertyFacts {
  const parts = (type.isUnion() ? type.types : [type]).filter(
    ({ flags }) => (flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null)) === 0,
  );
  const all = (flag: ts.TypeFlags) => parts.length > 0 && parts.every(({ flags }) => (flags & flag) !== 0);
  if (all(ts.TypeFlags.StringLiteral)) {
    const values = parts.map((part) => (part as ts.StringLiteralType).value).sort();
    if (!values.some((value) => value.includes(' '))) return { kind: 'enum', values };
    return { kind: 'words', values: [...new Set(values.flatMap((value) => value.split(' ')))].sort() };
  }
  if (all(ts.TypeFlags.BooleanLike)) return { kind: 'boolean' };
  if (all(ts.TypeFlags.NumberLike)) return { kind: 'number' };
  if (all(ts.TypeFlags.StringLike)) return { kind: 'string' };
  return { kind: 'other' };
}

/** `targets/NAME.d.ts` imports exactly the components that may be rendered there. */
function targetsOf(tagOf: ReadonlyMap<string, string>): ElementTable['targets'] {
  const targets: ElementTable['targets'] = {};
  for (const surface of SURFACES) {
    for (const file of filesOf(`build/ts/surfaces/${surface}/targets`)) {
      const imports = [...readFileSync(file, 'utf8').matchAll(/^import "(\.\.[^"]+)"/gm)];
      const elements = imports.flatMap(([, relative = '']) => {
        const tag = tagOf.get(path.join(path.dirname(file), relative));
        return tag === undefined ? [] : [tag];
      });
      targets[path.basename(file, '.d.ts')] = { surface, elements: elements.sort() };
    }
  }
  return targets;
}

function apiVersions(source: ts.SourceFile | undefined, checker: ts.TypeChecker): string[] {
  const alias = source?.statements.find(
    (node) => ts.isTypeAliasDeclaration(node) && node.name.text === 'ApiVersion',
  );
  const type = alias && checker.getTypeAtLocation(alias);
  if (!type?.isUnion()) throw new Error('@shopify/ui-extensions no longer declares ApiVersion');
  return type.types.map((part) => (part as ts.StringLiteralType).value).sort();
}

function filesOf(folder: string): string[] {
  const absolute = packageFile(folder);
  return readdirSync(absolute)
    .filter((name) => name.endsWith('.d.ts'))
    .sort()
    .map((name) => path.join(absolute, name));
}

function packageFile(name: string): string {
  return path.join(path.dirname(require.resolve('@shopify/ui-extensions')), name);
}
