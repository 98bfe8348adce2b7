import jsonata from 'jsonata';
import { Json, JsonObject } from '../json';
import { directly } from './direct';
import { Direct, LEFT, Lookup, Node } from './direct-node';
import { Sources, addFunctions, setDate } from './functions';

/** A compiled expression. */
export interface Query {
  /** The expression as the document has it, without the braces. */
  readonly text: string;
  /** The fields of `$states` that it reads by name. */
  readonly statesFields: readonly string[];
  /** Evaluates: `undefined` is "returned nothing". Throws what JSONata throws. */
  readonly evaluate: (lookup: Lookup) => Json | undefined | Promise<Json | undefined>;
}

/** What an expression gave that JSON cannot hold, such as a function. */
export class UnsupportedResult extends Error {}

/** Compiles an expression. Throws an Error with JSONata's words where the syntax is wrong. */
export function compileQuery(text: string, sources: Sources): Query {
  const expression = parsed(text);
  const ast = expression.ast() as unknown as Node;
  const names = new Set<string>();
  const fields = new Set<string>();
  visit(ast, names, fields);
  addFunctions(expression, sources);
  if (names.has('toMillis')) { setDate(expression, sources.clock); }

  const slowly = async (lookup: Lookup): Promise<Json | undefined> => {
    const bindings: Record<string, unknown> = {};
    for (const name of names) {
      const value = lookup(name);
      if (value !== undefined) { bindings[name] = value; }
    }
    return plain(await expression.evaluate(undefined, bindings) as unknown);
  };
  const direct = directly(ast, sources);
  return { text, statesFields: [...fields], evaluate: direct ? lookup => atOnce(direct, lookup, slowly) : slowly };
}

/** The value without JSONata's machinery, as long as the values at hand allow it. */
function atOnce<T>(direct: Direct, lookup: Lookup, slowly: (lookup: Lookup) => T): Json | undefined | T {
  try {
    return direct(lookup) as Json | undefined;
  } catch (error) {
    // JSONata's own stack does not grow with the data, however deep.
    if (error !== LEFT && !(error instanceof RangeError)) { throw error; }
    return slowly(lookup);
  }
}

function parsed(text: string): jsonata.Expression {
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

/** A copy as plain JSON: JSONata marks some of its arrays, and the marks would change later expressions. */
function plain(value: unknown): Json | undefined {
  if (value === undefined || value === null || typeof value === 'string' || typeof value === 'boolean') { return value as Json | undefined; }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) { throw new UnsupportedResult(); }
    return value;
  }
  if (Array.isArray(value)) { return Array.from(value, part => plain(part) ?? null); }
  if (typeof value !== 'object' || '_jsonata_function' in value || '_jsonata_lambda' in value) { throw new UnsupportedResult(); }
  const copy: JsonObject = {};
  for (const [name, part] of Object.entries(value)) {
    const kept = plain(part);
    if (kept !== undefined) { copy[name] = kept; }
  }
  return copy;
}
