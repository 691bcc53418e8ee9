import { existsSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { z } from 'zod';
import { localeKeys } from './check-locales';
import type { ElementFacts, ElementTable, PropertyFacts } from './elements';
import type { ExtensionFolder } from './folder';
import { moduleGraph } from './module-graph';
import type { Problem } from './problem';

const uiConfig = z.object({
  extensions: z.array(
    z.object({
      targeting: z.array(z.object({ target: z.string(), module: z.string() })),
      capabilities: z.object({ network_access: z.boolean().optional() }).optional(),
    }),
  ),
});

/** Properties that every element takes (`BaseElementProps` of the package). */
const BASE_PROPERTIES = new Set(['key', 'ref', 'slot', 'children', 'id']);

/**
 * What the modules of a UI extension render and call, target by target: elements and values that the target does not have
 * are dropped by Shopify without a word, or throw at the shopper.
 */
export function checkSources(root: string, extension: ExtensionFolder, table: ElementTable): Problem[] {
  const config = uiConfig.safeParse(extension.config);
  if (extension.type !== 'ui_extension' || !config.success) return [];
  const keys = localeKeys(extension.folder);
  const problems = new Map<string, Problem>();
  for (const { targeting, capabilities } of config.data.extensions) {
    for (const { target, module } of targeting) {
      const entry = path.join(extension.folder, module);
      const allowed = table.targets[target];
      // both are reported by checkConfigs
      if (!allowed || !existsSync(entry)) continue;
      const elements = Object.fromEntries(
        allowed.elements.flatMap((tag) => {
          const facts = table.elements[allowed.surface][tag];
          return facts ? [[tag, facts] as const] : [];
        }),
      );
      for (const source of moduleGraph(entry)) {
        walk(source, {
          target,
          elements,
          keys,
          mayFetch: capabilities?.network_access === true,
          report: (node, rule, message) => {
            const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
            const where = `${path.relative(root, source.fileName)}:${line + 1}`;
            problems.set(`${where} ${message}`, { where, rule, message });
          },
        });
      }
    }
  }
  return [...problems.values()];
}

interface Context {
  target: string;
  elements: Record<string, ElementFacts>;
  keys: ReadonlySet<string>;
  mayFetch: boolean;
  report: (node: ts.Node, rule: Problem['rule'], message: string) => void;
}

function walk(node: ts.Node, context: Context): void {
  if (ts.isJsxOpeningLikeElement(node)) checkElement(node, context);
  else if (ts.isCallExpression(node)) checkCall(node, context);
  else if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) {
    context.report(node, 'text', `"${node.text.trim()}" is not translated`);
  }
  ts.forEachChild(node, (child) => walk(child, context));
}

function checkElement(node: ts.JsxOpeningLikeElement, { elements, target, report }: Context): void {
  const tag = node.tagName.getText();
  if (!/^[a-z]/.test(tag)) return;
  const facts = elements[tag];
  if (!facts) {
    report(node, 'element', `<${tag}> does not exist in ${target}`);
    return;
  }
  for (const attribute of node.attributes.properties) {
    if (!ts.isJsxAttribute(attribute)) continue;
    const name = attribute.name.getText();
    if (BASE_PROPERTIES.has(name)) continue;
    const event = /^on[A-Z]/.test(name) ? name.slice(2).toLowerCase() : null;
    const property = facts.properties[name];
    if (event !== null ? !facts.events.includes(event) : !property) {
      report(attribute, 'attribute', `<${tag}> has no ${name}`);
    } else if (property) {
      for (const value of literals(attribute.initializer)) {
        const wrong = wrongValue(property, value);
        if (wrong) report(attribute, 'attribute', `${name}="${value}" of <${tag}> ${wrong}`);
      }
    }
  }
}

/** The strings that an attribute may get, as far as they are written out: a literal, or the branches of a condition. */
function literals(initializer: ts.Node | undefined): string[] {
  if (!initializer) return [];
  if (ts.isStringLiteralLike(initializer)) return [initializer.text];
  if (ts.isJsxExpression(initializer) || ts.isParenthesizedExpression(initializer)) {
    return literals(initializer.expression);
  }
  if (ts.isConditionalExpression(initializer)) {
    return [...literals(initializer.whenTrue), ...literals(initializer.whenFalse)];
  }
  return [];
}

/** @returns what is wrong with the value, null when nothing is */
function wrongValue({ kind, values = [] }: PropertyFacts, value: string): string | null {
  const words = kind === 'words' ? value.split(' ') : [value];
  if (kind !== 'enum' && kind !== 'words') return null;
  return words.length <= 4 && words.every((word) => values.includes(word))
    ? null
    : `is not one of ${values.map((one) => `"${one}"`).join(', ')}`;
}

/** The text of a `const` of the same module that stands where a literal could. */
function constant(node: ts.Node | undefined): string | null {
  if (!node || !ts.isIdentifier(node)) return null;
  for (const statement of node.getSourceFile().statements) {
    if (!ts.isVariableStatement(statement) || (statement.declarationList.flags & ts.NodeFlags.Const) === 0)
      continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (name.getText() === node.text && initializer && ts.isStringLiteralLike(initializer))
        return initializer.text;
    }
  }
  return null;
}

function checkCall(node: ts.CallExpression, { keys, mayFetch, report }: Context): void {
  const callee = node.expression.getText();
  const [first] = node.arguments;
  const literal = first && ts.isStringLiteralLike(first) ? first.text : null;
  if (/^(?:(?:globalThis|self)\.)?fetch$/.test(callee) && !mayFetch) {
    // the Customer Account API has an address of its own, which needs no capability
    if (!(literal ?? constant(first))?.startsWith('shopify:'))
      report(node, 'fetch', 'fetch without the capability network_access');
  }
  if (/(?:^|\.)translate$/.test(callee) && literal !== null && !keys.has(literal)) {
    report(node, 'translation', `locales have no "${literal}"`);
  }
}
