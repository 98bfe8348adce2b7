import { Sources } from './functions';

/** Finds the value of a variable by its name, without the dollar sign; `NOTHING` where it is set to nothing. */
export type Lookup = (name: string) => unknown;

/** Evaluates at once. Throws `LEFT` where the values at hand are none of its business. */
export type Direct = (lookup: Lookup, context?: unknown) => unknown;

/** Says that an expression, or a value that it met, is left to JSONata. */
export const LEFT = new Error('left to JSONata');

/** What a variable holds, or a function gives, that is set but gives nothing. */
export const NOTHING = Symbol('nothing');

/** A node of JSONata's syntax tree. */
export interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly [member: string]: unknown;
}

/** Compiles the parts of an expression. */
export interface Compiler {
  readonly sources: Sources;
  /** Names that stand for functions which the expression itself defines. */
  readonly lambdas: Set<string>;
  /** `last` where the value of the part is the value of the whole, so that an error is the error of the whole. */
  of(node: Node, last?: boolean): Direct;
}

/** Names that JavaScript objects have without being given them. */
export const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

const ALWAYS: ReadonlySet<string> = new Set(['type', 'value', 'position']);

export function nameOf({ value }: Node): string {
  if (typeof value !== 'string' || value === '' || INHERITED.has(value)) { throw LEFT; }
  return value;
}

export function left(): never {
  throw LEFT;
}

/** Whether a node has no members but these, and what all have. A node that has others means something else. */
export function hasOnly(node: Node, members: readonly string[]): boolean {
  return Object.keys(node)
    .every(member => node[member] === undefined || ALWAYS.has(member) || members.includes(member));
}

/** What JSONata makes of a list that it gathered: nothing of an empty one, and of a single value that value. */
export function gathered(values: readonly unknown[]): unknown {
  return values.length > 1 ? values : values[0];
}
