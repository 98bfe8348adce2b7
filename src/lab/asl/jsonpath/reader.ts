/** Reads a text from left to right. */
export class Reader {
  public at = 0;

  constructor(public readonly text: string) {}

  public get done(): boolean { return this.at >= this.text.length; }
  public get next(): string { return this.text.charAt(this.at); }

  /** Goes past a text, or past what a sticky pattern finds; undefined where something else stands. */
  public take(what: string | RegExp): string | undefined {
    if (typeof what === 'string') {
      if (!this.text.startsWith(what, this.at)) { return undefined; }
      this.at += what.length;
      return what;
    }
    what.lastIndex = this.at;
    const found = what.exec(this.text)?.[0];
    if (found !== undefined) { this.at += found.length; }
    return found;
  }

  public need(what: string): void {
    if (this.take(what) === undefined) { throw this.wrong(`'${what}' expected`); }
  }

  public spaces(): void {
    this.take(/\s*/y);
  }

  /** A text in quotes. A backslash stands for itself, except before the quote that the text stands in. */
  public quoted(): string | undefined {
    const quote = this.next;
    if (quote !== "'" && quote !== '"') { return undefined; }
    let value = '';
    for (this.at++; this.next !== quote; this.at++) {
      if (this.done) { throw this.wrong(`${quote} expected`); }
      if (this.next === '\\' && this.text.charAt(this.at + 1) === quote) { this.at++; }
      value += this.next;
    }
    this.at++;
    return value;
  }

  public wrong(why: string): Error {
    return new Error(`${why} at character ${this.at + 1} of '${this.text}'`);
  }
}
