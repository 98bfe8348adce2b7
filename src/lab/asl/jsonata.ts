import jsonata from 'jsonata';
import { Json, JsonObject } from '../json';
import { Sources, addFunctions, setDate } from './functions';

/** Finds the value of a variable by its name, without the dollar sign. */
export type Lookup = (name: string) => unknown;

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

interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly steps?: Node[];
  readonly [member: string]: unknown;
}

/** Names that JavaScript objects have without being given them; left to JSONata. */
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

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
  const shortcut = shortcutOf(ast);
  return {
    text,
    statesFields: [...fields],
    evaluate: shortcut
      ? lookup => {
        const value = shortcut(lookup);
        return value === SLOW ? slowly(lookup) : value as Json | undefined;
      }
      : slowly,
  };
}

function parsed(text: string): jsonata.Expression {
  try {
    return jsonata(text);
  } catch (error) {
    // JSONata throws plain objects for wrong syntax, and errors of JavaScript for some regular expressions.
    throw new Error((error as { message?: string }).message ?? String(error));
  }
}

/** Says that a shortcut does not apply to the values at hand. */
const SLOW = Symbol('left to JSONata');

/**
 * The evaluator for literals and for plain paths (`$a`, `$states.input.b.c`) without JSONata's machinery, which costs
 * some ten microseconds a call. It holds only as long as the path leads through objects: arrays on the way are mapped
 * over by JSONata, and so are left to it.
 */
function shortcutOf(ast: Node): ((lookup: Lookup) => unknown) | undefined {
  if (ast.type === 'string' || ast.type === 'number' || ast.type === 'value') {
    const { value } = ast;
    return value === undefined ? undefined : () => value;
  }
  const steps = ast.type === 'path' ? ast.steps ?? [] : [ast];
  const [root, ...rest] = steps;
  const isPlain = (node: Node, type: string) => node.type === type && typeof node.value === 'string' && node.value !== ''
    && Object.keys(node).every(member => member === 'type' || member === 'value' || member === 'position');
  if (!root || !isPlain(root, 'variable') || !rest.every(step => isPlain(step, 'name') && !INHERITED.has(step.value as string))) { return undefined; }
  if (ast.type === 'path' && Object.keys(ast).some(member => member !== 'type' && member !== 'steps')) { return undefined; }

  const variable = root.value as string;
  const path = rest.map(step => step.value as string);
  return lookup => {
    let value = lookup(variable);
    // A name that is no variable may be a function of JSONata.
    if (value === undefined) { return SLOW; }
    for (const name of path) {
      if (value === null || typeof value !== 'object') { return undefined; }
      if (Array.isArray(value)) { return SLOW; }
      value = (value as Record<string, unknown>)[name];
      if (value === undefined) { return undefined; }
    }
    return value;
  };
}

/** Collects the variables that an expression reads, and the fields of `$states` among them. */
function visit(node: unknown, names: Set<string>, fields: Set<string>): void {
  if (node === null || typeof node !== 'object' || node instanceof RegExp) { return; }
  if (Array.isArray(node)) {
    for (const part of node) { visit(part, names, fields); }
    return;
  }
  const { type, value, steps } = node as Node;
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
