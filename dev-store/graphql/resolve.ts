import type { GraphQLFieldResolver, GraphQLTypeResolver } from 'graphql';
import { checkAccess, checkTypeAccess } from './access';
import type { RequestContext } from './context';
import { badRequest, notImplemented } from './errors';
import { resolvers } from './resolvers/index';

/** Greatest page. */
const LIMIT = 250;

export interface ExecutionContext extends RequestContext {
  /** bulk operations read every connection in full */
  inFull: boolean;
}

/** The one resolver of all fields: access, limits, then our resolver, then the object's own property, else loud. */
export const resolveField: GraphQLFieldResolver<unknown, ExecutionContext, Record<string, unknown>> = (
  source,
  args,
  context,
  info,
) => {
  const { fieldName, parentType } = info;
  checkAccess(info, context);
  checkSizes(args, context, info.returnType.toString().replace(/!$/, '').endsWith('Connection'));
  const resolver = resolvers[parentType.name]?.[fieldName];
  const value = resolver ? resolver(source as never, args as never, context, info) : propertyOf(source, info);
  // GraphQL would answer null for what a resolver forgot.
  if (value === undefined) throw notImplemented(`${parentType.name}.${fieldName}`);
  return value;
};

export const resolveType: GraphQLTypeResolver<unknown, ExecutionContext> = (value, context, info) => {
  if (!isTyped(value)) throw new Error('An object behind an abstract type does not say what it is.');
  checkTypeAccess(value.__typename, info, context);
  return value.__typename;
};

function propertyOf(source: unknown, info: { fieldName: string; parentType: { name: string } }): unknown {
  const { fieldName, parentType } = info;
  if (typeof source === 'object' && source !== null && fieldName in source && !resolvers[parentType.name]) {
    return (source as Record<string, unknown>)[fieldName];
  }
  throw notImplemented(`${parentType.name}.${fieldName}`);
}

function checkSizes(args: Record<string, unknown>, context: ExecutionContext, isConnection: boolean): void {
  for (const [name, value] of Object.entries(args)) {
    if (!isConnection || context.inFull || (name !== 'first' && name !== 'last')) continue;
    if (typeof value === 'number' && value > LIMIT) throw badRequest(`${name} cannot exceed ${LIMIT}`);
  }
}

function isTyped(value: unknown): value is { __typename: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { __typename?: unknown }).__typename === 'string'
  );
}
