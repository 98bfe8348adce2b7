/** What a request says about itself, by condition key. Keys are asked for in lower case; an absent key is undefined. */
export type Context = (key: string) => string | string[] | undefined;

/** A text of a policy in which `*` and `?` stand for other characters and `${…}` for what the request says. */
export class Pattern {
  private readonly kind: 'plain' | 'fixed' | 'filled';
  private compiled?: RegExp;
  private last?: { readonly filled: string; readonly compiled: RegExp };

  constructor(
    public readonly text: string,
    /** Policies of version 2008-10-17 take `${…}` literally. */
    variables: boolean,
    /** ARNs are compared field by field: a wildcard does not reach over a colon, except in the sixth field. */
    private readonly arn = false,
    private readonly flags = 's',
  ) {
    const complete = !arn || text.split(':').length >= 6;
    this.kind = variables && text.includes('${') ? 'filled' : !/[*?]/.test(text) && complete && flags === 's' ? 'plain' : 'fixed';
  }

  public matches(value: string, context: Context): boolean {
    switch (this.kind) {
      case 'plain': return value === this.text;
      // Most patterns of most roles are never asked, so an expression is made when it is needed.
      case 'fixed': return (this.compiled ??= this.expression(this.text)).test(value);
      case 'filled': {
        const filled = fill(this.text, context);
        if (filled === undefined) { return false; }
        // The same caller asks many times in a row.
        if (this.last?.filled !== filled) { this.last = { filled, compiled: this.expression(filled) }; }
        return this.last.compiled.test(value);
      }
    }
  }

  /** Whether all variables have a value. A statement with one that has none does not apply, not even by NotResource. */
  public resolves(context: Context): boolean {
    return this.kind !== 'filled' || fill(this.text, context) !== undefined;
  }

  private expression(text: string): RegExp {
    return new RegExp(`^${this.source(text)}$`, this.flags);
  }

  private source(text: string): string {
    if (!this.arn || text === '*') { return wild(text, '.'); }
    const parts = text.split(':');
    // An incomplete ARN is completed with wildcards: `…:sqs` means every queue.
    const fields = parts.length < 6 ? [...parts, ...Array<string>(6 - parts.length).fill('*')] : parts;
    return [...fields.slice(0, 5).map(field => wild(field, '[^:]')), wild(fields.slice(5).join(':'), '.')].join(':');
  }
}

/** Marks a character that came out of a variable, where `*` and `?` are only themselves. */
const LITERAL = '\u0000';

function wild(text: string, any: string): string {
  let source = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === LITERAL) {
      source += escape(text[++at]);
    } else {
      source += character === '*' ? `${any}*` : character === '?' ? any : escape(character);
    }
  }
  return source;
}

function escape(character: string): string {
  return /[.*+?^${}()|[\]\\/-]/.test(character) ? `\\${character}` : character;
}

/** Puts values in the place of `${…}`; undefined when a variable has none, for then the statement does not match. */
function fill(text: string, context: Context): string | undefined {
  let missing = false;
  const filled = text.replace(/\$\{([^}]*)\}/g, (_, inside: string) => {
    const value = valueOf(inside, context);
    if (value === undefined) { missing = true; }
    return (value ?? '').replace(/[*?]/g, character => LITERAL + character);
  });
  return missing ? undefined : filled;
}

/** The plain text of a value that may hold variables, for operators which know no wildcards. */
export function plainText(text: string, variables: boolean, context: Context): string | undefined {
  return variables && text.includes('${') ? fill(text, context)?.replaceAll(LITERAL, '') : text;
}

function valueOf(inside: string, context: Context): string | undefined {
  if (['*', '?', '$'].includes(inside)) { return inside; }
  const [, key, fallback] = /^\s*([^,\s]+)\s*(?:,\s*'([^']*)')?\s*$/.exec(inside) ?? [];
  const value = key === undefined ? undefined : context(key.toLowerCase());
  return typeof value === 'string' ? value : fallback;
}
