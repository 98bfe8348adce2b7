import { Limits } from '../errors';
import { Parsed, PathNode, SetOperand, SetValue, Update, ValueNode } from './ast';
import { Reader } from './reader';

type Clause = 'SET' | 'REMOVE' | 'ADD' | 'DELETE';

export function parseUpdate(expression: string, where: string, limits: Limits): Parsed<Update> {
  const reader = new Reader(expression, where, limits);
  return reader.parsed(new UpdateGrammar(reader).parse());
}

export function parseProjection(expression: string, where: string, limits: Limits): Parsed<PathNode[]> {
  const reader = new Reader(expression, where, limits);
  return reader.parsed(reader.list(() => reader.path()));
}

/** Up to four clauses in any order, each once, each with one action or more. */
class UpdateGrammar {
  private readonly update: Update = { set: [], remove: [], add: [], delete: [] };
  private readonly seen = new Set<Clause>();
  private operators = 0;
  /** What the last pair of parentheses held; see the grammar of conditions. */
  private enclosed?: SetValue;

  constructor(private readonly reader: Reader) {}

  public parse(): Update {
    const { reader, update } = this;
    do {
      if (this.clause('SET')) {
        update.set.push(...reader.list(() => this.assignment()));
      } else if (this.clause('REMOVE')) {
        update.remove.push(...reader.list(() => reader.path()));
      } else if (this.clause('ADD')) {
        update.add.push(...reader.list(() => this.pathAndValue()));
      } else if (this.clause('DELETE')) {
        update.delete.push(...reader.list(() => this.pathAndValue()));
      } else {
        throw reader.unexpected();
      }
    } while (reader.peek().kind !== 'end');
    if (this.operators > reader.limits.updateOperators) {
      throw reader.refuse('The expression contains too many operators; '
        + `operator count: ${this.operators}, maximum allowed: ${reader.limits.updateOperators}`);
    }
    return update;
  }

  private clause(name: Clause): boolean {
    if (!this.reader.acceptKeyword(name)) { return false; }
    if (this.seen.has(name)) {
      throw this.reader.refuse(`The "${name}" section can only be used once in an update expression;`);
    }
    this.seen.add(name);
    return true;
  }

  private pathAndValue(): { path: PathNode; value: ValueNode } {
    this.operators++;
    return { path: this.reader.path(), value: this.reader.value() };
  }

  private assignment(): { path: PathNode; value: SetValue } {
    const path = this.reader.path();
    this.reader.expect('=');
    return { path, value: this.sum() };
  }

  /** At most one plus or minus: the grammar that AWS documents knows no chains. */
  private sum(): SetValue {
    const { reader } = this;
    const left = this.term();
    const kind = reader.isSymbol('+') ? 'plus' : reader.isSymbol('-') ? 'minus' : undefined;
    if (!kind) { return left; }
    this.operators++;
    reader.take();
    return { kind, left: this.asOperand(left), right: this.asOperand(this.term()) };
  }

  private term(): SetValue {
    const { reader } = this;
    if (reader.accept('(')) {
      const value = this.sum();
      reader.expect(')');
      if (value === this.enclosed) { throw reader.refuse('The expression has redundant parentheses;'); }
      this.enclosed = value;
      return value;
    }
    const name = reader.calledFunction();
    if (name !== undefined) { return this.call(name); }
    return reader.peek().kind === 'placeholder' ? reader.value() : reader.path();
  }

  private call(name: string): SetOperand {
    const { reader } = this;
    if (name !== 'if_not_exists' && name !== 'list_append') {
      throw reader.refuse(`Invalid function name; function: ${name}`);
    }
    this.operators++;
    reader.take();
    reader.expect('(');
    const operands = reader.list(() => this.asOperand(this.term()));
    reader.expect(')');
    if (operands.length !== 2) {
      throw reader.refuse('Incorrect number of operands for operator or function; '
        + `operator or function: ${name}, number of operands: ${operands.length}`);
    }
    const [first, second] = operands;
    if (name === 'list_append') { return { kind: name, left: first, right: second }; }
    if (first.kind !== 'path') {
      throw reader.refuse(`Operator or function requires a document path; operator or function: ${name}`);
    }
    return { kind: name, path: first, otherwise: second };
  }

  private asOperand(value: SetValue): SetOperand {
    switch (value.kind) {
      case 'plus': case 'minus': throw this.reader.unexpected();
      default: return value;
    }
  }
}
