import { Limits } from '../errors';
import { Comparator, Condition, Operand, Parsed, PathNode, TestName, ValueNode } from './ast';
import { Reader } from './reader';

type Node = Condition | Operand;

const COMPARATORS: readonly string[] = ['=', '<>', '<', '<=', '>', '>='];
/** The functions of conditions, with their number of operands. */
const FUNCTIONS: Readonly<Record<string, number>> = {
  attribute_exists: 1, attribute_not_exists: 1, attribute_type: 2, begins_with: 2, contains: 2, size: 1,
};

/** Parses a condition, filter or key condition; `where` is the parameter's name, for complaints. */
export function parseCondition(expression: string, where: string, limits: Limits): Parsed<Condition> {
  const grammar = new ConditionGrammar(new Reader(expression, where, limits));
  return grammar.parse();
}

/**
 * From loose to tight: OR, AND, NOT, comparisons. Parentheses may stand around conditions and operands alike, so what
 * they hold is known only afterwards; hence each rule gives a node, and the rule above asks for the kind it needs.
 */
class ConditionGrammar {
  /** What the last pair of parentheses held. Another pair around nothing but that is redundant, which AWS refuses. */
  private enclosed?: Node;

  constructor(private readonly reader: Reader) {}

  public parse(): Parsed<Condition> {
    const node = this.disjunction();
    return this.reader.parsed(this.asCondition(node));
  }

  private disjunction(): Node {
    let left = this.conjunction();
    while (this.reader.acceptKeyword('OR')) {
      left = { kind: 'or', left: this.asCondition(left), right: this.asCondition(this.conjunction()) };
    }
    return left;
  }

  private conjunction(): Node {
    let left = this.negation();
    while (this.reader.acceptKeyword('AND')) {
      left = { kind: 'and', left: this.asCondition(left), right: this.asCondition(this.negation()) };
    }
    return left;
  }

  private negation(): Node {
    return this.reader.acceptKeyword('NOT')
      ? { kind: 'not', of: this.asCondition(this.negation()) }
      : this.comparison();
  }

  private comparison(): Node {
    const node = this.primary();
    const { reader } = this;
    if (reader.peek().kind === 'symbol' && COMPARATORS.includes(reader.peek().text)) {
      const operator = reader.take().text as Comparator;
      const left = this.asOperand(node);
      const right = this.asOperand(this.primary());
      this.distinct(operator, left, right);
      return { kind: 'compare', operator, left, right };
    }
    if (reader.acceptKeyword('BETWEEN')) {
      const of = this.asOperand(node);
      const low = this.asOperand(this.primary());
      reader.expectKeyword('AND');
      return { kind: 'between', of, low, high: this.asOperand(this.primary()) };
    }
    if (reader.acceptKeyword('IN')) {
      reader.expect('(');
      const list = reader.list(() => this.asOperand(this.primary()));
      reader.expect(')');
      if (list.length > reader.limits.inOperands) {
        throw reader.refuse('The IN operator is provided with too many operands; '
          + `number of operands: ${list.length}, maximum allowed: ${reader.limits.inOperands}`);
      }
      return { kind: 'in', of: this.asOperand(node), list };
    }
    return node;
  }

  private primary(): Node {
    const { reader } = this;
    if (reader.accept('(')) {
      const node = this.disjunction();
      reader.expect(')');
      if (node === this.enclosed) { throw reader.refuse('The expression has redundant parentheses;'); }
      this.enclosed = node;
      return node;
    }
    const name = reader.calledFunction();
    if (name !== undefined) { return this.call(name); }
    return reader.peek().kind === 'placeholder' ? reader.value() : reader.path();
  }

  private call(name: string): Node {
    const { reader } = this;
    const arity = FUNCTIONS[name];
    if (arity === undefined) { throw reader.refuse(`Invalid function name; function: ${name}`); }
    reader.take();
    reader.expect('(');
    const operands = reader.list(() => this.asOperand(this.primary()));
    reader.expect(')');
    if (operands.length !== arity) {
      throw reader.refuse('Incorrect number of operands for operator or function; '
        + `operator or function: ${name}, number of operands: ${operands.length}`);
    }
    if (name === 'size') { return { kind: 'size', of: this.sizeable(operands[0]) }; }
    if ((name === 'attribute_exists' || name === 'attribute_not_exists') && operands[0].kind !== 'path') {
      throw reader.refuse(`Operator or function requires a document path; operator or function: ${name}`);
    }
    if (arity === 2) { this.distinct(name, operands[0], operands[1]); }
    return { kind: 'test', name: name as TestName, operands };
  }

  private sizeable(operand: Operand): PathNode | ValueNode {
    if (operand.kind === 'size') { throw this.misused('size'); }
    return operand;
  }

  private asOperand(node: Node): Operand {
    if (node.kind === 'path' || node.kind === 'value' || node.kind === 'size') { return node; }
    throw node.kind === 'test' ? this.misused(node.name) : this.reader.unexpected();
  }

  private asCondition(node: Node): Condition {
    if (node.kind === 'size') { throw this.misused('size'); }
    if (node.kind === 'path' || node.kind === 'value') { throw this.reader.unexpected(); }
    return node;
  }

  private misused(name: string): Error {
    return this.reader.refuse(`The function is not allowed to be used this way in an expression; function: ${name}`);
  }

  private distinct(name: string, left: Operand, right: Operand): void {
    if (left.kind !== 'path' || right.kind !== 'path' || left.steps.join('.') !== right.steps.join('.')) { return; }
    throw this.reader.refuse('The first operand must be distinct from the remaining operands for this operator or function; '
      + `operator: ${name}, first operand: [${left.steps.join(', ')}]`);
  }
}
