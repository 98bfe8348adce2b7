/**
 * The text of the value at a path of a JSON text, as it is written there: what a tenant's function was given is given
 * back to the letter, and numbers that JavaScript would round are not. Undefined where there is none.
 */
export function textAt(json: string, ...path: readonly string[]): string | undefined {
  const scanner = new Scanner(json);
  let start = scanner.blank(0);
  for (const name of path) {
    const found = json[start] === '{' ? scanner.memberOf(start, name) : undefined;
    if (found === undefined) { return undefined; }
    start = found;
  }
  return json.slice(start, scanner.endOf(start));
}

/** Finds its way in a JSON text. */
class Scanner {
  private readonly patterns = {
    blank: /\s*/y,
    colon: /\s*:/y,
    text: /"[^"\\]*(?:\\[^][^"\\]*)*"/y,
    /** A number, or a word. */
    scalar: /[^\s,\]}]*/y,
    /** What is neither a text nor a bracket. */
    between: /[^"[\]{}]+/y,
  };

  constructor(private readonly json: string) {}

  public blank(at: number): number { return this.after('blank', at); }

  /** Where the value of a member begins; of the last of that name, as `JSON.parse` has it. */
  public memberOf(object: number, name: string): number | undefined {
    let found: number | undefined;
    for (let at = this.blank(object + 1); this.json[at] === '"';) {
      const key = this.after('text', at);
      const value = this.blank(this.after('colon', key));
      if (JSON.parse(this.json.slice(at, key)) === name) { found = value; }
      at = this.blank(this.endOf(value));
      if (this.json[at] !== ',') { break; }
      at = this.blank(at + 1);
    }
    return found;
  }

  /** Where the value ends that begins here. */
  public endOf(start: number): number {
    if (!'{["'.includes(this.json[start])) { return this.after('scalar', start); }
    let at = start;
    for (let depth = 0; ;) {
      const char = this.json[at];
      if (char === '"') {
        at = this.after('text', at);
      } else if (char === '{' || char === '[') {
        depth++;
        at++;
      } else if (char === '}' || char === ']') {
        depth--;
        at++;
      } else {
        at = this.after('between', at);
      }
      if (depth === 0 || at >= this.json.length) { return at; }
    }
  }

  /** Where a match ends that begins here; the end of the text where there is none, which is no JSON then. */
  private after(what: keyof Scanner['patterns'], at: number): number {
    const pattern = this.patterns[what];
    pattern.lastIndex = at;
    return pattern.test(this.json) ? pattern.lastIndex : this.json.length;
  }
}
