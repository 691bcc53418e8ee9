import type { ASTNode, GraphQLSchema, GraphQLType, VariableDefinitionNode } from 'graphql';

export type Report = (
  message: string,
  node: ASTNode,
  path: string[],
  extensions: Record<string, unknown>,
) => void;

/** Reports one error at several places. */
export type ReportAll = (
  message: string,
  nodes: readonly ASTNode[],
  path: string[],
  extensions: Record<string, unknown>,
) => void;

/** What the checks of a document are given to report with. */
export interface ReportContext {
  schema: GraphQLSchema;
  report: Report;
  reportAll: ReportAll;
  /** remembers that a variable stands somewhere; judged when the whole document was seen */
  useVariable(use: VariableUse): void;
}

/** One place where a variable stands, judged when the operation that reaches it is known. */
export interface VariableUse {
  name: string;
  node: ASTNode;
  path: string[];
  /** whether the declared type may stand there */
  check: (declared: DeclaredVariable) => void;
}

export interface DeclaredVariable {
  node: VariableDefinitionNode;
  type: GraphQLType | null;
}

/** Where a value stands: the argument and what it belongs to. */
export interface ValueSite {
  argumentName: string;
  /** "Field", "Directive" or "InputObject" */
  ownerKind: string;
  ownerName: string;
  ownerNode: ASTNode;
  argumentNode: ASTNode;
}
