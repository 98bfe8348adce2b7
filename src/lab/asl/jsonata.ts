import jsonata from 'jsonata';
import { Json, JsonObject } from '../json';
import { directly } from './direct';
import { Direct, LEFT, Lookup } from './direct-node';
import { Expressions, parsed } from './expressions';
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
  const { ast, names, statesFields } = (sources.expressions ?? new Expressions()).read(text);
  let expression: jsonata.Expression | undefined;

  const slowly = async (lookup: Lookup): Promise<Json | undefined> => {
    expression ??= withFunctions(text, names, sources);
    const bindings: Record<string, unknown> = {};
    for (const name of names) {
      const value = lookup(name);
      if (value !== undefined) { bindings[name] = value; }
    }
    return plain(await expression.evaluate(undefined, bindings) as unknown);
  };
  const direct = directly(ast, sources);
  return { text, statesFields, evaluate: direct ? lookup => atOnce(direct, lookup, slowly) : slowly };
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

/** JSONata's own way to evaluate, which few expressions need: it is made ready when one does. */
function withFunctions(text: string, names: ReadonlySet<string>, sources: Sources): jsonata.Expression {
  const expression = parsed(text);
  addFunctions(expression, sources);
  if (names.has('toMillis')) { setDate(expression, sources.clock); }
  return expression;
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
