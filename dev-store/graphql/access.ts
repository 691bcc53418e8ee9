import { type GraphQLResolveInfo, getNamedType } from 'graphql';
import type { RequestContext } from './context';
import { accessDenied } from './errors';
import { accessFacts, type AccessFact } from './schema';

/** Throws ACCESS_DENIED when the token lacks every scope that would do for this field or for what it returns. */
export function checkAccess(info: GraphQLResolveInfo, context: RequestContext): void {
  const facts = accessFacts();
  const returned = getNamedType(info.returnType).name;
  const facing = [
    facts.fields[`${info.parentType.name}.${info.fieldName}`],
    facts.types[returned] ?? facts.types[returned.replace(/Connection$/, '')],
  ];
  for (const fact of facing) {
    if (fact && !isGranted(fact, context.scopes)) throw accessDenied(info.fieldName, fact.requiredAccess);
  }
}

/** The same for an object behind an interface or union, known only once it was found. */
export function checkTypeAccess(typename: string, info: GraphQLResolveInfo, context: RequestContext): void {
  const fact = accessFacts().types[typename];
  if (fact && !isGranted(fact, context.scopes)) throw accessDenied(info.fieldName, fact.requiredAccess);
}

/** What follows "Also:" comes on top (a staff permission, a scope for one argument) and is not checked. */
function isGranted(fact: AccessFact, scopes: ReadonlySet<string>): boolean {
  const sentence = fact.requiredAccess.split('Also:')[0] ?? '';
  const named = [...sentence.matchAll(/`([a-z_]+)` access.scope/g)].map((match) => match[1] as string);
  return named.length === 0 || named.some((scope) => hasScope(scopes, scope));
}

/** A write scope includes reading. A scope named without either prefix means writing. */
export function hasScope(scopes: ReadonlySet<string>, scope: string): boolean {
  if (scopes.has(scope)) return true;
  if (scope.startsWith('read_')) return scopes.has(scope.replace('read_', 'write_'));
  return !scope.startsWith('write_') && scopes.has(`write_${scope}`);
}
