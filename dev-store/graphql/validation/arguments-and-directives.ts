import {
  type ArgumentNode,
  type DirectiveNode,
  type FieldNode,
  type GraphQLArgument,
  isRequiredArgument,
} from 'graphql';
import { checkLiteral } from './literals';
import type { ReportContext } from './report-context';
import { misplaced, repeatedArguments, repeatedDirectives } from './uniqueness';
import { checkVariableUse } from './variable-uses';

/** Checks what is given to a field or a directive against what it takes. */
export function checkArguments(
  context: ReportContext,
  owner: 'Field' | 'Directive',
  definitions: readonly GraphQLArgument[],
  node: FieldNode | DirectiveNode,
  path: string[],
): void {
  const ownerName = node.name.value;
  const label = `${owner} '${ownerName}'`;
  const given = new Set<string>();
  repeatedArguments(node.arguments ?? [], path, context.reportAll);
  for (const argument of node.arguments ?? []) {
    const name = argument.name.value;
    const definition = definitions.find((candidate) => candidate.name === name);
    const here = [...path, name];
    if (!definition) {
      context.report(`${label} doesn't accept argument '${name}'`, argument, here, {
        code: 'argumentNotAccepted',
        name: ownerName,
        typeName: owner,
        argumentName: name,
      });
      continue;
    }
    given.add(name);
    checkValue(context, argument, definition, owner, node, here);
  }
  const missing = definitions.filter(
    (definition) => isRequiredArgument(definition) && !given.has(definition.name),
  );
  if (missing.length === 0) return;
  const names = missing.map((definition) => definition.name).join(', ');
  context.report(`${label} is missing required arguments: ${names}`, node, path, {
    code: 'missingRequiredArguments',
    className: owner,
    name: ownerName,
    arguments: names,
  });
}

function checkValue(
  context: ReportContext,
  argument: ArgumentNode,
  definition: GraphQLArgument,
  ownerKind: 'Field' | 'Directive',
  owner: FieldNode | DirectiveNode,
  path: string[],
): void {
  const site = {
    argumentName: definition.name,
    ownerKind,
    ownerName: owner.name.value,
    ownerNode: owner,
    argumentNode: argument,
  };
  const { value } = argument;
  if (value.kind === 'Variable') checkVariableUse(context, value, definition.type, definition, site, path);
  else checkLiteral(context, value, definition.type, site, path);
}

/** @param place "FIELD", "QUERY": where they stand */
export function checkDirectives(
  context: ReportContext,
  directives: readonly DirectiveNode[],
  place: string,
  path: string[],
): void {
  const isRepeatable = (name: string) => context.schema.getDirective(name)?.isRepeatable ?? false;
  repeatedDirectives(directives, isRepeatable, path, context.reportAll);
  for (const directive of directives) {
    const name = directive.name.value;
    const definition = context.schema.getDirective(name);
    if (!definition) {
      context.report(`Directive @${name} is not defined`, directive, path, {
        code: 'undefinedDirective',
        directiveName: name,
      });
      continue;
    }
    const wrong = misplaced(name, definition.locations, place);
    if (wrong) {
      context.report(wrong, directive, path, {
        code: 'directiveCannotBeApplied',
        targetName: place.toLowerCase(),
        name,
      });
    }
    checkArguments(context, 'Directive', definition.args, directive, path);
  }
}
