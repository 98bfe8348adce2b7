/** One step of a document path as it is written: an attribute's name, `#alias`, or the index of a list element. */
export type Step = string | number;

export interface PathNode { readonly kind: 'path'; readonly steps: readonly Step[] }
export interface ValueNode { readonly kind: 'value'; readonly name: string }
export interface SizeNode { readonly kind: 'size'; readonly of: PathNode | ValueNode }
/** What can be compared. */
export type Operand = PathNode | ValueNode | SizeNode;

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'compare'; readonly operator: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly of: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'in'; readonly of: Operand; readonly list: readonly Operand[] }
  | { readonly kind: 'test'; readonly name: TestName; readonly operands: readonly Operand[] };
/** The functions that are conditions by themselves. */
export type TestName = 'attribute_exists' | 'attribute_not_exists' | 'attribute_type' | 'begins_with' | 'contains';

/** What SET can assign. */
export type SetOperand =
  | PathNode
  | ValueNode
  | { readonly kind: 'if_not_exists'; readonly path: PathNode; readonly otherwise: SetOperand }
  | { readonly kind: 'list_append'; readonly left: SetOperand; readonly right: SetOperand };
export type SetValue =
  | SetOperand
  | { readonly kind: 'plus'; readonly left: SetOperand; readonly right: SetOperand }
  | { readonly kind: 'minus'; readonly left: SetOperand; readonly right: SetOperand };

export interface Update {
  readonly set: { readonly path: PathNode; readonly value: SetValue }[];
  readonly remove: PathNode[];
  readonly add: { readonly path: PathNode; readonly value: ValueNode }[];
  readonly delete: { readonly path: PathNode; readonly value: ValueNode }[];
}

/** An expression after parsing, before names and values are put in. */
export interface Parsed<T> {
  readonly root: T;
  /** `#alias` names that occur. */
  readonly aliases: readonly string[];
  /** `:placeholder` names that occur. */
  readonly placeholders: readonly string[];
  /** The first step of every path. */
  readonly attributes: readonly string[];
}
