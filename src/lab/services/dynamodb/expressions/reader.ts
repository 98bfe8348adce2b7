import { invalid, Limits } from '../errors';
import * as reserved from '../reserved-words.json';
import { Parsed, PathNode, Step, ValueNode } from './ast';
import { syntaxError, Token, tokenize } from './tokens';

const RESERVED: ReadonlySet<string> = new Set(reserved.words);

/** Reads tokens one by one, and remembers which names and values an expression uses. The grammars build on it. */
export class Reader {
  private readonly tokens: readonly Token[];
  private readonly aliases = new Set<string>();
  private readonly placeholders = new Set<string>();
  private readonly attributes = new Set<string>();
  private next = 0;

  constructor(private readonly expression: string, private readonly where: string, public readonly limits: Limits) {
    this.tokens = tokenize(expression, where, limits);
  }

  public parsed<T>(root: T): Parsed<T> {
    if (this.peek().kind !== 'end') { throw this.unexpected(); }
    return { root, aliases: [...this.aliases], placeholders: [...this.placeholders], attributes: [...this.attributes] };
  }

  public peek(ahead = 0): Token {
    return this.tokens[Math.min(this.next + ahead, this.tokens.length - 1)];
  }

  public take(): Token {
    return this.tokens[this.next++];
  }

  public isSymbol(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'symbol' && token.text === text;
  }

  /** Keywords may be written in either case. */
  public isKeyword(text: string): boolean {
    const token = this.peek();
    return token.kind === 'word' && token.text.toUpperCase() === text;
  }

  /** A function's name, if one is called here. */
  public calledFunction(): string | undefined {
    return this.peek().kind === 'word' && this.isSymbol('(', 1) ? this.peek().text : undefined;
  }

  public accept(symbol: string): boolean {
    if (!this.isSymbol(symbol)) { return false; }
    this.next++;
    return true;
  }

  public acceptKeyword(keyword: string): boolean {
    if (!this.isKeyword(keyword)) { return false; }
    this.next++;
    return true;
  }

  public expect(symbol: string): void {
    if (!this.accept(symbol)) { throw this.unexpected(); }
  }

  public expectKeyword(keyword: string): void {
    if (!this.acceptKeyword(keyword)) { throw this.unexpected(); }
  }

  /** One or more, with commas between them. */
  public list<T>(read: () => T): T[] {
    const all = [read()];
    while (this.accept(',')) { all.push(read()); }
    return all;
  }

  public path(): PathNode {
    const first = this.name();
    const steps: Step[] = [first];
    for (;;) {
      if (this.accept('.')) {
        steps.push(this.name());
      } else if (this.accept('[')) {
        if (this.peek().kind !== 'number') { throw this.unexpected(); }
        steps.push(Number(this.take().text));
        this.expect(']');
      } else {
        break;
      }
    }
    if (steps.length > this.limits.nesting) {
      throw this.refuse(`The document path has too many nesting elements; nesting levels: ${steps.length}`);
    }
    this.attributes.add(first);
    return { kind: 'path', steps };
  }

  public value(): ValueNode {
    if (this.peek().kind !== 'placeholder') { throw this.unexpected(); }
    const name = this.take().text;
    this.placeholders.add(name);
    return { kind: 'value', name };
  }

  public unexpected(): Error {
    const token = this.peek();
    return syntaxError(this.where, this.expression, token.at, token.text);
  }

  public refuse(reason: string): Error {
    return invalid(`Invalid ${this.where}: ${reason}`);
  }

  private name(): string {
    const token = this.peek();
    if (token.kind === 'alias') {
      this.aliases.add(token.text);
    } else if (token.kind !== 'word') {
      throw this.unexpected();
    } else if (RESERVED.has(token.text.toUpperCase())) {
      throw this.refuse(`Attribute name is a reserved keyword; reserved keyword: ${token.text}`);
    }
    this.next++;
    return token.text;
  }
}
