/** What a request says about itself, by condition key. Keys are asked for in lower case; an absent key is undefined. */
export type Context = (key: string) => string | string[] | undefined;

/**
 * A text of a policy in which `*` and `?` stand for other characters and `${…}` for what the request says. ARNs are
 * compared field by field: a wildcard does not reach over a colon, except in the sixth field. Actions are compared
 * without regard to case.
 */
export class Pattern {
  private readonly kind: 'plain' | 'fixed' | 'filled';

  constructor(
    public readonly text: string,
    /** Policies of version 2008-10-17 take `${…}` literally. */
    variables: boolean,
    private readonly of: 'text' | 'arn' | 'action' = 'text',
  ) {
    const complete = of !== 'arn' || text.split(':').length >= FIELDS;
    this.kind = variables && text.includes('${') ? 'filled' : complete && !/[*?]/.test(text) ? 'plain' : 'fixed';
  }

  public matches(value: string, context: Context): boolean {
    const [text, asked] = this.of === 'action' ? [this.text.toLowerCase(), value.toLowerCase()] : [this.text, value];
    switch (this.kind) {
      case 'plain': return asked === text;
      case 'fixed': return this.covers(text, asked);
      case 'filled': {
        const filled = fill(text, context);
        return filled !== undefined && this.covers(filled, asked);
      }
    }
  }

  /** Whether all variables have a value. A statement with one that has none does not apply, not even by NotResource. */
  public resolves(context: Context): boolean {
    return this.kind !== 'filled' || fill(this.text, context) !== undefined;
  }

  private covers(pattern: string, value: string): boolean {
    if (this.of !== 'arn' || pattern === '*') { return covers(pattern, value); }
    let [wanted, asked] = [0, 0];
    for (let field = 1; field < FIELDS; field++) {
      const [wantedEnd, askedEnd] = [pattern.indexOf(':', wanted), value.indexOf(':', asked)];
      if (askedEnd < 0) { return false; }
      // An incomplete ARN is completed with wildcards: `…:sqs` means every queue.
      const isLast = wantedEnd < 0;
      if (!covers(pattern, value, wanted, isLast ? pattern.length : wantedEnd, asked, askedEnd)) { return false; }
      if (isLast) { return value.split(':').length >= FIELDS; }
      [wanted, asked] = [wantedEnd + 1, askedEnd + 1];
    }
    return covers(pattern, value, wanted, pattern.length, asked);
  }
}

/** Colons beyond the fifth belong to the last field. */
const FIELDS = 6;

/** Marks a character that came out of a variable, where `*` and `?` are only themselves. */
const LITERAL = '\u0000';

/** Whether one part of a pattern covers one part of a value. */
function covers(
  pattern: string, value: string, start = 0, end = pattern.length, first = 0, last = value.length,
): boolean {
  let [at, from, star] = [start, first, -1];
  for (let read = first; read < last;) {
    const wanted = at < end ? pattern[at] : '';
    if (wanted === '*') {
      star = at++;
      from = read;
      continue;
    }
    const taken = wanted === LITERAL ? (pattern[at + 1] === value[read] ? 2 : 0) : wanted === '?' || wanted === value[read] ? 1 : 0;
    if (taken > 0) {
      at += taken;
      read++;
    } else if (star < 0) {
      return false;
    } else {
      // The last `*` takes one character more.
      at = star + 1;
      read = ++from;
    }
  }
  while (at < end && pattern[at] === '*') { at++; }
  return at === end;
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
