import {
  type ASTNode,
  type GraphQLCompositeType,
  type GraphQLNamedType,
  doTypesOverlap,
  isCompositeType,
} from 'graphql';
import type { ReportContext } from './report-context';

/** The type that a fragment is on; null, and reported, when it is none that has fields. */
export function conditionType(
  { schema, report }: Pick<ReportContext, 'schema' | 'report'>,
  name: string,
  node: ASTNode,
  path: string[],
): GraphQLCompositeType | null {
  const type = schema.getType(name);
  if (!type) {
    report(`No such type ${name}, so it can't be a fragment condition`, node, path, {
      code: 'undefinedType',
      typeName: name,
    });
    return null;
  }
  if (isCompositeType(type)) return type;
  report(`Invalid fragment on type ${name} (must be Union, Interface or Object)`, node, path, {
    code: 'fragmentOnNonCompositeType',
    typeName: name,
  });
  return null;
}

/**
 * Whether a fragment on `type` can ever match inside of `parent`; reported when not.
 * @param fragmentName "unknown" for an inline one
 */
export function canSpread(
  { schema, report }: Pick<ReportContext, 'schema' | 'report'>,
  parent: GraphQLNamedType,
  type: GraphQLNamedType,
  node: ASTNode,
  path: string[],
  fragmentName: string,
): boolean {
  if (!isCompositeType(parent) || !isCompositeType(type)) return true;
  if (doTypesOverlap(schema, parent, type)) return true;
  const who = fragmentName === 'unknown' ? 'Fragment' : `Fragment ${fragmentName}`;
  report(`${who} on ${type.name} can't be spread inside ${parent.name}`, node, path, {
    code: 'cannotSpreadFragment',
    typeName: type.name,
    fragmentName,
    parentName: parent.name,
  });
  return false;
}
