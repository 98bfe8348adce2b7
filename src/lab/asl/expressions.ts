import jsonata from 'jsonata';
import { Node } from './direct-node';

/** What an expression says, whoever evaluates it. */
export interface Said {
  readonly ast: Node;
  /** The variables that it reads. */
  readonly names: ReadonlySet<string>;
  /** The fields of `$states` that it reads by name. */
  readonly statesFields: readonly string[];
}

/** Reads each expression once, for all that share it. */
export class Expressions {
  private readonly known = new Map<string, Said>();

  /** Throws an Error with JSONata's words where the syntax is wrong. */
  public read(text: string): Said {
    let said = this.known.get(text);
    if (!said) {
      const ast = parsed(text).ast() as unknown as Node;
      const names = new Set<string>();
      const fields = new Set<string>();
      visit(ast, names, fields);
      said = { ast, names, statesFields: [...fields] };
      this.known.set(text, said);
    }
    return said;
  }
}

export function parsed(text: string): jsonata.Expression {
  try {
    return jsonata(text);
  } catch (error) {
    // JSONata throws plain objects for wrong syntax, and errors of JavaScript for some regular expressions.
    throw new Error((error as { message?: string }).message ?? String(error));
  }
}

/** Collects the variables that an expression reads, and the fields of `$states` among them. */
function visit(node: unknown, names: Set<string>, fields: Set<string>): void {
  if (node === null || typeof node !== 'object' || node instanceof RegExp) { return; }
  if (Array.isArray(node)) {
    for (const part of node) { visit(part, names, fields); }
    return;
  }
  const { type, value, steps } = node as Node & { steps?: Node[] };
  if (type === 'variable' && typeof value === 'string') { names.add(value); }
  if (type === 'path' && steps?.[0]?.type === 'variable' && steps[0].value === 'states' && steps[1]?.type === 'name') {
    fields.add(String(steps[1].value));
  }
  for (const [member, part] of Object.entries(node)) {
    // JSONata hangs a reference to the enclosing step here, which would lead round in circles.
    if (member !== 'ancestor' && member !== 'seekingParent') { visit(part, names, fields); }
  }
}
