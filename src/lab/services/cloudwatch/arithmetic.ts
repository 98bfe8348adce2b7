/** What an expression of metrics comes to, in one period. Undefined: a metric that it names has no data there. */
export type Expression = (valueOf: (id: string) => number | undefined) => number | undefined;

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([a-z]\w*)|([-+*/()]))/y;

const OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '/': (a, b) => a / b,
};

/** Sums, differences, products and quotients of metrics and numbers; nothing else of metric math. */
export function arithmetic(text: string): Expression {
  const refuse = (): never => { throw new Error(`the lab does not model the expression ${JSON.stringify(text)} of an alarm: only numbers, ids of metrics, + - * / and ( )`); };
  const tokens: string[] = [];
  const reader = new RegExp(TOKEN);
  while (text.slice(reader.lastIndex).trim() !== '') {
    const found = reader.exec(text);
    tokens.push(found ? found[1] ?? found[2] ?? found[3] : refuse());
  }
  let at = 0;
  const operand = (): Expression => {
    const token = tokens[at++] ?? refuse();
    if (token === '(') {
      const inner = sum();
      return tokens[at++] === ')' ? inner : refuse();
    }
    if (/^\d/.test(token)) { return () => Number(token); }
    return /^[a-z]/.test(token) ? valueOf => valueOf(token) : refuse();
  };
  const chain = (part: () => Expression, ...signs: string[]): Expression => {
    let left = part();
    while (signs.includes(tokens[at])) {
      const [operate, one, other] = [OPERATORS[tokens[at++]], left, part()];
      left = valueOf => {
        const [a, b] = [one(valueOf), other(valueOf)];
        return a === undefined || b === undefined ? undefined : operate(a, b);
      };
    }
    return left;
  };
  const product = () => chain(operand, '*', '/');
  const sum = (): Expression => chain(product, '+', '-');
  const whole = sum();
  return at === tokens.length ? whole : refuse();
}
