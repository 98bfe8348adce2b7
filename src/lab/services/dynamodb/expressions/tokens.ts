import { invalid, Limits } from '../errors';

export type TokenKind = 'word' | 'alias' | 'placeholder' | 'number' | 'symbol' | 'end';
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly at: number;
}

const SYMBOLS = ['<>', '<=', '>=', '(', ')', ',', '.', '[', ']', '=', '<', '>', '+', '-'];
/** Attribute names that start otherwise, or hold other characters, need an alias. */
const PATTERNS: readonly { readonly kind: TokenKind; readonly pattern: RegExp }[] = [
  { kind: 'word', pattern: /[A-Za-z][A-Za-z0-9_]*/y },
  { kind: 'alias', pattern: /#[A-Za-z0-9_]+/y },
  { kind: 'placeholder', pattern: /:[A-Za-z0-9_]+/y },
  { kind: 'number', pattern: /[0-9]+/y },
];

/** Cuts an expression into tokens; the last is always the end. */
export function tokenize(expression: string, where: string, limits: Limits): Token[] {
  if (expression === '') { throw invalid(`Invalid ${where}: The expression can not be empty;`); }
  if (Buffer.byteLength(expression) > limits.expressionBytes) {
    throw invalid(`Invalid ${where}: Expression size has exceeded the maximum allowed size;`);
  }
  const tokens: Token[] = [];
  let at = 0;
  while (at < expression.length) {
    if (/\s/.test(expression[at])) { at++; continue; }
    const token = tokenAt(expression, at);
    if (!token) { throw syntaxError(where, expression, at, expression[at]); }
    tokens.push(token);
    at += token.text.length;
  }
  tokens.push({ kind: 'end', text: '<EOF>', at: expression.length });
  return tokens;
}

export function syntaxError(where: string, expression: string, at: number, token: string): Error {
  const near = expression.slice(Math.max(0, at - 10), at + token.length + 10).trim();
  return invalid(`Invalid ${where}: Syntax error; token: "${token}", near: "${near}"`);
}

function tokenAt(expression: string, at: number): Token | undefined {
  for (const { kind, pattern } of PATTERNS) {
    pattern.lastIndex = at;
    const found = pattern.exec(expression);
    if (found) { return { kind, text: found[0], at }; }
  }
  const symbol = SYMBOLS.find(candidate => expression.startsWith(candidate, at));
  return symbol === undefined ? undefined : { kind: 'symbol', text: symbol, at };
}
