import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const ENDINGS = ['', '.ts', '.tsx', '/index.ts', '/index.tsx'];

/** A module and everything of ours that it imports, parsed. Packages are not followed. */
export function moduleGraph(entry: string): ts.SourceFile[] {
  const found = new Map<string, ts.SourceFile>();
  const visit = (file: string) => {
    if (found.has(file) || file.endsWith('.json')) return;
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
    found.set(file, source);
    for (const statement of source.statements) {
      const specifier =
        ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)
          ? statement.moduleSpecifier
          : undefined;
      if (!specifier || !ts.isStringLiteral(specifier) || !specifier.text.startsWith('.')) continue;
      const base = path.resolve(path.dirname(file), specifier.text);
      const target = ENDINGS.map((ending) => base + ending).find(
        (name) => existsSync(name) && !isFolder(name),
      );
      if (target !== undefined) visit(target);
    }
  };
  visit(entry);
  return [...found.values()];
}

function isFolder(name: string): boolean {
  return ts.sys.directoryExists(name);
}
